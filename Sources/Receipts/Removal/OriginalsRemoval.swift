package import ArchiveFormat
package import ArchiveStore
internal import Archiving
package import ByteCoding
package import Reporting

/// Removes the originals of a run, each only when everything that could be asked for is proved; all others stay, and it is said why.
///
/// Per file, in this order: its newest unit is no sensor-exact one; parity or a second copy holds the unit; another process rebuilt the
/// original from the medium; the second copy's unit was read; and the source, read again, is still the very file with the very bytes. What
/// is not there any more afterwards is proved; what is not proved is there, also when the run is killed.
package struct OriginalsRemoval {
  package struct Options: Sendable {
    /// The source as the run had it, and what it put before the paths.
    package var source: String
    package var under: RelativePath?
    package var nets: [any SafetyNet]
    package var isDryRun: Bool

    package init(source: String, under: RelativePath?, nets: [any SafetyNet], isDryRun: Bool) {
      (self.source, self.under, self.nets, self.isDryRun) = (source, under, nets, isDryRun)
    }
  }

  /// Why a file stays.
  private struct Objection: Error {
    let code: String
    let reason: String

    init(_ code: String, _ reason: String) { (self.code, self.reason) = (code, reason) }
  }

  private struct Candidate {
    let entry: ReceiptEntry
    let source: LedgerEntry.Source
    let path: RelativePath
    let request: ProofRequest
  }

  private let archive: Archive
  private let options: Options
  private let prover: any UnitProver
  private let control: OperationControl
  private var sources: SourceFiles
  private var batch: [Candidate] = []
  private var batchBytes: Int64 = 0
  /// For tests: called between the last look at a file and its removal.
  var beforeRemoval: (RelativePath) -> Void = { _ in }

  private static let mostInBatch = 32
  private static let batchByteLimit: Int64 = 512 << 20

  /// The archive's lock must be held as long as this runs.
  ///
  /// Throws `.environment`; `.misuse` (`remove.overlap`) where the source lies inside the archive or inside what protects it.
  package init(_ archive: Archive, options: Options, prover: any UnitProver, control: OperationControl) throws(Fault) {
    (self.archive, self.options, self.prover, self.control) = (archive, options, prover, control)
    let untouchable = [archive.root] + options.nets.compactMap(\.folder)
    for folder in untouchable where try SourceTree.lies(options.source, in: folder) {
      throw Fault(
        .misuse, "remove.overlap", "the source lies inside the archive or inside what protects it: nothing is removed", file: options.source
      )
    }
    sources = try SourceFiles(options.source, under: options.under, untouchable: untouchable)
  }

  /// Goes through everything the run settled; `note` hears a `removed` or `kept` entry for each file.
  ///
  /// Throws `.environment` where it cannot go on; what was removed until then was proved.
  package mutating func run(_ ledger: SortedLedger, note: (ReceiptEntry) throws(Fault) -> Void) throws(Fault) {
    control.report(.phaseStarted(.proving, totalFiles: ledger.files, totalBytes: ledger.bytes))
    defer { control.report(.phaseEnded(.proving)) }
    if !options.isDryRun {
      // What a copying program left in memory is to be on the medium before it is relied on.
      try archive.root.synchronizeFileSystem()
      for net in options.nets { try net.folder?.synchronizeFileSystem() }
    }
    try ledger.forEach { item throws(Fault) in
      guard !control.isStopped else { return false }
      guard item.entry.type == .file else { return true }
      do throws(Fault) {
        if let objection = try consider(item) { try keep(item.entry, objection, note) }
      } catch {
        try keep(item.entry, Objection("remove.failed", error.cause), note)
      }
      if batch.count >= Self.mostInBatch || batchBytes >= Self.batchByteLimit { try settle(note) }
      return true
    }
    try settle(note)
  }

  /// Takes a file into the batch, or says what speaks against it before anything is read.
  private mutating func consider(_ item: LedgerEntry) throws(Fault) -> Objection? {
    let entry = item.entry
    guard let unit = entry.unit, let digest = entry.unitSHA256, let size = entry.size, let sha256 = entry.sha256,
      let source = item.source, let version = entry.version
    else { return Objection("remove.unarchived", "it would have to be archived first") }
    guard entry.tier == .fileExact || entry.tier == .storedWhole else {
      return Objection("remove.sensor-exact", "only its mosaic and metadata are archived: the file could not be had back")
    }
    let path = try entry.relativePath()
    guard try archive.status(UnitName.unit(for: path, kind: .file, version: version + 1)) == nil else {
      return Objection("remove.newer", "another run archived a newer version meanwhile")
    }
    if let objection = try coverObjection(unit, digest, reading: false).objection { return objection }
    let request = ProofRequest(unit: unit, unitSHA256: digest, size: size, sha256: sha256)
    batch.append(Candidate(entry: entry, source: source, path: path, request: request))
    batchBytes = batchBytes.addingReportingOverflow(size).partialValue
    return nil
  }

  /// The first net that holds the unit; or why none does.
  private func coverObjection(_ unit: String, _ digest: SHA256Digest, reading: Bool) throws(Fault) -> (name: String?, objection: Objection?)
  {
    var reasons: [String] = []
    for net in options.nets {
      guard let reason = try net.objection(to: unit, digest: digest, reading: reading) else { return (net.name, nil) }
      reasons.append(reason)
    }
    let reason = reasons.isEmpty ? "neither parity nor a second copy covers its unit" : reasons.joined(separator: "; ")
    return (nil, Objection("remove.no-cover", reason))
  }

  /// Proves the batch, and removes what is proved.
  private mutating func settle(_ note: (ReceiptEntry) throws(Fault) -> Void) throws(Fault) {
    defer {
      batch.removeAll()
      batchBytes = 0
    }
    guard !batch.isEmpty else { return }
    guard !options.isDryRun else {
      for candidate in batch {
        let cover = try coverObjection(candidate.request.unit, candidate.request.unitSHA256, reading: false).name
        control.report(
          .original(OriginalReport(path: "\(candidate.path)", outcome: .wouldBeRemoved, bytes: candidate.request.size, cover: cover)))
      }
      return
    }
    let answers = try prover.prove(batch.map(\.request))
    for (candidate, answer) in zip(batch, answers) {
      guard !control.isStopped else { return }
      let request = candidate.request
      control.report(.fileStarted(path: "\(candidate.path)", bytes: request.size))
      guard answer.ok, answer.unit == request.unit else {
        control.report(
          .finding(Finding(kind: .damaged, file: request.unit, original: candidate.entry.path, detail: answer.cause ?? "not proved")))
        try keep(candidate.entry, Objection("remove.unproved", "its unit could not be proved: \(answer.cause ?? "no answer")"), note)
        continue
      }
      let cover = try coverObjection(request.unit, request.unitSHA256, reading: true)
      if let objection = cover.objection {
        try keep(candidate.entry, objection, note)
        continue
      }
      if let objection = remove(candidate) {
        try keep(candidate.entry, objection, note)
        continue
      }
      control.report(
        .original(OriginalReport(path: "\(candidate.path)", outcome: .removed, bytes: request.size, cover: cover.name)))
      var removed = candidate.entry
      (removed.type, removed.statement, removed.cover) = (.removed, .rebuiltByFreshProcess, cover.name)
      try note(removed)
    }
  }

  /// Reads the source once more and removes it; says what speaks against it.
  private mutating func remove(_ candidate: Candidate) -> Objection? {
    let changed = Objection("remove.source-changed", "it is not the file that was archived any more; archive it again, with --checksum")
    do throws(Fault) {
      let place = try sources.place(of: candidate.path)
      let file = try place.folder.file(place.name)
      let before = try file.status()
      guard before.kind == .file, before.device == candidate.source.device, before.inode == candidate.source.inode,
        before.size == candidate.request.size
      else { return changed }
      guard try file.digest() == candidate.request.sha256 else { return changed }
      guard try file.status() == before else { return changed }
      beforeRemoval(candidate.path)
      // The name still means the file that was read.
      guard try place.folder.status(place.name) == before else { return changed }
      try place.folder.remove(place.name)
      return nil
    } catch {
      if error.isNotThere { return Objection("remove.source-gone", "it is not there any more") }
      return Objection(error.code == "remove.untouchable" ? error.code : "remove.failed", error.cause)
    }
  }

  private func keep(_ entry: ReceiptEntry, _ objection: Objection, _ note: (ReceiptEntry) throws(Fault) -> Void) throws(Fault) {
    let path = (try? entry.relativePath()).map { "\($0)" } ?? entry.path
    control.report(
      .original(OriginalReport(path: path, outcome: .kept, bytes: entry.size ?? 0, code: objection.code, reason: objection.reason)))
    var kept = ReceiptEntry(.kept, text: entry.path)
    (kept.pathBytes, kept.code, kept.reason) = (entry.pathBytes, objection.code, objection.reason)
    try note(kept)
  }
}
