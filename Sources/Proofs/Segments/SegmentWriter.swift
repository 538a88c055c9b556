internal import ArchiveStore
internal import ByteCoding

/// Writes one segment aside, piece by piece, and closes it with its digest.
struct SegmentWriter {
  private let file: OpenFile
  private var hasher = SHA256Hasher()
  private var buffer: [UInt8] = []
  private var offset = 0

  /// Begins with the format's line, the runs and the findings.
  init(_ file: OpenFile, runs: [ProofRun], findings: [LoggedFinding]) throws(Fault) {
    self.file = file
    buffer = SegmentText.head
    for run in runs { buffer += try SegmentText.line(run) }
    for finding in findings { buffer += try SegmentText.line(finding) }
  }

  /// Proofs come in ascending order of their paths.
  mutating func append(_ proof: Proof) throws(Fault) {
    SegmentText.append(proof, to: &buffer)
    if buffer.count >= 1 << 18 { try flush() }
  }

  private mutating func flush() throws(Fault) {
    hasher.update(buffer)
    try file.write(all: buffer, at: offset)
    offset += buffer.count
    buffer.removeAll(keepingCapacity: true)
  }

  /// Closes the segment, and reads it back from the medium. Throws also where it is not what was written.
  mutating func finish() throws(Fault) {
    try flush()
    try file.write(all: Segment.seal(hasher.finish()), at: offset)
    try file.synchronize()
    file.dropCache()
    _ = try Segment(0, file)
  }
}
