internal import ArchiveFormat
internal import ArchiveStore
internal import ByteCoding
internal import Reporting
internal import Synchronization

/// One comparison of two copies under way.
final class AgainstWork: Sendable {
  /// The archive and the target, in this order.
  let copies: [ArchiveCopy]
  let options: AgainstOptions
  let control: OperationControl
  let summary = Mutex(AgainstSummary())
  /// Findings about one copy being ahead, and files in no manifest, are named one by one up to this many a copy; the rest is counted.
  private static let mostNamed = 20

  init(_ copies: [ArchiveCopy], options: AgainstOptions, control: OperationControl) {
    self.copies = copies
    self.options = options
    self.control = control
  }

  /// A path, and the digest it should have in each copy; nil where the copy's manifest does not list it.
  struct Item: Sendable {
    let path: String
    let wanted: [SHA256Digest?]
  }

  func run() throws(Fault) -> AgainstSummary {
    control.report(.phaseStarted(.scanning, totalFiles: nil, totalBytes: nil))
    try healTagFiles()
    let manifests = try chooseManifests()
    let totals = try count(manifests)
    control.report(.phaseEnded(.scanning))
    control.report(.phaseStarted(.auditing, totalFiles: totals.files, totalBytes: totals.bytes))
    try compare(manifests)
    if !control.isStopped { try nameUnlisted(manifests) }
    control.report(.phaseEnded(.auditing))
    if !control.isStopped { try settleTags() }
    return summary.withLock { summary in
      summary.isComplete = !control.isStopped
      summary.quarantines = copies.compactMap(\.usedQuarantine)
      return summary
    }
  }

  private func count(_ manifests: [OpenFile?]) throws(Fault) -> (files: Int, bytes: Int64) {
    var files = 0
    var bytes: Int64 = 0
    try ManifestPair.forEach(manifests[0], manifests[1]) { _ in files += 1 }
    for copy in copies {
      try copy.archive.forEachPayloadFile(onFault: { _ in }) { _, status throws(Fault) in bytes = bytes.addingSaturated(status.size) }
    }
    return (files, bytes)
  }

  private func compare(_ manifests: [OpenFile?]) throws(Fault) {
    let fatal = Mutex<Fault?>(nil)
    var batch: [Item] = []
    func flush() throws(Fault) {
      let work = batch
      batch = []
      Workers.forEach(work, options.jobs) { [self] item in
        guard !control.isStopped, fatal.withLock({ $0 == nil }) else { return }
        do throws(Fault) { try compare(item) } catch { fatal.withLock { $0 = $0 ?? error } }
      }
      if let fault = fatal.withLock({ $0 }) { throw fault }
    }
    try ManifestPair.forEach(manifests[0], manifests[1]) { entry throws(Fault) in
      guard !control.isStopped else { return }
      // A copy without a manifest to go by should have what the other lists.
      let wanted = [manifests[0] == nil ? entry.second : entry.first, manifests[1] == nil ? entry.first : entry.second]
      batch.append(Item(path: entry.path, wanted: wanted))
      if batch.count >= 64 { try flush() }
    }
    try flush()
  }

  private func compare(_ item: Item) throws(Fault) {
    control.report(.fileStarted(path: item.path, bytes: 0))
    let conditions = copies.indices.map { index in
      (item.wanted[index] ?? item.wanted[1 - index]).map { FileCondition(of: item.path, in: copies[index].archive, expecting: $0) }
        ?? .missing
    }
    let bytes = conditions.reduce(0) { $0 + $1.bytesRead }
    summary.withLock {
      $0.files += 1
      $0.bytesRead = $0.bytesRead.addingSaturated(bytes)
    }
    if let first = item.wanted[0], let second = item.wanted[1], first == second {
      try settleSame(item.path, first, conditions)
    } else {
      try settleDifferent(item, conditions)
    }
    control.report(
      .fileFinished(
        FileReport(
          path: item.path, outcome: conditions.allSatisfy(\.isSound) ? .unchanged : .done, kind: item.path.isUnitPath ? "unit" : "sidecar",
          originalBytes: bytes,
          storedBytes: bytes)))
  }

