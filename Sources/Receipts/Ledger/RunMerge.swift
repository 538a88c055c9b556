internal import ArchiveStore
internal import ByteCoding

/// Merges sorted runs of lines that lie in one file.
struct RunMerge {
  private struct Run {
    var range: Range<Int>
    var buffer: [UInt8] = []
    var next = 0
    var line: [UInt8]?
  }

  private let file: OpenFile
  private var runs: [Run]
  private var hasBegun = false
  private static let pieceBytes = 1 << 16

  init(_ file: OpenFile, _ runs: [Range<Int>]) {
    self.file = file
    self.runs = runs.map { Run(range: $0) }
  }

  /// The next line without its newline; nil at the end. Throws `.environment`.
  mutating func next() throws(Fault) -> [UInt8]? {
    if !hasBegun {
      for index in runs.indices { try advance(&runs[index]) }
      hasBegun = true
    }
    var best: Int?
    for (index, run) in runs.enumerated() {
      guard let line = run.line else { continue }
      guard let chosen = best, let least = runs[chosen].line else {
        best = index
        continue
      }
      if line.lexicographicallyPrecedes(least) { best = index }
    }
    guard let best else { return nil }
    let line = runs[best].line
    try advance(&runs[best])
    return line
  }

  private func advance(_ run: inout Run) throws(Fault) {
    while true {
      if let end = run.buffer[run.next...].firstIndex(of: 0x0A) {
        run.line = Array(run.buffer[run.next..<end])
        run.next = end + 1
        return
      }
      run.buffer.removeFirst(run.next)
      run.next = 0
      guard !run.range.isEmpty else {
        run.line = nil
        return
      }
      let piece = try file.read(at: run.range.lowerBound, upTo: min(Self.pieceBytes, run.range.count))
      guard !piece.isEmpty else { throw Fault(.environment, "ledger.short", "a temporary file lost its end", file: file.path) }
      run.buffer += piece
      run.range = (run.range.lowerBound + piece.count)..<run.range.upperBound
    }
  }
}
