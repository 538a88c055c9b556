internal import ArchiveFormat
internal import ArchiveStore
internal import ByteCoding
internal import Reporting
internal import Synchronization

extension MirrorWork {
  /// What looking at one file of the archive led to.
  struct Step: Sendable {
    enum Kind: Sendable {
      /// Taken as right, unread; or read and right at both ends.
      case trusted, verified
      /// Lies right in the target, whose manifest does not say so yet.
      case adopted
      /// Staged, to be put where nothing is, in the place of an older sidecar, or in the place of a damaged file.
      case new, update, healed
      /// Nothing can be done for it.
      case failed
    }

    var kind: Kind
    var staged: StagedFile?
    /// What the summary and the file's event say of it.
    var reason: String?
  }

  /// Looks at some files, copies what is to be copied, and publishes it together. Throws where the target takes nothing more.
  func process(_ items: [Item]) throws(Fault) {
    let steps = Mutex<[Int: Step]>([:])
    let fatal = Mutex<Fault?>(nil)
    Workers.forEach(Array(items.indices), options.jobs) { [self] index in
      guard fatal.withLock({ $0 == nil }), !control.isStopped else { return }
      control.report(.fileStarted(path: items[index].path, bytes: items[index].size))
      do throws(Fault) {
        let step = try look(items[index])
        steps.withLock { $0[index] = step }
      } catch {
        fatal.withLock { $0 = $0 ?? error }
      }
    }
    // Also after a failure: what is wholly aside is proved and kept.
    let done = steps.withLock { $0 }
    do throws(Fault) {
      try settle(items, done)
    } catch {
      for step in done.values { if let staged = step.staged { writer.discard(staged) } }
      throw fatal.withLock { $0 } ?? error
    }
    if let fault = fatal.withLock({ $0 }) { throw fault }
  }

  private func look(_ item: Item) throws(Fault) -> Step {
    if options.quick, item.listed == item.digest, let there = try? target.status(item.path), there.kind == .file,
      let here = try? archive.status(item.path), here.size == there.size
    {
      return Step(kind: .trusted)
    }
    let there = FileCondition(of: item.path, in: target, expecting: item.digest)
    switch there {
    case .sound:
      let here = FileCondition(of: item.path, in: archive, expecting: item.digest)
      if let kind = here.findingKind {
        remain(
          Finding(
            kind: kind, file: archive.full(item.path),
            detail: "\(here.words); the copy in \(target.root.path) is sound and stays. glassine audit --against heals it"), inArchive: true
        )
        return item.listed == item.digest ? Step(kind: .failed, reason: "damaged in the archive, sound in the copy") : Step(kind: .adopted)
      }
      return Step(kind: item.listed == item.digest ? .verified : .adopted)
    case .noFile:
      remain(Finding(kind: .unreadable, file: target.full(item.path), detail: there.words))
      return Step(kind: .failed, reason: there.words)
    case .missing:
      return try copy(item, as: item.listed == item.digest ? .healed : .new, there)
    case .other(let digest, _):
      // An older sidecar is no damage.
      return try copy(item, as: digest == item.listed ? .update : .healed, there)
    case .unreadable:
      return try copy(item, as: .healed, there)
    }
  }

  private func copy(_ item: Item, as kind: Step.Kind, _ there: FileCondition) throws(Fault) -> Step {
    let here: String
    do throws(Fault) {
      let file = try archive.file(item.path)
      guard try file.status().kind == .file else { throw Fault(.damaged, "mirror.file", "something that is no file lies in its place") }
      let staged = try writer.stage()
      do throws(FileCopying.Failure) {
        let digest = try FileCopying.copy(file, to: staged.file).digest
        if digest == item.digest { return Step(kind: kind, staged: staged, reason: there.words) }
        here = "does not have the digest the manifest gives"
        writer.discard(staged)
      } catch {
        writer.discard(staged)
        switch error {
        case .writing(let fault): throw fault
        case .reading(let fault): here = "cannot be read: \(fault.cause)"
        }
      }
    } catch {
      // The archive's end; what the target's end says, ends the run.
      guard error.isNotThere || error.kind == .damaged || error.file?.startsWithBytes(of: archive.root.path + "/") == true else {
        throw error
      }
      here = error.isNotThere ? "not there" : "cannot be read: \(error.cause)"
    }
    let isLost = kind != .new && kind != .update
    remain(
      Finding(
        kind: here == "not there" ? .missing : here.hasPrefix("cannot") ? .unreadable : .damaged, file: archive.full(item.path),
        detail: here + (isLost ? "; nor is the copy in \(target.root.path) sound" : "; not copied")
          + ". glassine repair may rebuild it from parity"), inArchive: true)
    if isLost {
      remain(
        Finding(kind: there.findingKind ?? .damaged, file: target.full(item.path), detail: "\(there.words); no sound copy to heal it from"))
    }
    return Step(kind: .failed, reason: here)
  }

