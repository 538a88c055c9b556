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
    let journaled = workspace == nil ? (try? archive.journaledDigests()) ?? [:] : [:]
    let orphans = try unknown(list).filter { journaled[Array($0.utf8)] == nil && !contents.isUsed($0) && !ways.contains($0) }
    let rebuild = ListRebuild(archive: archive, workspace: workspace, control: control, jobs: options.jobs)
    let (proved, left) = try rebuild.additions(orphans, sets)
    let found = (proved + corrections).sorted { Array($0.path.utf8).lexicographicallyPrecedes(Array($1.path.utf8)) }
    for path in left {
      summary.remaining += 1
      let finding = Finding(kind: .orphan, file: path, detail: "in no manifest, and nothing proves what it should be")
      note(finding)
      control.report(.finding(finding))
    }
    for (path, digest) in proved {
      note(
        Finding(kind: .orphan, file: path, detail: "was in no manifest"), mended: digest, bytes: (try? archive.status(path))??.size ?? 0)
      control.report(.notice("\(path): was in no manifest; proved, and listed again"))
    }
    guard let workspace else {
      // A dry run only says that there is something to do.
      if !isTrusted || !found.isEmpty { summary.tagsRepaired += 1 }
      return
    }
    if isTrusted {
      guard !found.isEmpty else { return }
      try Journal.note(archive, published: found, originals: rebuild.originals(among: Set(found.map(\.path))))
    } else {
      guard let list else { return }
      let staged = try rebuild.merged(list, found)
      let digest = try staged.file.digest()
      let isThere = (try? archive.file(Archive.manifestName).digest()) == digest
      let isUnfinished = try archive.isUnfinished
      if isThere, !isUnfinished, try TagManifest.faults(archive).isEmpty {
        // The lists were doubted and are true.
        workspace.discard(staged)
        return
      }
      if known.digests[Archive.manifestName] == digest {
        // The parity is of this very state of the archive: everything comes back as it was.
        workspace.discard(staged)
        try tags.restoreAll(known, tagsRepaired: &summary.tagsRepaired)
        if !isUnfinished, try TagManifest.faults(archive).isEmpty { return }
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
    workspace.release()
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
}
