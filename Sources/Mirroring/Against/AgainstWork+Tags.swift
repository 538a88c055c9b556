internal import ArchiveStore
internal import ByteCoding
internal import Reporting
internal import Synchronization

/// Tag files: manifests, the bag's declaration, carried documents.
extension AgainstWork {
  /// Rebuilds single tag files from the other copy where a copy's own tag manifest lists the digest that the other's file has.
  func healTagFiles() throws(Fault) {
    for index in copies.indices {
      let (here, other) = (copies[index].archive, copies[1 - index].archive)
      for file in (try? TagFiles(here))?.files ?? [] {
        let condition = FileCondition(of: file.name, in: here, expecting: file.digest)
        guard !condition.isSound, FileCondition(of: file.name, in: other, expecting: file.digest).isSound else { continue }
        try heal(file.name, file.digest, in: index, condition)
      }
    }
  }

  /// The payload manifest to hold each copy against: its own where a tag manifest vouches for it, else one with the digest its tag manifest
  /// lists, else nil: what the other lists counts.
  ///
  /// Throws `.damaged` (`against.manifests`) where neither copy has one.
  func chooseManifests() throws(Fault) -> [OpenFile?] {
    let name = Archive.manifestName
    let tags = copies.map { try? TagFiles($0.archive) }
    var chosen: [OpenFile?] = []
    for index in copies.indices {
      let (here, other) = (copies[index].archive, copies[1 - index].archive)
      if tags[index]?.holds(name, in: here) == true {
        chosen.append(try here.file(name))
      } else if tags[index]?.holds(name, in: other) == true {
        chosen.append(try other.file(name))
      } else if tags[1 - index]?.holds(name, in: here) == true {
        chosen.append(try here.file(name))
      } else {
        chosen.append(nil)
      }
    }
    guard chosen.contains(where: { $0 != nil }) else {
      throw Fault(
        .damaged, "against.manifests", "neither copy has a manifest that its tag manifest vouches for", file: name,
        advice: "glassine repair may rebuild it from parity; nothing was changed")
    }
    return chosen
  }

  /// Takes all tag files of a copy from the other where its own contradict each other or its files, and its files are what the other lists.
  func settleTags() throws(Fault) {
    let faults = copies.map { (try? TagManifest.faults($0.archive)) ?? [] }
    for index in copies.indices {
      let (copy, other) = (copies[index], copies[1 - index])
      guard !faults[index].isEmpty || copy.stale > 0 else { continue }
      if faults[1 - index].isEmpty, copy.agreesWithOther {
        try takeTags(index)
      } else {
        if copy.stale > 0 {
          remain(
            Fault(.damaged, "against.stale", "the manifest does not describe \(copy.stale) of the files here", file: Archive.manifestName),
            copy,
            "\(other.path) does not list just what lies here either; if it is ahead, glassine mirror brings this copy up to date")
        }
        for fault in faults[index] where !isCounted(fault, index) {
          remain(
            fault, copy,
            faults[1 - index].isEmpty
              ? "not healed from \(other.path), since that does not list just what lies here" : "\(other.path) has damaged tag files, too")
        }
      }
    }
  }

  private func takeTags(_ index: Int) throws(Fault) {
    let (copy, other) = (copies[index], copies[1 - index])
    let tags = try TagFiles(other.archive)
    let all = tags.files + [(Archive.tagManifestName, SHA256Digest(of: tags.text))]
    for file in all {
      let condition = FileCondition(of: file.name, in: copy.archive, expecting: file.digest)
      if !condition.isSound { try heal(file.name, file.digest, in: index, condition) }
    }
    // What lies here is what the other lists: with its tag files neither is ahead of the other.
    summary.withLock { ($0.differingSidecars, $0.onlyInArchive, $0.onlyInTarget) = (0, 0, 0) }
  }

  /// A fault that `healTagFiles` has reported as healable already.
  private func isCounted(_ fault: Fault, _ index: Int) -> Bool {
    guard !copies[index].canHeal, let name = fault.file, let tags = try? TagFiles(copies[index].archive) else { return false }
    return tags.holds(name, in: copies[1 - index].archive)
  }

  private func remain(_ fault: Fault, _ copy: ArchiveCopy, _ why: String) {
    summary.withLock { $0.remaining += 1 }
    let finding = Finding(
      kind: .manifest, file: copy.archive.full(fault.file ?? Archive.tagManifestName), detail: "\(fault.cause); \(why)")
    control.report(.finding(finding))
    copy.remains(finding)
  }
}
