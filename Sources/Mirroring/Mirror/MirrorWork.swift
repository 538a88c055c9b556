internal import ArchiveFormat
internal import ArchiveStore
internal import ByteCoding
internal import Reporting
internal import Synchronization

/// One mirror run under way: goes through the archive's manifest batch by batch.
final class MirrorWork: Sendable {
  let archive: Archive
  let target: Archive
  let writer: ArchiveWriter
  let quarantine: Quarantine
  let options: MirrorOptions
  let control: OperationControl
  let summary: Mutex<MirrorSummary>
  private let newest: Mutex<NewestVersions>
  /// A batch ends with this many files or bytes: so much is read aside before it is settled.
  private static let (batchFiles, batchBytes): (Int, Int64) = (64, 512 << 20)

  init(
    archive: Archive, target: Archive, writer: ArchiveWriter, quarantine: Quarantine, options: MirrorOptions, control: OperationControl,
    summary: MirrorSummary
  ) {
    self.archive = archive
    self.target = target
    self.writer = writer
    self.quarantine = quarantine
    self.options = options
    self.control = control
    self.summary = Mutex(summary)
    newest = Mutex(NewestVersions(archive))
  }

  /// A payload file the archive lists.
  struct Item: Sendable {
    let path: String
    let digest: SHA256Digest
    /// The digest the target's manifest lists.
    let listed: SHA256Digest?
    /// As it lies in the archive; 0 where it is not there.
    let size: Int64
  }

  func run(_ plan: MirrorPlan) throws(Fault) -> MirrorSummary {
    for path in plan.firstStrangers {
      remain(Finding(kind: .orphan, file: target.full(path), detail: "in no manifest of either copy; it was left where it is"))
    }
    summary.withLock { $0.remaining += plan.strangers - plan.firstStrangers.count }
    control.report(
      .phaseStarted(.mirroring, totalFiles: plan.files + plan.besideFiles, totalBytes: plan.bytes + plan.besideBytes))
    var failure: Fault?
    do throws(Fault) {
      try copyPayload()
      try copyParitySets()
      try copyReceipts()
    } catch {
      failure = error
    }
    control.report(.phaseEnded(.mirroring))
    control.report(.phaseStarted(.listing, totalFiles: nil, totalBytes: nil))
    // What was published is listed also after a failure; the first failure is the one that counts.
    do throws(Fault) {
      try writer.checkpoint()
      if failure == nil, !control.isStopped, try isTargetComplete() { try finish() }
    } catch {
      failure = failure ?? error
    }
    control.report(.phaseEnded(.listing))
    if let failure { throw failure }
    return summary.withLock { summary in
      summary.isComplete = !control.isStopped
      summary.quarantine = (try? target.status(quarantine.path)) == nil ? nil : quarantine.path
      return summary
    }
  }

  /// Whether the target's manifest now lists exactly what the archive's does.
  private func isTargetComplete() throws(Fault) -> Bool {
    var isSame = true
    try ManifestPair.forEach(archive.file(Archive.manifestName), target.file(Archive.manifestName)) { entry throws(Fault) in
      if entry.first != entry.second { isSame = false }
    }
    return isSame
  }

  private func finish() throws(Fault) {
    try copyTags()
    try finishParity()
    summary.withLock { $0.isWhole = true }
  }

  private func copyPayload() throws(Fault) {
    var batch: [Item] = []
    var bytes: Int64 = 0
    func flush() throws(Fault) {
      let work = batch
      batch = []
      bytes = 0
      if !control.isStopped { try process(work) }
    }
    // Opened once: checkpoints on the way replace the target's manifest by name.
    let lines = try archive.file(Archive.manifestName)
    try ManifestPair.forEach(lines, target.file(Archive.manifestName)) { entry throws(Fault) in
      guard !control.isStopped else { return }
      guard let digest = entry.first else {
        try setAside(entry.path)
        return
      }
      let item = Item(path: entry.path, digest: digest, listed: entry.second, size: (try? archive.status(entry.path))??.size ?? 0)
      if !batch.isEmpty, bytes + item.size > Self.batchBytes { try flush() }
      batch.append(item)
      bytes = bytes.addingSaturated(item.size)
      if batch.count >= Self.batchFiles { try flush() }
    }
    try flush()
    if !control.isStopped { try setAsideUnlistedSidecars(lines) }
  }

  /// Puts a sidecar that describes nothing any more into quarantine.
  private func setAside(_ path: String) throws(Fault) {
    guard !path.isUnitPath else { return }
    _ = try quarantine.keep(path)
    var publication = Publication()
    publication.obsolete = [path]
    try writer.publish([publication])
    summary.withLock { $0.obsolete += 1 }
  }

  /// Sidecars that a lost manifest once listed, or a cut off run left.
  private func setAsideUnlistedSidecars(_ lines: OpenFile) throws(Fault) {
    var (wanted, listed) = (try ManifestCursor(lines), try ManifestCursor(target.file(Archive.manifestName)))
    var obsolete: [String] = []
    try target.forEachPayloadFile(onFault: { _ in }) { key, status throws(Fault) in
      let (isWanted, isListed) = (try wanted.digest(of: key) != nil, try listed.digest(of: key) != nil)
      let path = String(decoding: key, as: UTF8.self)
      if !isWanted, !isListed, path.isSidecarPath, status.kind == .file { obsolete.append(path) }
    }
    for path in obsolete { try setAside(path) }
  }

  /// The lines for the originals' list that a unit brings, so that the target is true of itself also before the archive's list comes.
  func addOriginal(_ item: Item, _ file: OpenFile?, to publication: inout Publication) {
    guard item.path.isUnitPath, newest.withLock({ $0.isNewest(item.path) }) else { return }
    guard let file, let record = try? UnitReader(FileSource(file)).record(), let path = try? record.relativePath() else { return }
    if record.kind == .file, record.tier != .sensorExact, let sha256 = record.sha256 {
      publication.original = (path.bytes, sha256)
    } else if record.version > 1 {
      publication.originalGone = path.bytes
    }
  }

  /// Reports something that stays wrong.
  func remain(_ finding: Finding, inArchive: Bool = false) {
    control.report(.finding(finding))
    summary.withLock {
      $0.remaining += 1
      if inArchive { $0.damagedInArchive += 1 }
    }
  }
}
