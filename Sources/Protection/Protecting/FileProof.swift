internal import ArchiveStore
internal import ByteCoding
internal import ParityCoding
internal import Proofs
internal import Reporting
internal import Synchronization

/// Reads files once before they are covered: parity over a damaged file would keep the damage for ever.
struct FileProof: Sendable {
  let archive: Archive
  let control: OperationControl
  /// Hears of what was found and what was proved.
  let recorder: ProofRecorder?

  /// What is wrong with a file; nil where it is as the manifest says. `digests` hears the digest of every block in order.
  private func fault(_ file: PendingFile, _ digests: ((UInt64) -> Void)?) throws(Fault) -> String? {
    let opened = try archive.file(file.text)
    var hasher = SHA256Hasher()
    var offset = 0
    while true {
      var piece = try opened.read(at: offset, upTo: 1 << 20)
      if piece.isEmpty { break }
      hasher.update(piece)
      offset += piece.count
      guard let digests else { continue }
      let rest = piece.count % ParityBlock.size
      if rest > 0 { piece.append(contentsOf: repeatElement(0, count: ParityBlock.size - rest)) }
      piece.withUnsafeBytes { bytes in
        for start in stride(from: 0, to: bytes.count, by: ParityBlock.size) {
          digests(ParityBlock.digest(UnsafeRawBufferPointer(rebasing: bytes[start..<start + ParityBlock.size])))
        }
      }
    }
    guard offset == file.size else { return "the file has \(offset) bytes, and had \(file.size) a moment ago" }
    return hasher.finish() == file.digest ? nil : "the file does not have the digest the manifest gives"
  }

  /// The files that are sound, in their order; findings say what is wrong with the others. `wanted` asks for the blocks' digests, too.
  func sound(_ files: [PendingFile], wanted: Bool, jobs: Int) -> (files: [PendingFile], digests: [[UInt64]]) {
    let results = Mutex([Int: [UInt64]]())
    Workers.forEach(Array(files.enumerated()), jobs) { index, file in
      guard !control.isStopped else { return }
      var digests: [UInt64] = []
      var finding: Finding?
      do throws(Fault) {
        if let fault = try fault(file, wanted ? { digests.append($0) } : nil) {
          finding = Finding(kind: .damaged, file: file.text, detail: "not covered: \(fault)")
        }
      } catch {
        finding = Finding(kind: error.isNotThere ? .missing : .unreadable, file: file.text, detail: "not covered: \(error.cause)")
      }
      if let finding {
        control.report(.finding(finding))
        recorder?.record(finding)
      } else {
        recorder?.record(file.text, digest: file.digest, bytes: Int64(file.size), level: .fixity)
        results.withLock { $0[index] = digests }
      }
      control.report(.advanced(bytes: Int64(file.size)))
    }
    let found = results.withLock { $0 }
    let order = found.keys.sorted()
    return (order.map { files[$0] }, order.map { found[$0] ?? [] })
  }
}