  /// Both manifests list the file with the same digest.
  private func settleSame(_ path: String, _ digest: SHA256Digest, _ conditions: [FileCondition]) throws(Fault) {
    switch (conditions[0].isSound, conditions[1].isSound) {
    case (true, true): summary.withLock { $0.sound += 1 }
    case (true, false): try heal(path, digest, in: 1, conditions[1])
    case (false, true): try heal(path, digest, in: 0, conditions[0])
    case (false, false): try splice(path, digest, conditions)
    }
  }

  /// Only one manifest lists the file, or each lists another digest.
  private func settleDifferent(_ item: Item, _ conditions: [FileCondition]) throws(Fault) {
    if !item.path.isUnitPath {
      summary.withLock { $0.differingSidecars += 1 }
    } else if conditions[0].isSound, conditions[1].isSound, item.wanted[0] != nil, item.wanted[1] != nil {
      contradicts(item.path)
    }
    for index in copies.indices {
      let (copy, condition, other) = (copies[index], conditions[index], item.wanted[1 - index])
      guard let own = item.wanted[index] else {
        try settleUnlisted(item.path, index, conditions)
        continue
      }
      copy.differsFromOther(unless: condition.otherDigest == other && other != nil || condition.isMissing && other == nil)
      if condition.isSound { continue }
      if let other, condition.otherDigest == other {
        copy.isStale()
      } else if other == nil, condition.isMissing, !item.path.isUnitPath {
        // The other says that this sidecar has gone.
        copy.isStale()
      } else if other == nil, conditions[1 - index].isSound {
        try heal(item.path, own, in: index, condition)
      } else {
        copy.differsFromOwn()
        remain(index, item.path, condition, "the other copy does not have it")
      }
    }
  }

  /// A file that only the other copy's manifest lists.
  private func settleUnlisted(_ path: String, _ index: Int, _ conditions: [FileCondition]) throws(Fault) {
    if conditions[index].isSound {
      // It lies here nevertheless: the manifest is behind the files.
      copies[index].isStale()
      return
    }
    copies[index].differsFromOther()
    if !conditions[index].isMissing { copies[index].differsFromOwn() }
    if conditions[1 - index].isSound, path.isUnitPath { ahead(1 - index, path) }
  }

  /// Names what lies in a copy without being listed by either manifest.
  private func nameUnlisted(_ manifests: [OpenFile?]) throws(Fault) {
    for copy in copies {
      var cursors = [try ManifestCursor(manifests[0]), try ManifestCursor(manifests[1])]
      var named = 0
      try copy.archive.forEachPayloadFile(onFault: { fault throws(Fault) in
        self.control.report(.finding(Finding(kind: .unreadable, file: copy.path, detail: fault.description)))
        self.summary.withLock { $0.remaining += 1 }
      }) { key, _ throws(Fault) in
        let isFirst = try cursors[0].digest(of: key) != nil
        let isSecond = try cursors[1].digest(of: key) != nil
        guard !isFirst, !isSecond else { return }
        copy.differsFromOther()
        copy.differsFromOwn()
        let path = String(decoding: key, as: UTF8.self)
        summary.withLock { $0.remaining += 1 }
        named += 1
        guard named <= Self.mostNamed else { return }
        let isWhole = path.isUnitPath && UnitSplice(path, [copy.archive])?.lost.isEmpty == true
        control.report(
          .finding(
            Finding(
              kind: .orphan, file: copy.archive.full(path),
              detail: "in no manifest of either copy; left where it is" + (isWhole ? ". All its sections are sound" : ""))))
      }
    }
  }
}

