internal import ArchiveStore
internal import ByteCoding
internal import Reporting

extension MirrorWork {
  /// Gives the target the archive's own tag files, so that both copies are the same byte for byte, parity over tag files included.
  ///
  /// Each is compared with the archive's tag manifest while it is read. Throws `.damaged` (`mirror.tags`) where one became damaged during
  /// the run; the target then keeps the tag files it wrote itself.
  func copyTags() throws(Fault) {
    let wanted = try TagFiles(archive)
    var obsolete: [String] = []
    for file in (try? TagFiles(target))?.files ?? [] where wanted.digest(of: file.name) == nil {
      if try quarantine.keep(file.name) != nil { obsolete.append(file.name) }
    }
    var items: [Publication.Item] = []
    do throws(Fault) {
      for file in wanted.files where !FileCondition(of: file.name, in: target, expecting: file.digest).isSound {
        items.append(try stage(file.name, file.digest))
      }
      let digest = SHA256Digest(of: wanted.text)
      if !FileCondition(of: Archive.tagManifestName, in: target, expecting: digest).isSound {
        let staged = try writer.stage(wanted.text)
        items.append(.init(staged: staged, path: Archive.tagManifestName, digest: digest))
      }
      guard !items.isEmpty || !obsolete.isEmpty else { return }
      try writer.settle(items.map(\.staged))
      for item in items { try FileCopying.prove(item.staged.file, item.digest) }
      try writer.publishTags(items, obsolete: obsolete)
    } catch {
      for item in items { writer.discard(item.staged) }
      throw error
    }
  }

  private func stage(_ name: String, _ digest: SHA256Digest) throws(Fault) -> Publication.Item {
    let staged = try writer.stage()
    let found: SHA256Digest
    do throws(FileCopying.Failure) { found = try FileCopying.copy(archive.file(tag: name), to: staged.file).digest } catch {
      writer.discard(staged)
      switch error {
      case .reading(let fault), .writing(let fault): throw fault
      }
    }
    guard found == digest else {
      writer.discard(staged)
      throw Fault(
        .damaged, "mirror.tags", "this tag file changed while it was copied", file: archive.full(name),
        advice: "check the drive, run glassine audit, then mirror again")
    }
    return .init(staged: staged, path: name, digest: digest)
  }
}

extension Archive {
  /// Opens a tag file for copying.
  fileprivate func file(tag name: String) throws(FileCopying.Failure) -> OpenFile {
    do throws(Fault) { return try file(name) } catch { throw .reading(error) }
  }
}
