internal import ArchiveStore
internal import ByteCoding
internal import ParityCoding
internal import Reporting

/// What a repair does for the parity beside the sets' groups.
extension RepairRun {
  /// Names folders of sets of which nothing is left to read.
  func examineParityFolder(_ place: ParityFolder?) throws(Fault) {
    for name in try place?.unreadable() ?? [] {
      summary.remaining += 1
      let detail = "nothing of this set of parity can be read; glassine protect makes parity for the files it covered"
      control.report(.finding(Finding(kind: .damaged, file: "\(Archive.parityName)/\(name)", detail: detail)))
    }
  }

  /// Parity of the tag files follows them after a repair, and is written again where it is damaged itself.
  func mendTagParity(_ place: ParityFolder) throws(Fault) {
    guard try TagManifest.faults(archive).isEmpty else { return }
    var protect = ProtectOptions(jobs: options.jobs, software: options.software)
    protect.place = options.place
    let parity = TagParity(archive, place, protect)
    let isDamaged = summary.hasParity && !parity.isSound
    if isDamaged { summary.parityRepaired += 1 }
    // What it knows of a file that could not be put back must stay.
    guard workspace != nil, summary.foundDamage, try parity.conflicts().isEmpty else { return }
    try parity.update()
    if isDamaged {
      let path = "\(Archive.parityName)/\(ParityFolder.tagsName)"
      noteParity(Finding(kind: .damaged, file: path, detail: "parity of the tag files is not as it was written"), isMended: parity.isSound)
      control.report(.fileFinished(FileReport(path: path, outcome: .done, kind: "parity", reason: "written again")))
    }
  }

  /// Units that lay under wrong names and lie in their places again have no use any more where they were found.
  func clearMoved(_ orphans: [String]) throws(Fault) {
    guard let quarantine, !contents.isEmpty else { return }
    for path in orphans where contents.isUsed(path) {
      guard let kept = try quarantine.move(path) else { continue }
      control.report(.notice("\(path): lies in its place again; what was here is kept in \(kept)"))
    }
  }

  /// Completes what an earlier run began; false where the lists it left are not to be trusted.
  ///
  /// A journal that cannot be read is kept in the quarantine, and what of it proves itself stays.
  func finish() throws(Fault) -> Bool {
    let faults = try TagManifest.faults(archive)
    do throws(Fault) {
      _ = try ArchiveWriter(archive, software: options.software, documents: options.documents)
      return faults.isEmpty
    } catch {
      guard error.kind == .damaged else { throw error }
      control.report(.notice("an unfinished run cannot be completed: \(error)"))
      guard error.code.hasPrefix("journal.") else { return false }
    }
    let lock = try Workspace(archive)
    let kept = try Quarantine(archive)
    quarantine = kept
    if try Journal.salvage(archive, keeping: kept) { summary.tagsRepaired += 1 }
    withExtendedLifetime(lock) {}
    return false
  }

  /// Writes damaged parity again, now that the files it covers are as they were.
  func mend(_ sets: [ParitySet], _ mending: [(set: Int, groups: [Int])], _ place: ParityFolder) {
    let kept = options.place == nil ? quarantine : nil
    let mender = ParityMending(archive: archive, place: place, quarantine: kept, control: control, jobs: options.jobs)
    for (index, broken) in mending {
      let set = sets[index]
      let groups = GroupSet(set)
      for number in broken {
        guard !control.isStopped else { return }
        let path = set.path(ofGroup: number + 1)
        var finding = Finding(kind: .damaged, file: path, detail: "parity is not as it was written")
        do throws(Fault) {
          if workspace != nil { try mender.mend(set, group: number, known: groups.groups[number]) }
          summary.parityRepaired += 1
          noteParity(finding, isMended: workspace != nil)
          let reason = workspace == nil ? "damaged" : "written again as it was"
          control.report(.fileFinished(FileReport(path: path, outcome: .done, kind: "parity", reason: reason)))
        } catch {
          summary.remaining += 1
          finding.detail = "parity is damaged and cannot be written again: \(error.cause); glassine protect --renew makes it anew"
          noteParity(finding, isMended: false)
          control.report(.finding(finding))
        }
      }
      guard !set.areListsSound else { continue }
      var finding = Finding(kind: .damaged, file: set.listPath, detail: "a list of the set is not as it was written")
      do throws(Fault) {
        if workspace != nil { try mender.mendLists(set) }
        summary.parityRepaired += 1
        noteParity(finding, isMended: true)
      } catch {
        summary.remaining += 1
        finding.detail = "a list of the set is damaged and cannot be written again: \(error.cause); glassine protect --renew makes it anew"
        noteParity(finding, isMended: false)
        control.report(.finding(finding))
      }
    }
  }
}