extension AgainstWork {
  /// Rebuilds a file of one copy from the other, or says that it could be.
  func heal(_ path: String, _ digest: SHA256Digest, in index: Int, _ condition: FileCondition) throws(Fault) {
    let other = copies[1 - index]
    try heal(path, digest, in: index, condition, from: other.path) { file throws(Fault) in
      do throws(FileCopying.Failure) {
        let source: OpenFile
        do throws(Fault) { source = try other.archive.file(path) } catch { throw .reading(error) }
        return try FileCopying.copy(source, to: file).digest
      } catch {
        switch error {
        case .writing(let fault), .reading(let fault): throw fault
        }
      }
    }
  }

  /// Rebuilds a file from what `fill` writes.
  func heal(
    _ path: String, _ digest: SHA256Digest, in index: Int, _ condition: FileCondition, from source: String,
    _ fill: (OpenFile) throws(Fault) -> SHA256Digest
  ) throws(Fault) {
    if case .noFile = condition {
      copies[index].differsFromOther()
      return remain(index, path, condition, "then this again")
    }
    do throws(Fault) {
      settled(try put(path, digest, in: index, fill), index, path, condition, from: source)
    } catch {
      // What concerns this file only does not end the run.
      let isOfOther = error.file?.startsWithBytes(of: copies[1 - index].path + "/") == true
      guard isOfOther || error.kind == .damaged || error.errno != nil && error.concernsOneName else { throw error }
      copies[index].differsFromOther()
      remain(index, path, condition, "it could not be healed: \(error.cause)")
    }
  }

  /// True where the file was put in place, false where only writing it was not possible or not wanted.
  func put(
    _ path: String, _ digest: SHA256Digest, in index: Int, _ fill: (OpenFile) throws(Fault) -> SHA256Digest
  ) throws(Fault) -> Bool {
    guard copies[index].canHeal else { return false }
    guard try copies[index].replace(path, digest, fill) else {
      throw Fault(
        .damaged, "against.changed", "the file gave other bytes when it was read again", file: copies[1 - index].archive.full(path),
        advice: "check the drive; nothing was replaced")
    }
    return true
  }

  /// Reports a damaged file that was healed, or could be.
  func settled(_ isHealed: Bool, _ index: Int, _ path: String, _ condition: FileCondition, from source: String) {
    summary.withLock {
      $0.healed += isHealed ? 1 : 0
      $0.healable += isHealed ? 0 : 1
    }
    control.report(
      .finding(
        Finding(
          kind: condition.findingKind ?? .damaged, file: copies[index].archive.full(path),
          detail: "\(condition.words); \(isHealed ? "healed" : "can be healed") from \(source)")))
  }

  /// Reports something that cannot be healed.
  func remain(_ index: Int, _ path: String, _ condition: FileCondition, _ why: String, section: String? = nil) {
    summary.withLock { $0.remaining += 1 }
    control.report(
      .finding(
        Finding(
          kind: condition.findingKind ?? .damaged, file: copies[index].archive.full(path), section: section,
          detail: "\(condition.words); \(why)")))
  }

  /// Counts a file that only one copy has.
  private func ahead(_ index: Int, _ path: String) {
    let count = summary.withLock { summary in
      if index == 0 { summary.onlyInArchive += 1 } else { summary.onlyInTarget += 1 }
      return index == 0 ? summary.onlyInArchive : summary.onlyInTarget
    }
    guard count <= Self.mostNamed else { return }
    control.report(
      .finding(
        Finding(
          kind: .missing, file: copies[1 - index].archive.full(path),
          detail: "only \(copies[index].path) lists it, and has it sound: bring this copy up to date with glassine mirror")))
  }

  private func contradicts(_ path: String) {
    summary.withLock { $0.remaining += 1 }
    control.report(
      .finding(
        Finding(
          kind: .manifest, file: copies[0].archive.full(path),
          detail: "\(copies[1].path) has another unit under this name, as its own manifest says: two archives went on separately")))
  }
}
