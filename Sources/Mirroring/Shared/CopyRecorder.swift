internal import ArchiveStore
internal import ByteCoding
internal import Proofs
internal import Reporting

/// What a run over two copies leaves in the proof log of one of them.
struct CopyRecorder: Sendable {
  private let archive: Archive
  private let recorder: ProofRecorder

  /// Nil where no record is wanted.
  init?(_ archive: Archive, operation: String, recordAs software: String?, control: OperationControl) {
    guard let software else { return nil }
    self.archive = archive
    recorder = ProofRecorder(archive, operation: operation, level: .fixity, software: software, control: control)
  }

  /// Every byte of the file was compared with the digest that the copy lists for it.
  func proved(_ path: String, _ digest: SHA256Digest, bytes: Int64) { recorder.record(path, digest: digest, bytes: bytes, level: .fixity) }

  /// The same for a file as it lies there now.
  func proved(_ path: String, _ digest: SHA256Digest) { proved(path, digest, bytes: (try? archive.status(path))??.size ?? 0) }

  /// A finding about a file of this copy; findings are told with the copy's path in front, and noted without it.
  func found(_ finding: Finding) {
    var finding = finding
    let front = archive.root.path + "/"
    if finding.file.startsWithBytes(of: front) { finding.file = finding.file.droppingBytes(first: front.utf8.count, last: 0) }
    recorder.record(finding)
  }

  /// A run that read nothing leaves no trace.
  func finish(_ end: ProofRun.State, mended: Int, lost: Int) {
    recorder.finish(end, evenIfEmpty: false) { $0.counts = ["mended": Int64(mended), "lost": Int64(lost)] }
  }
}
