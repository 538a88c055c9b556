internal import ArchiveFormat
package import ArchiveStore
package import ByteCoding
internal import ParityCoding
internal import Proofs
package import Reporting

/// Brings the parity of an archive up to date: files without parity get some, the rest stays as it is.
///
/// Memory: that of one group, and two bytes a file that has no parity yet.
package struct ProtectRun {
  private let archive: Archive
  private let options: ProtectOptions
  private let control: OperationControl

  package init(_ archive: Archive, options: ProtectOptions, control: OperationControl) {
    self.archive = archive
    self.options = options
    self.control = control
  }

  /// True where the archive, or the folder elsewhere, has parity already.
  package static func isProtected(_ archive: Archive, at path: String? = nil) throws(Fault) -> Bool {
    try ParityFolder.open(archive, at: path)?.isUsed ?? false
  }

  /// Has the parity of the tag files follow them, where the archive has parity of its own: for receipts written after a run.
  ///
  /// Throws `archive.locked`, `parity.changed`, `.environment`.
  package static func coverTags(_ archive: Archive, options: ProtectOptions) throws(Fault) {
    guard let place = try ParityFolder.open(archive, at: nil), try place.isUsed else { return }
    let workspace = try Workspace(archive)
    let lock = try place.lock()
    defer { withExtendedLifetime((workspace, lock)) {} }
    let parity = TagParity(archive, place, options)
    // What it knows of a file that is damaged now must stay.
    if try parity.conflicts().isEmpty { try parity.update() }
  }

  /// Files that are damaged are reported as findings and left out.
  ///
  /// Throws `archive.locked`, `parity.tags` where the manifests are damaged, `parity.overhead`, `.environment`.
  package func run() throws(Fault) -> ProtectSummary {
    if try archive.isUnfinished { _ = try ArchiveWriter(archive, software: options.software) }
    let workspace = try Self.workspace(archive, isElsewhere: options.place != nil)
    defer { withExtendedLifetime(workspace) {} }
    for fault in try TagManifest.faults(archive) where !TagDocuments.isName(fault.file ?? "") {
      throw Fault(
        .damaged, "parity.tags", fault.cause, file: fault.file,
        advice: "no parity was made; run glassine repair \(archive.root.path) first")
    }
    // Every file is held against its SHA-256 before it is covered.
    let recorder = options.recordAs.map {
      ProofRecorder(archive, operation: ProofRun.Operation.protect, level: .fixity, software: $0, control: control)
    }
    do throws(Fault) {
      let summary = try cover(recorder)
      // A run that found everything covered leaves the archive as it was.
      recorder?.finish(summary.isComplete ? .done : .stopped, evenIfEmpty: false)
      return summary
    } catch {
      recorder?.finish(.failed, evenIfEmpty: false)
      throw error
    }
  }

  private func cover(_ recorder: ProofRecorder?) throws(Fault) -> ProtectSummary {
    let place = try ParityFolder.create(archive, at: options.place)
    let lock = try place.lock()
    defer { withExtendedLifetime(lock) {} }
    try place.clean()
    var summary = ProtectSummary()
    let sets = try place.sets()
    try place.check(sets, belongTo: archive)
    let overhead = options.overhead ?? sets.max { $0.facts.blocks < $1.facts.blocks }?.facts.overhead ?? ProtectOptions.standardOverhead
    _ = try ParityParameters(overhead: overhead)
    control.report(.phaseStarted(.scanning, totalFiles: nil, totalBytes: nil))
    let plan = try ProtectPlan(archive, sets, overhead: overhead, options: options, control: control, recorder: recorder)
    summary.refused = plan.missing
    control.report(.phaseEnded(.scanning))
    var gone: [SetFacts.Kind: Int] = [:]
    let lists = try plan.lists(in: place.folder, gone: &gone)
    summary.refused += gone.values.reduce(0, +)
    if plan.unlisted > 0 {
      let units = "\(plan.unlisted) unit\(plan.unlisted == 1 ? "" : "s")"
      control.report(.notice("parity covers \(units) that the manifest does not list so; it stays: run glassine repair"))
    }
    let pending = lists.values.reduce(0) { $0 + $1.count }
    let groups = lists.values.reduce(0) { $0 + ($1.blocks + options.groupBlocks - 1) / options.groupBlocks }
    let bytes = lists.values.reduce(Int64(0)) { $0 + 2 * Int64($1.blocks) * Int64(ParityBlock.size) }
    control.report(.phaseStarted(.protecting, totalFiles: pending + groups, totalBytes: bytes))
    let maker = SetMaker(archive: archive, place: place, options: options, overhead: overhead, control: control, recorder: recorder)
    for kind in SetFacts.Kind.allCases {
      var refused = 0
      var made: Set<String> = []
      if let list = lists[kind] { try make(list, maker, &summary, &refused, &made) }
      summary.refused += refused
      if control.isStopped { break }
      for set in plan.useless(kind).subtracting(plan.alone) { try retire(sets[set], place, &summary) }
      // The old parity of a file that is damaged now is what it will be repaired from.
      guard refused == 0, gone[kind, default: 0] == 0 else { continue }
      for set in plan.taken(kind).subtracting(plan.alone) where !made.contains(sets[set].name) { try retire(sets[set], place, &summary) }
    }
    for list in lists.values { list.remove() }
    if !control.isStopped { try protectTags(place, recorder, &summary) }
    control.report(.phaseEnded(.protecting))
    for set in try place.sets() {
      summary.coveredFiles += set.facts.files
      summary.coveredBytes += set.facts.bytes
      summary.parityBytes += set.facts.parityBytes
    }
    summary.isComplete = !control.isStopped
    return summary
  }

  private func make(
    _ list: PendingList, _ maker: SetMaker, _ summary: inout ProtectSummary, _ refused: inout Int, _ made: inout Set<String>
  ) throws(Fault) {
    guard list.count > 0 else { return }
    let numbers = try list.deal(setBlocks: options.setBlocks, setFiles: ProtectOptions.setFiles)
    for number in 0...(numbers.max() ?? 0) {
      guard !control.isStopped, let set = try maker.make(list.files(of: number, numbers), refused: &refused) else { continue }
      made.insert(set.name)
      summary.setsMade += 1
      summary.files += set.facts.files
      summary.bytes += set.facts.bytes
    }
  }

  /// What parity knows of a tag file or receipt that is damaged now is what it will be repaired from.
  private func protectTags(_ place: ParityFolder, _ recorder: ProofRecorder?, _ summary: inout ProtectSummary) throws(Fault) {
    let parity = TagParity(archive, place, options)
    let conflicts = try parity.conflicts()
    for path in conflicts {
      let detail = "not covered: not what its digest or its parity says; run glassine repair"
      let finding = Finding(kind: .damaged, file: path, detail: detail)
      control.report(.finding(finding))
      recorder?.record(finding)
    }
    summary.refused += conflicts.count
    if conflicts.isEmpty { try parity.update() }
  }

  private func retire(_ set: ParitySet, _ place: ParityFolder, _ summary: inout ProtectSummary) throws(Fault) {
    try place.retire(set.name)
    summary.setsRetired += 1
  }

  /// The archive's lock; done without where the archive cannot be written and its parity lies elsewhere.
  private static func workspace(_ archive: Archive, isElsewhere: Bool) throws(Fault) -> Workspace? {
    do throws(Fault) {
      return try Workspace(archive)
    } catch {
      guard isElsewhere, error.isReadOnly else { throw error }
      return nil
    }
  }
}
