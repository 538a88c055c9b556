internal import ArchiveFormat
internal import ArchiveStore
internal import ByteCoding
internal import Reporting

/// The end of a repair: the archive's lists say what is there.
extension RepairRun {
  /// Adds files that no list knows and that can be proved; writes lists that could not be trusted anew.
  func lists(
    _ isTrusted: Bool, _ list: OpenFile?, _ tags: TagRepair, _ known: TagRepair.Known, _ sets: [ParitySet]
  ) throws(Fault) {
    let orphans = try unknown(list)
    guard let workspace else {
      // A dry run only says that there is something to do.
      if !isTrusted || !orphans.isEmpty { summary.tagsRepaired += 1 }
      return
    }
    let rebuild = ListRebuild(archive: archive, workspace: workspace, control: control, jobs: options.jobs)
    let (found, left) = try rebuild.additions(orphans, sets)
    for path in left {
      summary.remaining += 1
      let finding = Finding(kind: .orphan, file: path, detail: "in no manifest, and nothing proves what it should be")
      note(finding)
      control.report(.finding(finding))
    }
    for (path, digest) in found {
      note(
        Finding(kind: .orphan, file: path, detail: "was in no manifest"), mended: digest, bytes: (try? archive.status(path))??.size ?? 0)
      control.report(.notice("\(path): was in no manifest; proved, and listed again"))
    }
    if isTrusted {
      guard !found.isEmpty else { return }
      try Journal.note(archive, published: found, originals: rebuild.originals(among: Set(found.map(\.path))))
    } else {
      guard let list else { return }
      let staged = try rebuild.merged(list, found)
      let digest = try staged.file.digest()
      if known.digests[Archive.manifestName] == digest {
        // The parity is of this very state of the archive: everything comes back as it was.
        workspace.discard(staged)
        try tags.restoreAll(known, tagsRepaired: &summary.tagsRepaired)
        if try TagManifest.faults(archive).isEmpty { return }
      } else {
        _ = try quarantine?.keep(Archive.manifestName)
        try workspace.publish(staged, at: Archive.manifestName, replacing: true)
        summary.tagsRepaired += 1
      }
      let older = [try? archive.file(Archive.originalsName), known.aside[Archive.originalsName]?.file].compactMap { $0 }
      let originals = try rebuild.originals(older)
      _ = try quarantine?.keep(Archive.originalsName)
      try workspace.publish(originals, at: Archive.originalsName, replacing: true)
      try Journal.note(archive, published: [], originals: [])
    }
    summary.tagsRepaired += 1
    // The writer takes the lock itself.
    self.workspace = nil
    _ = try ArchiveWriter(archive, software: options.software, documents: options.documents)
    self.workspace = try Workspace(archive)
  }

  /// Payload files that the list does not name.
  private func unknown(_ list: OpenFile?) throws(Fault) -> [String] {
    var cursor = try list.map { file throws(Fault) in try MemberCursor(file, lenient: true) } ?? MemberCursor([])
    var line = try cursor.next()
    var unknown: [String] = []
    try archive.forEachPayloadFile(onFault: { fault in control.report(.notice("\(fault)")) }) { path, _ throws(Fault) in
      while let known = line, known.path.lexicographicallyPrecedes(path) { line = try cursor.next() }
      if line?.path != path { unknown.append(String(decoding: path, as: UTF8.self)) }
    }
    return unknown
  }

  /// Puts back receipts that are not what they were.
  func receipts(_ tags: TagRepair, _ known: TagRepair.Known) throws(Fault) {
    for damage in known.receipts {
      var finding = Finding(kind: damage.kind, file: damage.text, detail: damage.detail)
      summary.damaged += 1
      if workspace == nil {
        // A dry run rebuilds nothing aside, and parity of 30% seldom is too little.
        summary.repaired += 1
      } else if try tags.restoreReceipt(damage, known) {
        summary.repaired += 1
        summary.bytesRepaired += Int64(damage.size)
        note(finding, mended: damage.digest, bytes: Int64(damage.size))
      } else {
        summary.lost += 1
        finding.detail += "; it is more than the parity of the tag files can rebuild"
        note(finding)
        control.report(.finding(finding))
      }
    }
  }

  /// Mends the parity of the tag files where it is damaged, and has it follow what was repaired.
  func mendTagParity(_ place: ParityFolder) throws(Fault) {
    let isDamaged = TagParity.isDamaged(place)
    guard workspace != nil else {
      if isDamaged { summary.parityRepaired += 1 }
      return
    }
    guard isDamaged || summary.foundDamage else { return }
    try refreshTagParity(place)
    guard isDamaged else { return }
    let path = "\(Archive.parityName)/\(ParityFolder.tagsName)"
    let isMended = !TagParity.isDamaged(place)
    let finding = Finding(kind: .damaged, file: path, detail: "parity of the tag files is not as it was written")
    noteParity(finding, isMended: isMended)
    if isMended {
      summary.parityRepaired += 1
      control.report(.fileFinished(FileReport(path: path, outcome: .done, kind: "parity", reason: "written again")))
    } else {
      summary.remaining += 1
      control.report(.finding(finding))
    }
  }

  /// Parity of the tag files follows them.
  private func refreshTagParity(_ place: ParityFolder) throws(Fault) {
    guard try TagManifest.faults(archive).isEmpty else { return }
    var protect = ProtectOptions(jobs: options.jobs, software: options.software)
    protect.place = options.place
    try TagParity(archive, place, protect).update(evenSo: true)
  }
}