  /// Waits until all staged files are on the medium, reads each back, compares, and gives them their names together.
  private func settle(_ items: [Item], _ steps: [Int: Step]) throws(Fault) {
    try writer.settle(steps.values.compactMap(\.staged))
    let failed = Mutex<[Int: Fault]>([:])
    Workers.forEach(steps.keys.sorted(), options.jobs) { index in
      guard let staged = steps[index]?.staged else { return }
      do throws(Fault) {
        try FileCopying.prove(staged.file, items[index].digest)
      } catch {
        failed.withLock { $0[index] = error }
      }
    }
    let faults = failed.withLock { $0 }
    var publications: [Publication] = []
    for (index, step) in steps.sorted(by: { $0.key < $1.key }) {
      let item = items[index]
      if let fault = faults[index] {
        if let staged = step.staged { writer.discard(staged) }
        remain(Finding(kind: .unreadable, file: target.full(item.path), detail: fault.cause))
      } else if let publication = try publication(item, step) {
        publications.append(publication)
      }
    }
    if !publications.isEmpty { try writer.publish(publications) }
    for (index, step) in steps.sorted(by: { $0.key < $1.key }) { finished(items[index], step, faults[index]) }
  }

  private func publication(_ item: Item, _ step: Step) throws(Fault) -> Publication? {
    var publication = Publication()
    if step.kind == .adopted {
      publication.proved = [(item.path, item.digest)]
      addOriginal(item, try? target.file(item.path), to: &publication)
      return publication
    }
    guard let staged = step.staged else { return nil }
    if step.kind == .healed {
      _ = try quarantine.keep(item.path)
      let finding = Finding(
        kind: step.reason == FileCondition.missing.words ? .missing : .damaged, file: target.full(item.path),
        detail: "\(step.reason ?? "damaged"); healed from \(archive.root.path)")
      control.report(.finding(finding))
      recorders.target?.found(finding)
    }
    publication.healed = [.init(staged: staged, path: item.path, digest: item.digest)]
    addOriginal(item, staged.file, to: &publication)
    return publication
  }

  private func finished(_ item: Item, _ step: Step, _ fault: Fault?) {
    var report = FileReport(
      path: item.path, outcome: .done, kind: item.path.isUnitPath ? "unit" : "sidecar", originalBytes: item.size, storedBytes: item.size)
    summary.withLock { summary in
      switch fault == nil ? step.kind : .failed {
      case .trusted:
        summary.trusted += 1
        report.outcome = .unchanged
      case .verified, .adopted:
        summary.verified += 1
        summary.verifiedBytes += item.size
        report.outcome = .unchanged
      case .new, .update, .healed:
        summary.copied += 1
        summary.copiedBytes += item.size
        if step.kind == .healed { summary.healed += 1 }
      case .failed:
        report.outcome = .failed
        report.reason = fault?.cause ?? step.reason
      }
    }
    if fault == nil { record(item, step.kind) }
    control.report(.fileFinished(report))
  }

  /// What was compared with the manifest's digest at either end. Nothing is known of what was taken as right.
  private func record(_ item: Item, _ kind: Step.Kind) {
    guard kind != .trusted, kind != .failed else { return }
    recorders.target?.proved(item.path, item.digest, bytes: item.size)
    // What lies right in the target may be damaged in the archive; that is a finding already.
    guard kind != .adopted else { return }
    recorders.archive?.proved(item.path, item.digest, bytes: item.size)
  }
}
