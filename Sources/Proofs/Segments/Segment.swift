internal import ArchiveFormat
internal import ArchiveStore
internal import ByteCoding

/// One sound segment of the log: its runs and findings, and where its proofs lie.
struct Segment: Sendable {
  let number: Int
  let file: OpenFile
  let length: Int
  let runs: [ProofRun]
  let findings: [LoggedFinding]
  /// Where the proofs begin and end.
  private let begin: Int
  private let end: Int

  /// Opens a segment and holds all of it against its seal.
  ///
  /// Throws `.damaged` (`proofs.segment`), `.unsupported` (`proofs.newer`) or `.environment`. Cost: reads the file once.
  init(_ number: Int, _ file: OpenFile) throws(Fault) {
    self.number = number
    self.file = file
    let status = try file.status()
    guard status.kind == .file, status.size > SegmentText.head.count + SegmentText.sealLength, status.size < 1 << 40 else {
      throw Self.damaged("not a segment of the proof log", file)
    }
    length = Int(status.size)
    end = length - SegmentText.sealLength
    try Self.checkSeal(file, end)
    var lines = FileLines(file, to: end)
    guard let head = try lines.next({ Array($0) }), head + [0x0A] == SegmentText.head else {
      throw Fault(
        .unsupported, "proofs.newer", "a proof log of another version", file: file.path, advice: "use a newer version of Glassine")
    }
    var runs: [ProofRun] = []
    var findings: [LoggedFinding] = []
    var begin = lines.position
    while let line = try lines.next({ $0.first == SegmentText.proof ? nil : Array($0) }) {
      guard let line else { break }
      begin = lines.position
      guard line.count > 2, line[1] == 0x09 else { throw Self.damaged("a line that is none", file) }
      let text = Array(line.dropFirst(2))
      switch line[0] {
      case SegmentText.run: runs.append(try CanonicalJSON.decode(ProofRun.self, from: text, at: "proofs"))
      case SegmentText.finding: findings.append(try CanonicalJSON.decode(LoggedFinding.self, from: text, at: "proofs"))
      default: break  // A later version's, of which this one knows nothing.
      }
    }
    (self.runs, self.findings, self.begin) = (runs, findings, begin)
  }

  private static func damaged(_ cause: String, _ file: OpenFile) -> Fault {
    Fault.damaged("proofs.segment", cause).in(file: file.path)
  }

  private static func checkSeal(_ file: OpenFile, _ end: Int) throws(Fault) {
    var hasher = SHA256Hasher()
    var offset = 0
    while offset < end {
      let piece = try file.read(at: offset, upTo: min(1 << 20, end - offset))
      guard !piece.isEmpty else { throw damaged("it ended early", file) }
      hasher.update(piece)
      offset += piece.count
    }
    guard try file.read(at: end, upTo: SegmentText.sealLength) == seal(hasher.finish()) else {
      throw damaged("it does not have the digest it was closed with", file)
    }
  }

  /// The last line of a segment.
  static func seal(_ digest: SHA256Digest) -> [UInt8] { [SegmentText.seal, 0x09] + Array(digest.hex.utf8) + [0x0A] }

  /// The proofs, ascending by path.
  func proofs() -> SegmentProofs { SegmentProofs(lines: FileLines(file, from: begin, to: end)) }
}

/// Gives a segment's proofs one after the other.
struct SegmentProofs {
  fileprivate var lines: FileLines
  private var last: [UInt8] = []

  fileprivate init(lines: FileLines) { self.lines = lines }

  /// Nil at the end. Lines that are no proofs, or out of order, are passed over. Throws `.environment`.
  mutating func next() throws(Fault) -> Proof? {
    while let line = try lines.next({ SegmentText.proof($0) }) {
      guard let proof = line, last.lexicographicallyPrecedes(proof.path) else { continue }
      last = proof.path
      return proof
    }
    return nil
  }
}
