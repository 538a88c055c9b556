internal import ArchiveFormat
package import ArchiveStore
package import ByteCoding

/// The other side of `ProverProcess`: requests come in as JSON lines, an empty line ends a batch, and answers go out in their order.
package enum ProofServer {
  private static let mostInBatch = 256

  /// Serves until the input ends. Throws `.environment`, or `.damaged` (`proof.request`) for a line that is no request.
  package static func serve(_ prover: any UnitProver, input: OpenFile, output: OpenFile) throws(Fault) {
    var lines = PipeLines(input)
    var batch: [ProofRequest] = []
    func answer() throws(Fault) {
      guard !batch.isEmpty else { return }
      var text: [UInt8] = []
      for answer in try prover.prove(batch) { text += try CanonicalJSON.encode(answer) + [0x0A] }
      try output.append(text)
      batch.removeAll()
    }
    while let line = try lines.next() {
      if line.isEmpty {
        try answer()
      } else {
        do throws(Fault) {
          batch.append(try CanonicalJSON.decode(ProofRequest.self, from: line, at: "request"))
        } catch {
          throw .damaged("proof.request", "not a request: a line of JSON with unit, unitSHA256, size and sha256")
        }
        if batch.count >= mostInBatch { try answer() }
      }
    }
    try answer()
  }
}

/// Lines from a pipe.
struct PipeLines {
  private let file: OpenFile
  private var buffer: [UInt8] = []
  private var isAtEnd = false
  private static let longestLine = 1 << 20

  init(_ file: OpenFile) { self.file = file }

  /// The next line without its newline; nil at the end. Throws `.environment`, `.damaged` (`proof.line`).
  mutating func next() throws(Fault) -> [UInt8]? {
    while true {
      if let end = buffer.firstIndex(of: 0x0A) {
        defer { buffer.removeFirst(end + 1) }
        return Array(buffer[..<end])
      }
      if isAtEnd {
        defer { buffer.removeAll() }
        return buffer.isEmpty ? nil : buffer
      }
      guard buffer.count <= Self.longestLine else { throw .damaged("proof.line", "a line of over 1 MiB") }
      let piece = try file.next(upTo: 1 << 16)
      isAtEnd = piece.isEmpty
      buffer += piece
    }
  }
}
