internal import ArchiveFormat
internal import ArchiveStore
internal import ByteCoding
internal import Reporting
internal import UnitCoding

/// Restores one unit at a time: aside, checked while it is written, then under its name.
struct FileRestorer: Sendable {
  let archive: Archive
  let target: Folder
  let options: RestoreOptions
  let control: OperationControl

  /// Gives links and folders back to be finished later. Throws only what makes every further file fail too.
  func restore(_ unitPath: String) throws(Fault) -> LaterEntry? {
    var report = FileReport(path: unitPath, outcome: .failed, kind: "file")
    do throws(Fault) {
      let decoder = try UnitDecoder(archive.unit(unitPath), workers: options.jobs, budget: options.budget)
      let record = decoder.record
      let path = try record.relativePath()
      report = FileReport(
        path: "\(path)", outcome: .done, kind: record.kind.rawValue, tier: record.tier?.rawValue, originalBytes: record.size,
        storedBytes: Int64(decoder.reader.table.unitLength), version: record.version)
      guard UnitName.unit(for: path, kind: record.kind, version: record.version) == unitPath else {
        throw Fault.damaged("unit.misplaced", "this unit holds “\(path)”, version \(record.version): it lies under a wrong name")
      }
      if record.kind != .file {
        // Links and folders belong to the tree of originals only.
        guard options.form == .original else { return nil }
        if record.kind == .folder { _ = try target.folder(at: path.components, creating: true) }
        return LaterEntry(path: path, record: record)
      }
      if try archive.status(UnitName.unit(for: path, kind: .folder, version: 1)) != nil, options.form == .original {
        throw Fault(
          .misuse, "restore.superseded", "a folder of this name was archived, too, and takes its place",
          advice: "this file alone is in \(unitPath)")
      }
      control.report(.fileStarted(path: "\(path)", bytes: record.size))
      let export = try UnitExport(decoder: decoder, path: path, options: options)
      guard let export else { return nil }
      report.outcome = try write(export, record, decoder.reader.table.section(.shot) != nil, &report)
    } catch {
      if !error.concernsOneName, let file = error.file, file.startsWithBytes(of: target.path + "/") { throw error }
      report.outcome = .failed
      report.reason = error.description
      report.code = error.code
      if options.salvaged != nil, error.mayBeSalvaged { try salvage(unitPath, error, &report) }
    }
    control.report(.fileFinished(report))
    return nil
  }

  /// Gets what can be had out of a unit that does not restore.
  private func salvage(_ unitPath: String, _ fault: Fault, _ report: inout FileReport) throws(Fault) {
    do throws(Fault) {
      let found = try UnitSalvager(archive: archive, target: target, options: options).salvage(unitPath, because: fault)
      options.salvaged?(found)
      report.path = found.path
      report.reason = "\(found.files.isEmpty ? "lost" : "salvaged in part"): \(fault)"
    } catch {
      if !error.concernsOneName, let file = error.file, file.startsWithBytes(of: target.path + "/") { throw error }
      report.reason = error.description
      report.code = error.code
    }
  }

  /// Writes aside, then gives the file its name.
  private func write(_ export: UnitExport, _ record: FileRecord, _ isRaw: Bool, _ report: inout FileReport) throws(Fault)
    -> FileReport.Outcome
  {
    if isRaw { report.kind = "raw" }
    let parent = try target.folder(at: export.path.components.dropLast(), creating: true)
    let name = export.path.name
    if let status = try parent.status(name), !options.force {
      if options.form == .original, status.kind == .file, status.size == record.size, try parent.file(name).digest() == record.sha256 {
        return .unchanged
      }
      throw Fault(.misuse, "restore.exists", "a file of this name is already there", advice: "use --force to replace it")
    }
    let aside = Array(".glassine-\(record.version)-\(SHA256Digest(of: export.path.bytes).hex.prefix(16))".utf8)
    let file = try createAside(aside, in: parent)
    do throws(Fault) {
      try export.write(to: file)
      let permissions = options.form == .original ? record.permissions : record.permissions & 0o666 | 0o600
      dress(aside, in: parent, record, permissions)
      try file.synchronize()
      try parent.rename(aside, to: parent, as: name, replacing: options.force)
      try parent.synchronize()
    } catch {
      try? parent.remove(aside)
      throw error
    }
    return .done
  }

