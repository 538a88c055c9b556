internal import ArchiveFormat
internal import ArchiveStore
internal import ByteCoding
internal import Reporting
internal import UnitCoding

/// Archives one entry at a time: decides whether it is new, codes it, proves it from disk, publishes it, reports it.
struct FileArchiver: Sendable {
  /// Nil only in a dry run before the archive exists.
  let archive: Archive?
  /// Nil in a dry run.
  let writer: ArchiveWriter?
  let options: ArchiveOptions
  let control: OperationControl
  let encoder: UnitEncoder

  init(archive: Archive?, writer: ArchiveWriter?, options: ArchiveOptions, control: OperationControl) {
    self.archive = archive
    self.writer = writer
    self.options = options
    self.control = control
    encoder = UnitEncoder(planes: options.planes)
  }

  /// Throws only what makes every further file fail too: a full or read-only archive, a broken drive below it.
  func archive(_ entry: SourceEntry) throws(Fault) {
    control.report(.fileStarted(path: "\(entry.path)", bytes: entry.status.kind == .file ? entry.status.size : 0))
    var report: FileReport
    do throws(Fault) {
      switch entry.status.kind {
      case .file: report = try file(entry)
      case .folder: report = try plain(entry, .folder, linkTarget: nil)
      case .symlink: report = try plain(entry, .symlink, linkTarget: entry.folder.linkTarget(entry.name))
      case .socket, .device, .pipe, .unknown:
        report = FileReport(
          path: "\(entry.path)", outcome: .skipped, kind: entry.status.kind.rawValue,
          reason: "a \(entry.status.kind.rawValue) has no content to keep", code: "source.special")
      }
    } catch {
      if isFatal(error) { throw error }
      report = FileReport(
        path: "\(entry.path)", outcome: .failed, kind: entry.status.kind.rawValue, originalBytes: entry.status.size,
        reason: error.advice.map { "\(error.cause) — \($0)" } ?? error.cause, code: error.code)
    }
    control.report(.fileFinished(report))
  }

  /// Errors below the archive's own folder concern every file.
  private func isFatal(_ fault: Fault) -> Bool {
    guard let archive, !fault.concernsOneName, let file = fault.file else { return false }
    return file.hasPrefix(archive.root.path)
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
    guard let group = try archive?.unitGroup(of: path, kind: kind), let archive else { return Existing() }
    var existing = Existing(nextVersion: group.newest.number + 1)
    do throws(Fault) {
      let unit = try archive.unit(group.newest.path)
      existing.record = try unit.record()
      existing.unit = unit
      existing.path = group.newest.path
    } catch {
      existing.fault = error
    }
    return existing
  }

  /// A folder or a link: its unit is only a record.
  private func plain(_ entry: SourceEntry, _ kind: FileRecord.Kind, linkTarget: [UInt8]?) throws(Fault) -> FileReport {
    let existing = try existing(entry.path, kind)
    let record = FileRecord(
      path: entry.path, kind: kind, size: 0, sha256: nil, modifiedSeconds: entry.status.modifiedSeconds,
      modifiedNanoseconds: entry.status.modifiedNanoseconds, permissions: entry.status.permissions, linkTarget: linkTarget,
      version: existing.nextVersion, writer: options.software)
    var report = FileReport(path: "\(entry.path)", outcome: .done, kind: kind.rawValue, version: existing.nextVersion)
    if var old = existing.record {
      old.version = record.version
      old.writer = record.writer
      if old == record {
        report.outcome = .unchanged
        return report
      }
    }
    guard let writer else { return report }
    let staged = try writer.stage()
    do throws(Fault) {
      let sink = try encoder.write(record, nil, to: FileSink(staged.file))
      report.storedBytes = Int64(sink.length)
      let digest = try prove(staged, record)
      let path = UnitName.unit(for: entry.path, kind: kind, version: record.version)
      try writer.publish(Publication(unit: .init(staged: staged, path: path, digest: digest)))
    } catch {
      writer.discard(staged)
      throw error
    }
    return report
  }

  /// Waits until the unit is on the medium, reads it back from there, and proves that it gives the original. Gives the unit's digest.
  func prove(_ staged: StagedFile, _ record: FileRecord) throws(Fault) -> SHA256Digest {
    try staged.file.synchronize()
    staged.file.dropCache()
    let digest = try staged.file.digest()
    let decoder = try UnitDecoder(UnitReader(FileSource(staged.file)), workers: options.jobs, budget: options.budget)
    guard decoder.record == record else { throw Fault.damaged("prove.record", "the record read back differs from the one written") }
    try decoder.prove()
    return digest
  }
}
