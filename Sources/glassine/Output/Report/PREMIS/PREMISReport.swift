import ArchiveFormat
import ArchiveStore
import ByteCoding
import Proofs
import Reporting

/// What an archive holds and what was done to it, as PREMIS: its files with fixity, and the runs its log of proofs knows.
///
/// Every file is linked to the runs that proved it last; every finding that is still open is a note of the run that made it.
struct PREMISReport {
  private let archive: Archive
  private let name: String
  private let log: ProofLog
  private let runs: [ProofRun]
  /// Findings that are still open, by run.
  private let findings: [Int: [Finding]]

  /// `name` is the archive as the person named it; `unrecorded` a run that the log does not know, number 0, with what it found.
  init(_ archive: Archive, name: String, log: ProofLog, unrecorded: (run: ProofRun, findings: [Finding])? = nil) {
    (self.archive, self.name, self.log) = (archive, name, log)
    runs = log.runs + (unrecorded.map { [$0.run] } ?? [])
    var findings = Dictionary(grouping: log.openFindings(), by: \.run).mapValues { $0.map(\.finding) }
    if let unrecorded { findings[unrecorded.run.run] = unrecorded.findings }
    self.findings = findings
  }

  /// Writes the document. Cost: one `stat` a file; memory holds the runs and findings.
  func write(to path: String) throws(Fault) {
    try PREMISWriter.write(to: path, archive: name) { writer throws(Fault) in
      var proving: Set<Int> = []
      // What findings speak of without being listed: files too many, the tag manifest itself.
      var unlisted = Set(findings.values.joined().map(\.file))
      try forEachTagFile { path, digest throws(Fault) in
        unlisted.remove(path)
        try writer.write(file(path, digest))
      }
      try ProvedFiles(archive, log).forEach { proved throws(Fault) in
        let path = String(decoding: proved.path, as: UTF8.self)
        unlisted.remove(path)
        var file = try file(path, proved.digest)
        for run in Set([proved.fixity, proved.restore]).sorted() where log.run(run) != nil {
          proving.insert(run)
          file.events.append(Self.identifier(run, .fixityCheck))
        }
        try writer.write(file)
        return true
      }
      for path in unlisted.sorted() { try writer.write(file(path, nil)) }
      for run in runs {
        for event in events(run, isProving: proving.contains(run.run)) { try writer.write(event) }
      }
    }
  }

  private func forEachTagFile(_ body: (String, SHA256Digest) throws(Fault) -> Void) throws(Fault) {
    guard try archive.status(Archive.tagManifestName)?.kind == .file else { return }
    var reader = ManifestReader(try archive.file(Archive.tagManifestName))
    while true {
      let line: ManifestLine?
      do throws(Fault) { line = try reader.next() } catch  where error.kind == .damaged { continue }
      guard let line else { return }
      try body(String(decoding: line.path, as: UTF8.self), line.digest)
    }
  }

  private func file(_ path: String, _ digest: SHA256Digest?) throws(Fault) -> PREMISWriter.File {
    var size: Int64?
    // A file that cannot be looked at is the audit's to report.
    do throws(Fault) { size = try archive.status(path)?.size } catch {}
    let isUnit = path.hasPrefix("data/units/") && path.hasSuffix(".glsn")
    // Names with escapes do not tell the original's name exactly; the unit does.
    let original = isUnit && !path.contains("=") ? String(path.dropFirst("data/units/".count).dropLast(".glsn".count)) : nil
    let format = isUnit ? ("Glassine unit", "1") : (Self.formats.first { path.hasSuffix($0.suffix) }?.name ?? "unknown", nil)
    return PREMISWriter.File(path: path, digest: digest, size: size, format: format, original: original)
  }

  private static let formats: [(suffix: String, name: String)] = [
    (".json", "JSON"), (".xmp", "XMP"), (".txt", "plain text"), (".md", "Markdown"), (".py", "Python source"),
    (".profile", "Glassine coding profile"),
  ]

  private static func identifier(_ run: Int, _ type: PREMISTerm) -> String {
    run > 0 ? "run \(run): \(type.label)" : "this run: \(type.label)"
  }

