internal import ArchiveFormat
internal import ArchiveStore
internal import ByteCoding
internal import Proofs
internal import Reporting
internal import UnitCoding

/// Archives entries: decides whether one is new, codes it aside, and hands it on to be proved from disk and published.
struct FileArchiver: Sendable {
  /// Nil only in a dry run before the archive exists.
  let archive: Archive?
  /// Nil in a dry run.
  let writer: ArchiveWriter?
  let options: ArchiveOptions
  let control: OperationControl
  let observer: (any ArchiveRunObserver)?
  let encoder: UnitEncoder
  /// Nil in a dry run.
  let recorder: ProofRecorder?
  private let pending = PendingUnits()
  private let listing = UnitListing()

  init(
    archive: Archive?, writer: ArchiveWriter?, recorder: ProofRecorder?, options: ArchiveOptions, control: OperationControl,
    observer: (any ArchiveRunObserver)? = nil
  ) {
    self.archive = archive
    self.writer = writer
    self.recorder = recorder
    self.options = options
    self.control = control
    self.observer = observer
    encoder = UnitEncoder(planes: options.planes)
  }

  /// What looking at an entry came to.
  enum Step {
    /// Nothing to write: unchanged, or a dry run.
    case finished(SettledEntry)
    /// Lies aside, to be proved and published.
    case written(PendingUnit)
  }

  /// Throws only what makes every further file fail too: a full or read-only archive, a broken drive below it.
  func archive(_ entry: SourceEntry) throws(Fault) {
    control.report(.fileStarted(path: "\(entry.path)", bytes: entry.status.kind == .file ? entry.status.size : 0))
    do throws(Fault) {
      let step: Step =
        switch entry.status.kind {
        case .file: try file(entry)
        case .folder: try plain(entry, .folder, linkTarget: nil)
        case .symlink: try plain(entry, .symlink, linkTarget: entry.folder.linkTarget(entry.name))
        case .socket, .device, .pipe, .unknown: .finished(SettledEntry(path: entry.path, source: entry.status, report: special(entry)))
        }
      switch step {
      case .finished(let settled): try finished(settled)
      case .written(let unit): for batch in pending.add(unit) { try settle(batch) }
      }
    } catch {
      try fail(entry, error)
    }
  }

  /// Proves and publishes what still waits. Call at the end of a run, also of one that was stopped.
  func finish() throws(Fault) { try settle(pending.takeAll()) }

  /// Reports a file that could not be done, or throws what concerns all.
  func fail(_ entry: SourceEntry, _ fault: Fault) throws(Fault) {
    if isFatal(fault) { throw fault }
    let report = FileReport(
      path: "\(entry.path)", outcome: .failed, kind: entry.status.kind.rawValue,
      originalBytes: entry.status.kind == .file ? entry.status.size : 0,
      reason: fault.advice.map { "\(fault.cause) — \($0)" } ?? fault.cause, code: fault.code)
    try finished(SettledEntry(path: entry.path, source: entry.status, report: report))
  }

  /// Tells everybody who listens that an entry is settled.
  func finished(_ settled: SettledEntry) throws(Fault) {
    control.report(.fileFinished(settled.report))
    if let observer { try observer.settled(settled) }
  }

  /// Errors below the archive's own folder concern every file.
  private func isFatal(_ fault: Fault) -> Bool {
    guard let archive, !fault.concernsOneName, let file = fault.file else { return false }
    return file.startsWithBytes(of: archive.root.path + "/")
  }

  private func special(_ entry: SourceEntry) -> FileReport {
    FileReport(
      path: "\(entry.path)", outcome: .skipped, kind: entry.status.kind.rawValue,
      reason: "a \(entry.status.kind.rawValue) has no content to keep", code: "source.special")
  }

  /// The newest version that is there, with its record; `nextVersion` is what a new unit gets.
  struct Existing {
    var record: FileRecord?
    var unit: UnitReader?
    var path: String?
    var nextVersion = 1
    /// Set where the newest unit could not be read.
    var fault: Fault?
  }

  func existing(_ path: RelativePath, _ kind: FileRecord.Kind) throws(Fault) -> Existing {
    guard let archive, let group = try listing.group(of: path, kind: kind, in: archive) else { return Existing() }
    var existing = Existing(nextVersion: group.newest.number + 1)
    do throws(Fault) {
      let unit = try archive.unit(group.newest.path)
      let record = try unit.record()
      guard try record.relativePath() == path else {
        throw Fault(
          .misuse, "name.taken", "the archive's file system does not tell this name from “\(try record.relativePath())”, archived before",
          advice: "keep the archive on a file system that tells upper from lower case")
      }
      existing.record = record
      existing.unit = unit
      existing.path = group.newest.path
      if options.checkContents { try UnitDecoder(unit, workers: options.jobs, budget: options.budget).prove() }
    } catch {
      if error.code == "name.taken" { throw error }
      existing.record = nil
      existing.fault = error
    }
    return existing
  }

  /// A folder or a link: its unit is only a record.
  private func plain(_ entry: SourceEntry, _ kind: FileRecord.Kind, linkTarget: [UInt8]?) throws(Fault) -> Step {
    let existing = try existing(entry.path, kind)
    let record = FileRecord(
      path: entry.path, kind: kind, size: 0, sha256: nil, modifiedSeconds: entry.status.modifiedSeconds,
      modifiedNanoseconds: entry.status.modifiedNanoseconds, permissions: entry.status.permissions, linkTarget: linkTarget,
      version: existing.nextVersion, writer: options.software)
    var settled = SettledEntry(
      path: entry.path, source: entry.status,
      report: FileReport(path: "\(entry.path)", outcome: .done, kind: kind.rawValue, version: existing.nextVersion))
    if var old = existing.record {
      old.version = record.version
      old.writer = record.writer
      if old == record {
        settled.report.outcome = .unchanged
        (settled.record, settled.unitPath, settled.evidence) = (existing.record, existing.path, .compared)
      }
    }
    guard settled.report.outcome == .done, let writer else { return .finished(settled) }
    let staged = try writer.stage()
    do throws(Fault) {
      let sink = try encoder.write(record, nil, to: FileSink(staged.file))
      return .written(PendingUnit(entry: entry, staged: staged, record: record, bytes: Int64(sink.length)))
    } catch {
      writer.discard(staged)
      throw error
    }
  }
}
