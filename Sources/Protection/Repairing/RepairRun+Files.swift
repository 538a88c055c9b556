internal import ArchiveStore
internal import ByteCoding
internal import ParityCoding
internal import Reporting

extension RepairRun {
  /// Rebuilds what the sets' parity can, set by set.
  func repair(
    _ sets: [ParitySet], _ damages: [Int: [FileDamage]], _ expected: [[UInt8]: SHA256Digest]
  ) throws(Fault) {
    let wanted = damages.values.joined().filter { expected[$0.path] == $0.digest }
    guard !wanted.isEmpty else { return }
    // A file may be in two sets, after a crash: what one cannot repair the other may.
    var chances: [[UInt8]: Int] = [:]
    for damage in wanted {
      chances[damage.path, default: 0] += 1
      for (index, byte) in damage.path.enumerated() where byte == 0x2F { ways.insert(Array(damage.path[..<index]).text) }
    }
    var done: Set<[UInt8]> = []
    control.report(
      .phaseStarted(.repairing, totalFiles: chances.count, totalBytes: wanted.reduce(Int64(0)) { $0 + Int64($1.size) }))
    for (index, listed) in damages.sorted(by: { $0.key < $1.key }) {
      guard !control.isStopped else { return }
      // Looked at again: only one set's damaged blocks are held at a time, and other sets may have mended something.
      let groups = GroupSet(sets[index])
      let found = DamageScan(archive: archive, control: OperationControl(), jobs: options.jobs)
        .damage(in: groups, only: Set(listed.map(\.path)).subtracting(done))
      for damage in listed where expected[damage.path] == damage.digest && !done.contains(damage.path) {
        guard !found.contains(where: { $0.path == damage.path }) else { continue }
        done.insert(damage.path)
        settle(damage, .repaired)
      }
      let replaced = Set(found.filter { expected[$0.path] != $0.digest }.map(\.path))
      let mine = found.filter { !replaced.contains($0.path) }
      guard !mine.isEmpty else { continue }
      var alternates: [[UInt8]: SHA256Digest] = [:]
      for damage in mine where contents.found(damage.digest) != nil { alternates[damage.path] = damage.digest }
      let repair = SetRepair(
        archive: archive, workspace: workspace, quarantine: quarantine, control: control, jobs: options.jobs, contents: contents,
        alternates: alternates, replaced: replaced)
      let outcomes = try repair.run(groups, found)
      for damage in mine {
        chances[damage.path, default: 1] -= 1
        var isRepaired = false
        if case .repaired? = outcomes[damage.path] { isRepaired = true }
        guard isRepaired || chances[damage.path, default: 0] <= 0 else { continue }
        done.insert(damage.path)
        settle(damage, outcomes[damage.path])
      }
    }
    control.report(.phaseEnded(.repairing))
  }

  /// Counts, records and reports what became of a damaged file.
  private func settle(_ damage: FileDamage, _ outcome: FileOutcome?) {
    summary.damaged += 1
    var report = FileReport(path: damage.text, outcome: .done, kind: "unit", originalBytes: Int64(damage.size), reason: damage.detail)
    var finding = Finding(kind: damage.kind, file: damage.text, original: nil, detail: damage.detail)
    switch outcome {
    case .repaired:
      summary.repaired += 1
      summary.bytesRepaired += Int64(damage.size)
    case .lost(let rebuilt, let ranges):
      summary.lost += 1
      if rebuilt > 0 { summary.improved += 1 }
      finding.detail = LossReport(archive: archive).text(damage.text, rebuilt: rebuilt, ranges: ranges)
      if rebuilt == 0, !damage.isThere {
        finding.detail = "not there, and it is more than the parity of its set can rebuild: \(damage.badBlocks) blocks of 4 KiB"
      }
    case .failed(let fault):
      summary.lost += 1
      finding.detail = "\(damage.detail); not repaired: \(fault.cause)"
    case nil:
      summary.lost += 1
    }
    if case .repaired? = outcome {
      note(finding, mended: damage.digest, bytes: Int64(damage.size))
    } else {
      note(finding)
      report.outcome = .failed
      report.reason = finding.detail
      control.report(.finding(finding))
    }
    control.report(.fileFinished(report))
  }
}
