internal import ArchiveFormat
internal import ArchiveStore
internal import ByteCoding
internal import ParityCoding
internal import Reporting

/// Brings the tag files back that say what an archive holds, before anything is held against them.
///
/// What `tags.glsp` knows may be older than the archive. So its version of a file is used only where the tag manifest that lies in the
/// archive asks for exactly that file; otherwise the lists are made anew from the payload, and what parity knows is one source among
/// others (`ListRebuild`).
struct TagRepair {
  let archive: Archive
  let place: ParityFolder?
  let workspace: Workspace?
  let quarantine: Quarantine?
  let control: OperationControl
  let jobs: Int

  /// Tag files as the parity knows them, those that could be had whole.
  struct Known {
    /// Digests by path.
    var digests: [String: SHA256Digest] = [:]
    /// Files that are not as the parity knows them, and those of them that a dry run could rebuild.
    var damaged: Set<String> = []
    var repairable: Set<String> = []
    /// Files aside with the parity's version, where the archive has another.
    var aside: [String: StagedFile] = [:]

    func remove(from workspace: Workspace?) { for file in aside.values { workspace?.discard(file) } }
  }

  /// True where the tag files agree with each other, if only by what was put back: then the manifest is what the archive goes by.
  /// `met` gets what contradicted each other.
  func restore(_ known: Known, tagsRepaired: inout Int, met: inout [Fault]) throws(Fault) -> Bool {
    let faults = try TagManifest.faults(archive)
    met = faults
    guard !faults.isEmpty else { return true }
    for fault in faults { control.report(.notice("\(fault.file ?? Archive.tagManifestName): \(fault.cause)")) }
    guard workspace != nil, let wanted = try? TagManifest.listed(archive), !wanted.isEmpty else { return false }
    var replaced: [String] = []
    for (path, digest) in wanted {
      if (try? archive.file(path).digest()) == digest { continue }
      guard known.digests[path] == digest, known.aside[path] != nil else { return false }
      replaced.append(path)
    }
    guard TagManifest.isComplete(wanted.map(\.path)) else { return false }
    for path in replaced { try put(path, known, &tagsRepaired) }
    return try TagManifest.faults(archive).isEmpty
  }

  /// Puts receipts back that are damaged or gone: they are written once.
  ///
  /// A dry run counts them. Gives what was found, and whether it is mended.
  func restoreBeside(
    _ known: Known, summary: inout RepairSummary
  ) throws(Fault) -> [(finding: Finding, isMended: Bool)] {
    var found: [(finding: Finding, isMended: Bool)] = []
    for path in known.damaged.sorted() {
      guard let parts = RelativePath(path), TagParity.isBeside(parts) else { continue }
      let isThere = try archive.status(path) != nil
      var finding = Finding(kind: isThere ? .damaged : .missing, file: path, detail: "not what its parity knows")
      if known.aside[path] != nil {
        found.append((finding, true))
        try put(path, known, &summary.tagsRepaired)
      } else if known.repairable.contains(path) {
        summary.tagsRepaired += 1
      } else {
        summary.remaining += 1
        finding.detail += ", and more than that can rebuild"
        found.append((finding, false))
        control.report(.finding(finding))
      }
    }
    return found
  }

  /// True where the manifest that lies in the archive is an older one: the parity's lists units that it does not, or digests that the files
  /// have while it has others.
  func isStale(_ known: Known) throws(Fault) -> Bool {
    guard let newer = known.aside[Archive.manifestName]?.file, try archive.status(Archive.manifestName)?.kind == .file else { return false }
    var cursor = try MemberCursor(archive.file(Archive.manifestName), lenient: true)
    var others = try MemberCursor(newer, lenient: true)
    var line = try cursor.next()
    while let other = try others.next() {
      while let here = line, here.path.lexicographicallyPrecedes(other.path) { line = try cursor.next() }
      let isListed = line?.path == other.path
      if !isListed, SetFacts.Kind(path: other.path) == .units { return true }
      guard let here = line, isListed, here.digest != other.digest else { continue }
      if (try? archive.file(other.path.text).digest()) == other.digest { return true }
    }
    return false
  }

  /// Puts the parity's version of every tag file in its place, the tag manifest last.
  func restoreAll(_ known: Known, tagsRepaired: inout Int) throws(Fault) {
    let tags = known.aside.keys.filter { TagManifest.isName($0) }
    let paths = tags.sorted { ($0 == Archive.tagManifestName ? 1 : 0, $0) < ($1 == Archive.tagManifestName ? 1 : 0, $1) }
    for path in paths { try put(path, known, &tagsRepaired) }
  }

  private func put(_ path: String, _ known: Known, _ tagsRepaired: inout Int) throws(Fault) {
    guard let staged = known.aside[path], let workspace else { return }
    _ = try quarantine?.keep(path)
    try workspace.publish(staged, at: path, replacing: true)
    control.report(.fileFinished(FileReport(path: path, outcome: .done, kind: "tag", reason: "put back as it was")))
    tagsRepaired += 1
  }

  /// Rebuilds every tag file that is not as the parity knows it, aside.
  func known() throws(Fault) -> Known {
    var known = Known()
    guard let place, let source = try? FileParitySource(place.folder.file(Array(ParityFolder.tagsName.utf8))),
      let group = try? ParityFile(parsing: source)
    else { return known }
    let set = GroupSet(name: ParityFolder.tagsName, [group], isPath: TagParity.isName)
    let damages = DamageScan(archive: archive, control: OperationControl(), jobs: jobs).damage(in: set)
    let damaged = Set(damages.map(\.path))
    for member in group.members where TagParity.isName(member.path) && !damaged.contains(member.path) {
      known.digests[String(decoding: member.path, as: UTF8.self)] = member.digest
    }
    known.damaged = Set(damages.map(\.text))
    guard let workspace else {
      let forecast = SetRepair(
        archive: archive, workspace: nil, quarantine: nil, control: control, jobs: jobs, contents: FoundContents(), alternates: [:],
        replaced: [])
      for (path, outcome) in try forecast.run(set, damages) {
        if case .repaired = outcome { known.repairable.insert(path.text) }
      }
      return known
    }
    let repair = SetRepair(
      archive: archive, workspace: workspace, quarantine: nil, control: control, jobs: jobs, contents: FoundContents(),
      alternates: [:], replaced: [])
    for (path, staged) in try repair.aside(set, damages) {
      let text = String(decoding: path, as: UTF8.self)
      known.aside[text] = staged
      known.digests[text] = try staged.file.digest()
    }
    return known
  }
}