  /// Creates the file aside, locked while it is written: what an interrupted restore left behind is ours to remove, what another one is
  /// writing is not.
  private func createAside(_ name: [UInt8], in parent: Folder) throws(Fault) -> OpenFile {
    if try parent.status(name) != nil {
      guard try parent.file(name).lock() else {
        throw Fault(.misuse, "restore.busy", "another restore is writing this file", advice: "wait until it has finished")
      }
      try parent.remove(name)
    }
    let file = try parent.create(name, permissions: 0o600)
    _ = try file.lock()
    return file
  }

  /// Gives a file its permissions and time; where the file system has none of these (FAT, some shares) the bytes still count.
  private func dress(_ name: [UInt8], in parent: Folder, _ record: FileRecord, _ permissions: UInt32) {
    do throws(Fault) {
      try parent.setModified(name, seconds: record.modifiedSeconds, nanoseconds: record.modifiedNanoseconds)
      try parent.setPermissions(name, permissions)
    } catch {
      control.report(
        .notice("\(record.path): restored, but without its \(error.code == "io.set time" ? "time" : "permissions"): \(error.cause)"))
    }
  }

  /// Makes links and sets folders' permissions and times, deepest first so that nothing done later changes them.
  func finish(_ entries: [LaterEntry]) {
    for entry in entries where entry.record.kind == .symlink { perform(entry, link) }
    let folders = entries.filter { $0.record.kind == .folder }.sorted { $0.path.components.count > $1.path.components.count }
    for entry in folders { perform(entry, folder) }
  }

  private func perform(_ entry: LaterEntry, _ body: (LaterEntry) throws(Fault) -> FileReport.Outcome) {
    var report = FileReport(path: "\(entry.path)", outcome: .done, kind: entry.record.kind.rawValue, version: entry.record.version)
    do throws(Fault) {
      report.outcome = try body(entry)
    } catch {
      report.outcome = .failed
      report.reason = error.description
      report.code = error.code
    }
    control.report(.fileFinished(report))
  }

  private func link(_ entry: LaterEntry) throws(Fault) -> FileReport.Outcome {
    guard let destination = entry.record.linkTarget.flatMap({ [UInt8](hex: $0) }), !destination.isEmpty else {
      throw Fault.damaged("record.link", "the link's target cannot be read", at: "section FILE 0")
    }
    let parent = try target.folder(at: entry.path.components.dropLast(), creating: true)
    let name = entry.path.name
    if let status = try parent.status(name) {
      if status.kind == .symlink, try parent.linkTarget(name) == destination { return .unchanged }
      guard options.force, status.kind != .folder else {
        throw Fault(.misuse, "restore.exists", "something else of this name is already there", advice: "use --force to replace it")
      }
      try parent.remove(name)
    }
    try parent.makeLink(name, target: destination)
    // A link's own time is a nicety that not every file system has.
    try? parent.setModified(name, seconds: entry.record.modifiedSeconds, nanoseconds: entry.record.modifiedNanoseconds)
    return .done
  }

  private func folder(_ entry: LaterEntry) throws(Fault) -> FileReport.Outcome {
    let parent = try target.folder(at: entry.path.components.dropLast(), creating: true)
    dress(entry.path.name, in: parent, entry.record, entry.record.permissions)
    return .done
  }
}

extension Fault {
  /// True for what salvage is for: bytes that are not what they were, or that the drive no longer gives.
  fileprivate var mayBeSalvaged: Bool {
    switch kind {
    case .damaged: code != "unit.misplaced"
    case .overLimit: true
    // Reading the unit, that is: what fails on the way out ends the run or the file.
    case .environment: code == "io.read"
    case .unsupported, .misuse: false
    }
  }
}
