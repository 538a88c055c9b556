internal import ArchiveStore
package import ByteCoding
internal import Proofs
package import Reporting

/// Makes or updates a second copy of an archive, proving both ends.
///
/// Every step leaves the target either whole or openable as unfinished:
///
/// 1. Nothing but the lock is touched until the archive's tag files are found true and the target has nothing that the archive lacks.
/// 2. Where the target's own tag files are damaged they go to its quarantine. A kill here leaves an archive without tag files, or with
///    damaged ones; the next mirror does this step again. From now on the target lists nothing until it was read and compared.
/// 3. Files are staged, synced, read back and compared, journaled, renamed, as an archive run does it (FORMAT.md 1.1). A kill leaves a
///    journal; any writer, this one or `archive`, completes the manifests from it. What lies in its place and is right is not copied again.
/// 4. The target's manifests are completed and the journal is emptied: it is whole, with tag files of its own.
/// 5. Where it holds everything the archive lists, the journal gets a `T` and the archive's tag files are renamed into place, the tag
///    manifest last. A kill leaves manifests that list the same files, whichever of the two each is; the next writer writes the rest anew.
/// 6. Parity over the tag files follows, and parity that the archive has no more goes. A kill leaves parity to be brought up to date.
package struct MirrorRun: Sendable {
  private let archivePath: String
  private let targetPath: String
  private let options: MirrorOptions
  private let control: OperationControl

  package init(from archive: String, to target: String, options: MirrorOptions, control: OperationControl) {
    archivePath = archive
    targetPath = target
    self.options = options
    self.control = control
  }

  /// Problems with single files are findings. Throws where nothing can be done: `archive.none`, `archive.locked`, `archive.foreign`,
  /// `mirror.same`, `mirror.nested`, `mirror.unfinished`, `mirror.blank`, `mirror.tags`, `mirror.diverged`, a full or read-only target.
  /// Also then what was published stays, and is listed.
  package func run() throws(Fault) -> MirrorSummary {
    let archive = try Archive.open(archivePath)
    try CopyPlaces.check(archivePath, targetPath)
    let lock = try ArchiveReadingLock(archive)
    defer { withExtendedLifetime(lock) {} }
    try checkSource(archive)
    return options.dryRun ? try plan(archive) : try mirror(archive)
  }

  /// Damaged tag files must not be spread, and an unfinished archive has none that are true.
  private func checkSource(_ archive: Archive) throws(Fault) {
    if try archive.isUnfinished {
      throw Fault(
        .misuse, "mirror.unfinished", "a run into this archive was cut off: its manifests are not complete", file: archive.root.path,
        advice: "run glassine archive on it once (or, where it is a second copy itself, the mirror that was cut off), then mirror again")
    }
    if try archive.isBlank {
      throw Fault(.misuse, "mirror.blank", "nothing is archived here yet", file: archive.root.path, advice: "archive something first")
    }
    guard var fault = try TagManifest.faults(archive).first else { return }
    fault.cause = "this tag file of the archive is damaged and must not be spread: \(fault.cause)"
    fault.file = archive.full(fault.file ?? Archive.tagManifestName)
    fault.code = "mirror.tags"
    fault.advice =
      "nothing was written; repair the archive, or heal it from a second copy: "
      + "glassine audit \(archive.root.path) --against \(targetPath)"
    throw fault
  }

  private func plan(_ archive: Archive) throws(Fault) -> MirrorSummary {
    let target: Archive?
    do throws(Fault) { target = try Archive.open(targetPath) } catch {
      guard error.code == "archive.none" || error.isNotThere else { throw error }
      target = nil
    }
    let isTrusted = if let target { try !Self.hasDamagedTags(target) } else { true }
    if let target, try target.isUnfinished {
      control.report(.notice("a run into \(targetPath) was cut off; what it published counts as missing here"))
    }
    let plan = try scan(archive, target, trusting: isTrusted)
    if let target { try plan.refuseDiverged(archive, target) }
    return summary(of: plan)
  }

  private func scan(_ archive: Archive, _ target: Archive?, trusting: Bool) throws(Fault) -> MirrorPlan {
    control.report(.phaseStarted(.scanning, totalFiles: nil, totalBytes: nil))
    let plan = try MirrorPlan(from: archive, to: target, trusting: trusting, control: control)
    control.report(.totals(files: plan.files + plan.besideFiles, bytes: plan.bytes + plan.besideBytes))
    control.report(.phaseEnded(.scanning))
    if plan.unlisted > 0 {
      control.report(
        .notice("\(plan.unlisted) files of \(archive.root.path) are in no manifest and are not copied; glassine audit names them"))
    }
    return plan
  }

  private func summary(of plan: MirrorPlan) -> MirrorSummary {
    var summary = MirrorSummary()
    summary.files = plan.files
    summary.bytes = plan.bytes
    summary.toCopy = plan.toCopy
    return summary
  }

  static func hasDamagedTags(_ target: Archive) throws(Fault) -> Bool {
    if try target.isUnfinished { return false }
    if try target.isBlank { return false }
    return try !TagManifest.faults(target).isEmpty
  }

  private func mirror(_ archive: Archive) throws(Fault) -> MirrorSummary {
    let target = try Archive.create(targetPath)
    let quarantine = try Quarantine(target)
    var plan: MirrorPlan?
    let recorders = (
      archive: CopyRecorder(archive, operation: ProofRun.Operation.mirror, recordAs: options.recordAs, control: control),
      target: CopyRecorder(target, operation: ProofRun.Operation.mirror, recordAs: options.recordAs, control: control)
    )
    var damagedTags: Set<String> = []
    if try Self.hasDamagedTags(target) {
      let first = try scan(archive, target, trusting: false)
      try first.refuseDiverged(archive, target)
      damagedTags = try setAsideTags(of: target, quarantine, recorders.target)
      plan = first
    }
    let isInterrupted = try target.isUnfinished
    if isInterrupted { control.report(.phaseStarted(.recovering, totalFiles: nil, totalBytes: nil)) }
    let writer = try ArchiveWriter(target, software: options.software)
    if isInterrupted { control.report(.phaseEnded(.recovering)) }
    let known = if let plan { plan } else { try scan(archive, target, trusting: true) }
    if plan == nil { try known.refuseDiverged(archive, target) }
    var summary = summary(of: known)
    summary.healed = damagedTags.count
    let work = MirrorWork(
      archive: archive, target: target, writer: writer, quarantine: quarantine, options: options, control: control, summary: summary,
      recorders: recorders, damagedTags: damagedTags)
    return try work.run(known)
  }

  /// Takes damaged tag files away, so that the target lists nothing it was not proved to have.
  private func setAsideTags(of target: Archive, _ quarantine: Quarantine, _ recorder: CopyRecorder?) throws(Fault) -> Set<String> {
    let workspace = try Workspace(target)
    let faults = try TagManifest.faults(target)
    for fault in faults {
      let finding = Finding(
        kind: .manifest, file: target.full(fault.file ?? Archive.tagManifestName), detail: "\(fault.cause); written anew by this run")
      control.report(.finding(finding))
      recorder?.found(finding)
    }
    for name in TagManifest.ownFiles {
      _ = try quarantine.keep(name)
      try workspace.remove(name)
    }
    return Set(faults.map { $0.file ?? Archive.tagManifestName })
  }
}
