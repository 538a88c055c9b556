internal import ArchiveStore
internal import ByteCoding
internal import Proofs
internal import Reporting
internal import Synchronization

/// One of two copies that are held against each other.
final class ArchiveCopy: Sendable {
  let archive: Archive
  /// Nil where nothing is to be written, or the medium cannot be written to.
  let workspace: Workspace?
  let quarantine: Quarantine?
  /// Nil where nothing is to be recorded: for runs that only report, and copies that cannot be written to.
  private let recorder: CopyRecorder?
  private let readingLock: ArchiveReadingLock?
  private let state = Mutex(State())

  private struct State {
    /// Whether what lies here is just what the other copy's manifest lists, and just what its own lists, as far as it was looked at.
    var agreesWithOther = true
    var agreesWithOwn = true
    /// Files that are not as the copy's own manifest says, but may well be as the other's does: the manifest is old.
    var stale = 0
    var (mended, lost) = (0, 0)
  }

  /// Takes the lock. Throws `archive.none`, `archive.locked`, `mirror.unfinished`, `mirror.blank`.
  init(_ archive: Archive, options: AgainstOptions, control: OperationControl) throws(Fault) {
    self.archive = archive
    if try archive.isUnfinished {
      throw Fault(
        .misuse, "mirror.unfinished", "a run into this archive was cut off: its manifests are not complete", file: archive.root.path,
        advice: "run the command that was cut off (glassine archive, or mirror for a second copy) once more, then this again")
    }
    if try archive.isBlank {
      throw Fault(
        .misuse, "mirror.blank", "nothing is archived here", file: archive.root.path, advice: "glassine mirror copies a whole archive")
    }
    var workspace: Workspace?
    if options.heals {
      do throws(Fault) { workspace = try Workspace(archive) } catch  where error.isRefused {}
    }
    self.workspace = workspace
    recorder =
      workspace == nil
      ? nil : CopyRecorder(archive, operation: ProofRun.Operation.against, recordAs: options.recordAs, control: control)
    quarantine = workspace == nil ? nil : try Quarantine(archive)
    readingLock = workspace == nil ? try ArchiveReadingLock(archive) : nil
  }

  var path: String { archive.root.path }
  var canHeal: Bool { workspace != nil }
  var agreesWithOther: Bool { state.withLock { $0.agreesWithOther } }
  var agreesWithOwn: Bool { state.withLock { $0.agreesWithOwn } }

  func differsFromOther(unless agrees: Bool) { if !agrees { differsFromOther() } }
  func differsFromOther() { state.withLock { $0.agreesWithOther = false } }
  var stale: Int { state.withLock { $0.stale } }

  func isStale() {
    state.withLock {
      $0.stale += 1
      $0.agreesWithOwn = false
    }
  }

  /// What the log of this copy gets: a file that has the digest its manifest lists, one that was put right, one that stays wrong.
  func proved(_ path: String, _ digest: SHA256Digest, bytes: Int64) { recorder?.proved(path, digest, bytes: bytes) }

  func mended(_ finding: Finding, _ path: String, _ digest: SHA256Digest) {
    state.withLock { $0.mended += 1 }
    recorder?.found(finding)
    recorder?.proved(path, digest)
  }

  func remains(_ finding: Finding) {
    state.withLock { $0.lost += 1 }
    recorder?.found(finding)
  }

  func record(_ end: ProofRun.State) {
    let (mended, lost) = state.withLock { ($0.mended, $0.lost) }
    recorder?.finish(end, mended: mended, lost: lost)
  }

  func differsFromOwn() { state.withLock { $0.agreesWithOwn = false } }

  /// Puts a file's bytes, written by `fill`, in its place: aside, synced, read back, compared; what lay there goes to quarantine first.
  ///
  /// False where the bytes are not those of the digest. Throws `.environment`, `mirror.readback`. Only where `canHeal`.
  func replace(_ path: String, _ digest: SHA256Digest, _ fill: (OpenFile) throws(Fault) -> SHA256Digest) throws(Fault) -> Bool {
    guard let workspace, let quarantine else { return false }
    let staged = try workspace.stage()
    do throws(Fault) {
      guard try fill(staged.file) == digest else {
        workspace.discard(staged)
        return false
      }
      try staged.file.synchronize()
      try FileCopying.prove(staged.file, digest)
      _ = try quarantine.keep(path)
      try workspace.publish(staged, at: path, replacing: true)
      return true
    } catch {
      workspace.discard(staged)
      throw error
    }
  }

  /// The quarantine's path, where something was put into it.
  var usedQuarantine: String? {
    guard let quarantine, ((try? archive.status(quarantine.path)) ?? nil) != nil else { return nil }
    return archive.full(quarantine.path)
  }
}
