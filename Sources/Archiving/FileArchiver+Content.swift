internal import ArchiveFormat
internal import ArchiveStore
internal import ByteCoding
internal import Reporting
internal import ShotMetadata
internal import UnitCoding

extension FileArchiver {
  /// Archives a regular file, or finds that nothing has changed.
  func file(_ entry: SourceEntry) throws(Fault) -> Step {
    let existing = try existing(entry.path, .file)
    if let fault = existing.fault {
      control.report(.notice("\(entry.path): its unit cannot be read (\(fault.cause)); archived again as a new version"))
    }
    let looksSame = existing.record.map { looksUnchanged($0, entry.status) } ?? false
    if looksSame && !options.checkContents { return .finished(try unchanged(entry, existing, entry.status, .sizeAndTime)) }
    let source = try entry.folder.file(entry.name)
    let before = try source.status()
    guard before.kind == .file else { throw Fault(.environment, "file.changed", "it is no longer a regular file") }
    if let record = existing.record, record.kind == .file, record.size == before.size, keepsEnough(record) {
      if try source.digest() == record.sha256 {
        return .finished(try unchanged(entry, existing, before, options.checkContents ? .comparedAndRebuilt : .compared))
      }
    }
    guard let writer else {
      let report = FileReport(
        path: "\(entry.path)", outcome: .done, kind: "file", originalBytes: before.size, version: existing.nextVersion)
      return .finished(SettledEntry(path: entry.path, source: before, report: report))
    }
    let content = try take(source, before, entry, writer)
    let after = try source.status()
    guard after.size == before.size, after.modifiedSeconds == before.modifiedSeconds,
      after.modifiedNanoseconds == before.modifiedNanoseconds
    else { throw Fault(.environment, "file.changed", "the file changed while it was being read", advice: "run the command again") }
    var record = FileRecord(
      path: entry.path, kind: .file, size: before.size, sha256: content.sha256, modifiedSeconds: before.modifiedSeconds,
      modifiedNanoseconds: before.modifiedNanoseconds, permissions: before.permissions, tier: .storedWhole, reason: content.reason,
      version: existing.nextVersion, writer: options.software)
    let written = try write(content, &record, source: source, writer: writer)
    return .written(
      PendingUnit(
        entry: entry, source: before, staged: written.staged, record: record, bytes: written.bytes, digest: written.digest,
        sizes: written.sizes,
        facts: content.facts, metadata: content.metadata))
  }

  /// Reads a file under a note that a crash of a decoder would mark; one that crashed an earlier run is only stored.
  private func take(_ source: OpenFile, _ status: FileStatus, _ entry: SourceEntry, _ writer: ArchiveWriter) throws(Fault) -> TakenFile {
    let taking = RawTaking(options: options)
    if writer.crashedPaths.contains(entry.path.bytes) {
      control.report(.notice("\(entry.path): reading it crashed an earlier run; it is stored whole, unread"))
      return try taking.unread(source, .init(code: "reader.crashed", text: "reading it crashed an earlier run"))
    }
    let note = try writer.beginReading(entry.path)
    defer { writer.endReading(note) }
    return try taking.take(source, status: status, name: "\(entry.path)")
  }

  private func looksUnchanged(_ record: FileRecord, _ status: FileStatus) -> Bool {
    record.kind == .file && record.size == status.size && record.modifiedSeconds == status.modifiedSeconds
      && record.modifiedNanoseconds == status.modifiedNanoseconds && keepsEnough(record)
  }

  /// A sensor-exact unit is not enough for a person who now asks for originals.
  private func keepsEnough(_ record: FileRecord) -> Bool { record.tier != .sensorExact || options.keep == .mosaic }

  private func unchanged(
    _ entry: SourceEntry, _ existing: Existing, _ source: FileStatus, _ evidence: SettledEntry.Evidence
  ) throws(Fault) -> SettledEntry {
    let isRaw = existing.unit?.table.section(.shot) != nil
    if isRaw, let record = existing.record, let path = existing.path { try refreshCompanions(entry, record, unitPath: path) }
    let report = FileReport(
      path: "\(entry.path)", outcome: .unchanged, kind: isRaw ? "raw" : "file", tier: existing.record?.tier?.rawValue,
      originalBytes: entry.status.size, storedBytes: Int64(existing.unit?.table.unitLength ?? 0), version: existing.record?.version)
    return SettledEntry(
      path: entry.path, source: source, report: report, record: existing.record, unitPath: existing.path, evidence: evidence)
  }

  /// A unit that lies aside.
  struct Written {
    let staged: StagedFile
    let bytes: Int64
    let sizes: PartSizes?
    /// Set where the unit is proved already.
    var digest: SHA256Digest?
  }

  /// Writes the unit aside in the best way that can be proved: from the samples, or, where that does not give the original, whole.
  private func write(
    _ content: TakenFile, _ record: inout FileRecord, source: OpenFile, writer: ArchiveWriter
  ) throws(Fault) -> Written {
    if let parts = content.content {
      let isSensorExact = if case .none = parts.original { true } else { false }
      record.tier = isSensorExact ? .sensorExact : .fileExact
      do throws(Fault) {
        let coded = try encoder.sections(of: parts)
        record.mosaic = coded.mosaic
        if let whole = content.quickWholeBytes, !isSensorExact, coded.byteCount >= whole {
          record.reason = record.reason ?? .unitLarger
        } else {
          let final = record
          var written = try stage(writer, coded.sizes) { staged throws(Fault) in
            try encoder.write(final, coded, to: FileSink(staged.file))
          }
          // Proved now, while there is another way.
          do throws(Fault) {
            try writer.settle([written.staged])
            written.digest = try prove(written.staged, final)
          } catch {
            writer.discard(written.staged)
            throw error
          }
          return written
        }
      } catch {
        // A full drive is no reason to try a larger unit.
        if error.errno != nil { throw error }
        record.reason = .init(code: "prove.failed", text: "coded, it did not give the original back: \(error)")
      }
      record.tier = .storedWhole
      record.mosaic = nil
    }
    let facts: [UInt8]? = if let facts = content.facts { try CanonicalJSON.encode(facts) } else { nil }
    let final = record
    return try stage(writer, nil) { staged throws(Fault) in
      try encoder.writeWhole(final, facts: facts, to: FileSink(staged.file)) { offset throws(Fault) in
        if let bytes = content.bytes { return Array(bytes[offset..<min(bytes.count, offset + UnitEncoder.pieceLength)]) }
        return try source.read(at: offset, upTo: UnitEncoder.pieceLength)
      }
    }
  }

  private func stage(
    _ writer: ArchiveWriter, _ sizes: PartSizes?, _ body: (StagedFile) throws(Fault) -> FileSink
  ) throws(Fault) -> Written {
    let staged = try writer.stage()
    do throws(Fault) {
      return Written(staged: staged, bytes: Int64(try body(staged).length), sizes: sizes)
    } catch {
      writer.discard(staged)
      throw error
    }
  }
}