  /// What a run did, one event a kind of deed.
  private func events(_ run: ProofRun, isProving: Bool) -> [PREMISWriter.Event] {
    var events: [PREMISWriter.Event] = []
    let files = HumanNumber.count(run.files, "file")
    switch run.operation {
    case ProofRun.Operation.archive:
      events.append(event(run, .ingestion, "Originals were taken into the archive: \(files) read back from the medium and proved."))
      events.append(event(run, .digestCalculation, "SHA-256 of every original and of every file of the archive."))
    case ProofRun.Operation.audit:
      let depth = run.complete != nil ? "of every file" : "of a part of the files"
      events.append(
        event(run, .validation, "Manifests, names and section tables \(depth) held against each other.") { kind in
          run.level == .structure || kind.provedAt == .structure
        })
    case ProofRun.Operation.repair:
      events.append(mending(run, .recovery, "Damaged files rebuilt from parity and proved: \(mended(run))."))
    case ProofRun.Operation.mirror:
      events.append(mending(run, .replication, "A second copy brought up to date: \(files) read and compared at this end."))
    case ProofRun.Operation.against where (run.counts?["mended"] ?? 0) > 0:
      events.append(mending(run, .recovery, "Damaged files rebuilt from a second copy and proved: \(mended(run))."))
    default: break
    }
    guard isProving || (run.level ?? .structure) > .structure else { return events }
    let rebuilt = run.level == .restore ? " The original of each unit was rebuilt and compared with the SHA-256 it had when archived." : ""
    events.append(
      event(run, .fixityCheck, "Every byte of \(files), \(HumanNumber.bytes(run.bytes)), compared with its SHA-256.\(rebuilt)") { kind in
        run.operation != ProofRun.Operation.audit || (run.level != .structure && kind.provedAt > .structure)
      })
    return events
  }

  private func mended(_ run: ProofRun) -> String { HumanNumber.count(Int(clamping: run.counts?["mended"] ?? 0)) }

  /// An event of which findings that are still open make a failure, whatever else was found.
  private func mending(_ run: ProofRun, _ type: PREMISTerm, _ detail: String) -> PREMISWriter.Event {
    var event = event(run, type, detail)
    let open = findings[run.run] ?? []
    guard !open.isEmpty else { return event }
    event.outcome = .fail
    event.notes += open.map(Self.note)
    var seen: Set<String> = []
    event.files = open.map(\.file).filter { seen.insert($0).inserted }
    return event
  }

  /// An event with those of the run's findings that belong to it.
  private func event(
    _ run: ProofRun, _ type: PREMISTerm, _ detail: String, noting belongs: (Finding.Kind) -> Bool = { _ in false }
  ) -> PREMISWriter.Event {
    let counts = run.findings.filter { count in Finding.Kind(rawValue: count.key).map(belongs) ?? false }.sorted { $0.key < $1.key }
    let noted = (findings[run.run] ?? []).filter { belongs($0.kind) }
    var notes = counts.map { "found: \($0.value) \($0.key)" } + noted.map(Self.note)
    if run.state != .done { notes.append("the run was \(run.state.rawValue), not at its end") }
    let outcome: PREMISTerm = !counts.isEmpty || run.state == .failed ? .fail : run.state == .done ? .success : .warning
    var seen: Set<String> = []
    return PREMISWriter.Event(
      identifier: Self.identifier(run.run, type), type: type, date: run.ended.date, detail: detail, outcome: outcome, notes: notes,
      files: noted.map(\.file).filter { seen.insert($0).inserted }, software: run.software)
  }

  /// `damaged: data/units/a.NEF.glsn, PLNE 2, tile 5: …`
  private static func note(_ finding: Finding) -> String {
    var place = RelativePath.printable(finding.file.utf8)
    if let section = finding.section { place += ", \(section.printable)" }
    if let tile = finding.tile { place += ", tile \(tile)" }
    return "\(EventLine.word(finding.kind)): \(place): \(finding.detail.printable)"
  }
}
