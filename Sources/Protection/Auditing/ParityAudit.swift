internal import ArchiveFormat
package import ArchiveStore
package import ByteCoding
internal import ParityCoding
package import Proofs
package import Reporting

/// Looks an archive's parity over: whether it is there, and as it was written. Changes nothing.
///
/// The structure is always looked at: every set's lists, and the lengths of its parity files. Of the parity itself as large a share is read
/// as the audit read of the files, those first that were not proved for longest. Files that have no parity yet are no damage: a notice says
/// how many they are.
package struct ParityAudit: Sendable {
  package struct Summary: Sendable, Hashable {
    /// Parity files of all sets and of the tag files, and those that were read to the last block.
    package var files = 0
    package var filesRead = 0
    package var bytesRead: Int64 = 0
    /// Files the manifest lists that no set covers.
    package var uncoveredFiles = 0
  }

  /// What the caller does with a finding, and with a parity file that is as it was written: path, digest, bytes.
  package struct Listener: Sendable {
    let found: @Sendable (Finding) -> Void
    let proved: @Sendable (String, SHA256Digest, Int64) -> Void

    package init(
      found: @escaping @Sendable (Finding) -> Void, proved: @escaping @Sendable (String, SHA256Digest, Int64) -> Void = { _, _, _ in }
    ) {
      self.found = found
      self.proved = proved
    }
  }

  /// A parity file.
  private struct Item {
    var path: String
    var name: [UInt8]
    var folder: Folder
    /// The run that proved it last; 0 for none.
    var run = 0
    var bytes: Int64 = 0
  }

  private let archive: Archive
  private let place: ParityFolder
  private let control: OperationControl
  private let listener: Listener
  private let jobs: Int
  private static let advice = "; glassine repair writes it again"

  /// Nil where the archive holds no parity.
  package init?(_ archive: Archive, jobs: Int, control: OperationControl, listener: Listener) throws(Fault) {
    guard let place = try ParityFolder.open(archive, at: nil) else { return nil }
    (self.archive, self.place, self.control, self.listener, self.jobs) = (archive, place, control, listener, jobs)
  }

  /// Damage goes to the listener. `share` is how much of the parity is to be read, 0...1: 0 looks at the structure only. `log` says what
  /// was proved when.
  ///
  /// Throws `.environment` where the parity cannot be looked at. Cost: reads the manifest and the sets' lists; that share of the parity twice,
  /// the second time from memory. Memory: a line for each parity file.
  package func run(share: Double, log: ProofLog?) throws(Fault) -> Summary {
    var summary = Summary()
    // A copy that was cut off has parity in part, and the next run brings the rest; the audit has said so.
    guard try !archive.isUnfinished else { return summary }
    var items = try structure()
    summary.files = items.count
    try coverage(&summary)
    guard share > 0, !items.isEmpty, !control.isStopped else { return summary }
    order(&items, log)
    let chosen = items.prefix(share >= 1 ? items.count : min(items.count, max(1, Int((share * Double(items.count)).rounded()))))
    control.report(.phaseStarted(.examining, totalFiles: chosen.count, totalBytes: chosen.reduce(0) { $0 + $1.bytes }))
    for item in chosen where !control.isStopped {
      examine(item)
      summary.filesRead += 1
      summary.bytesRead += item.bytes
      control.report(.advanced(bytes: item.bytes))
    }
    control.report(.phaseEnded(.examining))
    return summary
  }

  /// All parity files that are there in their length; the others are findings.
  private func structure() throws(Fault) -> [Item] {
    var items: [Item] = []
    for name in try place.folder.names() where !control.isStopped {
      let text = String(decoding: name, as: UTF8.self)
      if text == ParityFolder.tagsName {
        let bytes = try place.folder.status(name)?.size ?? 0
        items.append(Item(path: "\(Archive.parityName)/\(text)", name: name, folder: place.folder, bytes: bytes))
      }
      guard ParityFolder.isSetName(text), try place.folder.status(name)?.kind == .folder else { continue }
      if let set = try ParitySet(place.folder.folder(name), name: text) {
        try structure(of: set, &items)
      } else if isStill(text),
        try place.folder.folder(name).names().contains(where: { String(decoding: $0, as: UTF8.self).hasSuffix(".glsp") })
      {
        // A folder without any parity is what a mirror leaves that was killed while it removed a set; what it covered counts as uncovered.
        found(.damaged, "\(Archive.parityName)/\(text)", "nothing of this set of parity can be read; remove it, then glassine protect")
      }
    }
    return items
  }

  private func structure(of set: ParitySet, _ items: inout [Item]) throws(Fault) {
    if !set.areListsSound, isStill(set.name) {
      found(.damaged, set.listPath, "a list of the set is not as it was written" + Self.advice)
    }
    // Opening every parity file would read all their indexes: only where their lengths do not add up.
    let isLong = try set.lengthOfGroups() != set.facts.parityBytes
    for number in 1...set.facts.groups {
      let name = Array(ParitySet.groupName(number).utf8)
      let path = set.path(ofGroup: number)
      guard let bytes = try set.folder.status(name)?.size else {
        if isStill(set.name) { found(.missing, path, "parity that is not there" + Self.advice) }
        continue
      }
      if isLong, let group = try? set.group(number), group.file.foundByteCount != group.file.byteCount {
        found(
          .truncated, path, "parity of \(group.file.foundByteCount) bytes instead of \(group.file.byteCount)" + Self.advice)
        continue
      }
      items.append(Item(path: path, name: name, folder: set.folder, bytes: bytes))
    }
  }

  /// Files without parity, and tag files that went on.
  private func coverage(_ summary: inout Summary) throws(Fault) {
    let sets = try place.sets()
    guard !sets.isEmpty, !control.isStopped, try !archive.isUnfinished else { return }
    guard try archive.status(Archive.manifestName)?.kind == .file else { return }
    var coverage = try Coverage(MemberCursor(archive.file(Archive.manifestName), lenient: true), sets)
    while let entry = try coverage.next() {
      if let digest = entry.digest, !entry.sets.contains(where: { $0.digest == digest }) { summary.uncoveredFiles += 1 }
    }
    let advice = "glassine protect \(archive.root.path)"
    if summary.uncoveredFiles > 0 {
      control.report(
        .notice(
          "\(summary.uncoveredFiles) file\(summary.uncoveredFiles == 1 ? " has" : "s have") no parity, or only for older bytes: \(advice)"))
    }
    if try !coversTags() { control.report(.notice("the parity of the tag files is not of the present ones: \(advice)")) }
  }

  /// Whether `tags.glsp` is of the tag files as they are. One that cannot be read is the examination's to report.
  private func coversTags() throws(Fault) -> Bool {
    let key = Array(ParityFolder.tagsName.utf8)
    guard try place.folder.status(key) != nil else { return false }
    guard let file = try? ParityFile(parsing: FileParitySource(place.folder.file(key))), file.isIndexWhole else { return true }
    let changed = TagParity.changedReceipts(archive, file)
    for (member, found) in changed {
      let path = String(decoding: member.path, as: UTF8.self)
      self.found(found == nil ? .missing : .damaged, path, "a receipt that is not what parity knows; glassine repair puts it back")
    }
    let known = Set(changed.map(\.member.path))
    let paths = try TagParity.paths(archive).map { Array($0.utf8) }.filter { !known.contains($0) }
    let members = file.members.filter { !known.contains($0.path) }
    guard paths == members.map(\.path) else { return false }
    // What contradicts the tag manifest is a finding of the audit.
    for member in members where try archive.file(String(decoding: member.path, as: UTF8.self)).digest() != member.digest { return false }
    return true
  }

  /// Those that were not proved for longest come first.
  private func order(_ items: inout [Item], _ log: ProofLog?) {
    guard let log else { return }
    var runs: [[UInt8]: Int] = [:]
    let prefix = Array("\(Archive.parityName)/".utf8)
    log.forEachProof { proof in if proof.path.starts(with: prefix) { runs[proof.path] = proof.fixity } }
    for index in items.indices { items[index].run = runs[Array(items[index].path.utf8)] ?? 0 }
    items.sort { ($0.run, $0.path) < ($1.run, $1.path) }
  }

  private func examine(_ item: Item) {
    do throws(Fault) {
      let source = try FileParitySource(item.folder.file(item.name))
      let file = try ParityFile(parsing: source)
      guard file.isSound(workers: jobs) else {
        let lost = file.lostIndexBlocks.count + file.examineParity(workers: jobs).lost.count
        return report(item, .damaged, lost > 0 ? "parity with \(lost) damaged block\(lost == 1 ? "" : "s")" : "not as it was written")
      }
      listener.proved(item.path, try item.folder.file(item.name).digest(), item.bytes)
    } catch {
      report(item, error.kind == .environment ? .unreadable : .damaged, "parity cannot be read: \(error.cause)")
    }
  }

  /// Beside an audit parity may be made: what went away meanwhile was of a set that was made anew.
  private func report(_ item: Item, _ kind: Finding.Kind, _ detail: String) {
    guard ((try? item.folder.status(item.name)) ?? nil) != nil || item.folder.path == place.folder.path else { return }
    found(kind, item.path, detail + Self.advice)
  }

  private func isStill(_ set: String) -> Bool { ((try? place.folder.status(Array(set.utf8))) ?? nil) != nil }

  private func found(_ kind: Finding.Kind, _ path: String, _ detail: String) {
    listener.found(Finding(kind: kind, file: path, detail: detail))
  }
}
