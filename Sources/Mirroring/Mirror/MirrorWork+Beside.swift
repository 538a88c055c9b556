internal import ArchiveStore
internal import ByteCoding
internal import Reporting
internal import Synchronization

/// Parity and receipts, which no manifest lists. Proofs are not copied: what was proved there was not proved here.
extension MirrorWork {
  /// Copies the sets of parity. They are never changed once they are complete, and cover files that the target has by now.
  func copyParitySets() throws(Fault) {
    for file in BesideFiles.list(Archive.parityName, in: archive) where file.isInSet && !control.isStopped { try copyParity(file) }
  }

  /// Copies parity over the tag files, which are in place now, and takes away sets that the archive has no more. Where the archive has no
  /// sets at all (its parity may lie elsewhere), those of the target stay.
  func finishParity() throws(Fault) {
    let here = BesideFiles.list(Archive.parityName, in: archive)
    for file in here where !file.isInSet { try copyParity(file) }
    let sets = Set(here.filter(\.isInSet).map(\.folder))
    guard !sets.isEmpty else { return }
    var gone: Set<String> = []
    for file in BesideFiles.list(Archive.parityName, in: target) where file.isInSet && !sets.contains(file.folder) {
      try writer.removeBeside(file.path)
      gone.insert(file.folder)
    }
    let folder = gone.isEmpty ? nil : try target.root.folder(Array(Archive.parityName.utf8))
    // A folder that holds something else stays.
    for path in gone { try? folder?.removeFolder(Array(path.utf8.dropFirst(Archive.parityName.utf8.count + 1))) }
  }

  /// Copies receipts that the target lacks. A receipt is never changed, so one that differs is damaged at one end.
  func copyReceipts() throws(Fault) {
    for file in BesideFiles.list(Archive.receiptsName, in: archive) where !control.isStopped {
      if try target.status(file.path) == nil {
        try copy(file)
      } else if try differs(file) {
        remain(
          Finding(
            kind: .damaged, file: target.full(file.path),
            detail: "not the receipt that \(archive.root.path) has; glassine verify-receipt tells which of them is right"))
      }
      finished(file)
    }
  }

  private func copyParity(_ file: BesideFiles.Entry) throws(Fault) {
    defer { finished(file) }
    let there = try target.status(file.path)
    if there?.kind == .file, there?.size == file.size, options.quick { return }
    let isThere = there?.kind == .file
    if isThere, try !differs(file) { return }
    // A set's list cannot be told from a damaged one alone; it is never changed, so only what is not there is copied.
    let isSound = file.isParity ? BesideFiles.isSoundParity(file.path, in: archive) : !isThere
    guard isSound else {
      remain(
        Finding(
          kind: .damaged, file: archive.full(file.path),
          detail: file.isParity ? "damaged parity; not copied. glassine protect renews it" : "not the list that \(target.root.path) has"),
        inArchive: true)
      return
    }
    if isThere {
      _ = try quarantine.keep(file.path)
      // Parity over the tag files changes with them; anything else that differs was damaged.
      if file.isInSet {
        control.report(.finding(Finding(kind: .damaged, file: target.full(file.path), detail: "damaged parity; copied anew")))
        summary.withLock { $0.healed += 1 }
      }
    }
    try copy(file)
  }

  private func differs(_ file: BesideFiles.Entry) throws(Fault) -> Bool {
    guard try target.status(file.path)?.size == file.size else { return true }
    let here: SHA256Digest
    do throws(Fault) { here = try archive.file(file.path).digest() } catch { return true }
    do throws(Fault) { return try target.file(file.path).digest() != here } catch { return true }
  }

  private func copy(_ file: BesideFiles.Entry) throws(Fault) {
    let source: OpenFile
    do throws(Fault) { source = try archive.file(file.path) } catch {
      remain(Finding(kind: .unreadable, file: archive.full(file.path), detail: "cannot be read: \(error.cause)"), inArchive: true)
      return
    }
    let staged = try writer.stage()
    do throws(FileCopying.Failure) {
      let digest = try FileCopying.copy(source, to: staged.file).digest
      do throws(Fault) {
        try writer.settle([staged])
        try FileCopying.prove(staged.file, digest)
        try writer.publishBeside(staged, at: file.path)
      } catch { throw .writing(error) }
    } catch {
      writer.discard(staged)
      switch error {
      case .writing(let fault): throw fault
      case .reading(let fault):
        remain(Finding(kind: .unreadable, file: archive.full(file.path), detail: "cannot be read: \(fault.cause)"), inArchive: true)
        return
      }
    }
    summary.withLock { $0.besideCopied += 1 }
  }

  private func finished(_ file: BesideFiles.Entry) {
    control.report(
      .fileFinished(
        FileReport(
          path: file.path, outcome: .unchanged, kind: file.isParity ? "parity" : "receipt", originalBytes: file.size,
          storedBytes: file.size)))
  }
}
