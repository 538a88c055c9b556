internal import ArchiveStore
internal import ByteCoding
internal import ParityCoding
internal import Reporting

/// What became of a damaged file.
enum FileOutcome: Sendable {
  /// As it was, bit for bit.
  case repaired
  /// Some blocks stay lost; `rebuilt` others are what they were again.
  case lost(rebuilt: Int, ranges: [Range<Int>])
  case failed(Fault)
}

/// Rebuilds the damaged files of one set: blocks first, then each file aside, proved by its digest, then in its place.
struct SetRepair {
  let archive: Archive
  /// Nil for a dry run.
  let workspace: Workspace?
  let quarantine: Quarantine?
  let control: OperationControl
  let jobs: Int
  /// Content that lies whole under other names.
  let contents: FoundContents
  /// Files to be had from there, by the path where they should be.
  let alternates: [[UInt8]: SHA256Digest]
  /// Files that are not what the set covers because they were replaced since; never written.
  let replaced: Set<[UInt8]>

  /// The outcome of each damage, by its path. Throws only what makes every further file fail too, such as a full disk.
  func run(_ set: GroupSet, _ damages: [FileDamage]) throws(Fault) -> [[UInt8]: FileOutcome] {
    var plans: [Int: ParityPlan] = [:]
    var parities: [Int: ParityBlocks] = [:]
    for (number, group) in set.groups.enumerated() {
      guard let group else { continue }
      var bad: [Int] = []
      for damage in damages where alternates[damage.path] == nil {
        for finding in damage.findings where finding.place.group == number { bad += finding.found.badBlocks }
      }
      guard !bad.isEmpty else { continue }
      let parity = group.examineParity(workers: jobs)
      parities[number] = parity
      plans[number] = ParityPlan(group, badBlocks: bad, parity: parity)
    }
    guard let workspace else { return forecast(set, damages, plans) }
    var scratch = try BlockScratch(workspace)
    defer { scratch.remove() }
    var faults: [Int: Fault] = [:]
    for (number, plan) in plans.sorted(by: { $0.key < $1.key }) {
      guard let group = set.groups[number], let parity = parities[number], !plan.repairable.isEmpty else { continue }
      do throws(Fault) {
        try rebuild(group, number, plan, parity, into: &scratch)
      } catch {
        guard !error.isFull else { throw error }
        faults[number] = error
      }
    }
    var outcomes: [[UInt8]: FileOutcome] = [:]
    for damage in damages where !replaced.contains(damage.path) {
      do throws(Fault) {
        let outcome = try assemble(set, damage, scratch, workspace)
        if case .lost = outcome, let fault = damage.findings.lazy.compactMap({ faults[$0.place.group] }).first {
          outcomes[damage.path] = .failed(fault)
        } else {
          outcomes[damage.path] = outcome
        }
      } catch {
        guard !error.isFull, error.errno == nil || error.concernsOneName else { throw error }
        outcomes[damage.path] = .failed(error)
      }
    }
    return outcomes
  }

  /// Where a file that is covered lies now.
  private func place(of path: [UInt8]) -> String { alternates[path].flatMap { contents.place(of: $0) } ?? path.text }

  /// What a repair would come to.
  private func forecast(_ set: GroupSet, _ damages: [FileDamage], _ plans: [Int: ParityPlan]) -> [[UInt8]: FileOutcome] {
    var outcomes: [[UInt8]: FileOutcome] = [:]
    for damage in damages where !replaced.contains(damage.path) {
      if alternates[damage.path] != nil { contents.used(damage.digest) }
      var lost: [Int] = []
      var bad = 0
      for finding in damage.findings where alternates[damage.path] == nil {
        let good = Set(plans[finding.place.group]?.repairable ?? [])
        bad += finding.found.badBlocks.count
        lost += finding.found.badBlocks.filter { !good.contains($0) }.compactMap { Self.fileBlock(set, finding.place, $0) }
      }
      if damage.isPartial, alternates[damage.path] == nil {
        outcomes[damage.path] = .failed(Self.isPartial)
        continue
      }
      outcomes[damage.path] =
        lost.isEmpty ? .repaired : .lost(rebuilt: bad - lost.count, ranges: Self.ranges(lost, size: damage.size))
    }
    return outcomes
  }

  /// A block's number in its file.
  private static func fileBlock(_ set: GroupSet, _ place: GroupSet.Place, _ block: Int) -> Int? {
    set.group(place)?.place(of: block).map { $0.bytes.lowerBound / ParityBlock.size }
  }

  private func rebuild(
    _ group: ParityFile, _ number: Int, _ plan: ParityPlan, _ parity: ParityBlocks, into scratch: inout BlockScratch
  ) throws(Fault) {
    var opened: [Int: OpenFile] = [:]
    let repair = ParityRepair(group, plan, parity: parity, workers: jobs)
    try repair.run { block, buffer throws(Fault) in
      guard let (member, bytes) = group.place(of: block) else { throw .damaged("parity.place", "a block of no file") }
      if opened[member] == nil {
        if opened.count >= 128 { opened.removeAll() }
        let path = group.members[member].path
        opened[member] = try archive.file(place(of: path))
      }
      guard let file = opened[member] else { return }
      let part = UnsafeMutableRawBufferPointer(rebasing: buffer[..<bytes.count])
      guard try file.read(at: bytes.lowerBound, into: part) == bytes.count else {
        throw .damaged("parity.read", "the file became shorter while it was read").in(file: file.path)
      }
      UnsafeMutableRawBufferPointer(rebasing: buffer[bytes.count...]).initializeMemory(as: UInt8.self, repeating: 0)
    } giving: { block, bytes throws(Fault) in
      guard let (member, range) = group.place(of: block) else { return }
      try scratch.put(range.lowerBound / ParityBlock.size, of: GroupSet.Place(group: number, member: member), bytes)
    }
  }

  /// Puts a file together aside and, where it is better than what is there, in its place.
  private func assemble(
    _ set: GroupSet, _ damage: FileDamage, _ scratch: BlockScratch, _ workspace: Workspace
  ) throws(Fault) -> FileOutcome {
    let made = try putTogether(set, damage, scratch, workspace)
    do throws(Fault) {
      guard made.isWhole || (!made.lost.isEmpty && made.rebuilt > 0 && !damage.isPartial) else {
        workspace.discard(made.staged)
        if damage.isPartial { return .failed(Self.isPartial) }
        if made.lost.isEmpty {
          return .failed(.damaged("parity.digest", "the rebuilt file does not have its digest: it changed while it was repaired"))
        }
        return .lost(rebuilt: 0, ranges: Self.ranges(made.lost, size: damage.size))
      }
      if let kept = try quarantine?.keep(damage.text) { contents.moved(damage.text, to: kept) }
      try workspace.publish(made.staged, at: damage.text, replacing: true)
      if alternates[damage.path] != nil { contents.used(damage.digest) }
    } catch {
      workspace.discard(made.staged)
      throw error
    }
    return made.isWhole ? .repaired : .lost(rebuilt: made.rebuilt, ranges: Self.ranges(made.lost, size: damage.size))
  }

  /// Rebuilds damaged files aside only; gives those that are whole. The caller discards them.
  func aside(_ set: GroupSet, _ damages: [FileDamage]) throws(Fault) -> [[UInt8]: StagedFile] {
    guard let workspace else { return [:] }
    var scratch = try BlockScratch(workspace)
    defer { scratch.remove() }
    for (number, group) in set.groups.enumerated() {
      guard let group else { continue }
      let parity = group.examineParity(workers: jobs)
      let bad = damages.flatMap { $0.findings.filter { $0.place.group == number }.flatMap(\.found.badBlocks) }
      let plan = ParityPlan(group, badBlocks: bad, parity: parity)
      guard !plan.repairable.isEmpty else { continue }
      do throws(Fault) { try rebuild(group, number, plan, parity, into: &scratch) } catch  where !error.isFull {}
    }
    var files: [[UInt8]: StagedFile] = [:]
    for damage in damages where !damage.isPartial {
      let made = try putTogether(set, damage, scratch, workspace)
      if made.isWhole { files[damage.path] = made.staged } else { workspace.discard(made.staged) }
    }
    return files
  }

  private func putTogether(
    _ set: GroupSet, _ damage: FileDamage, _ scratch: BlockScratch, _ workspace: Workspace
  ) throws(Fault) -> (staged: StagedFile, isWhole: Bool, lost: [Int], rebuilt: Int) {
    let alternate = alternates[damage.path]
    let old: OpenFile? = try? archive.file(place(of: damage.path))
    if damage.isPartial, alternate == nil {
      // Sizes that parity claims are proved only where all blocks are covered.
      guard let old, try Int(old.status().size) == damage.size else { throw Self.isPartial }
    }
    let staged = try workspace.stage()
    var lost: [Int] = []
    var rebuilt = 0
    do throws(Fault) {
      try copy(old, to: staged.file, size: damage.size)
      for finding in damage.findings where alternate == nil {
        for bad in finding.found.badBlocks {
          guard let block = Self.fileBlock(set, finding.place, bad) else { continue }
          if let bytes = try scratch.block(block, of: finding.place) {
            try staged.file.write(all: bytes, at: block * ParityBlock.size)
            rebuilt += 1
          } else {
            lost.append(block)
          }
        }
      }
      try staged.file.truncate(to: damage.size)
      try staged.file.synchronize()
      staged.file.dropCache()
      let digest = try staged.file.digest()
      return (staged, digest == damage.digest, lost, rebuilt)
    } catch {
      workspace.discard(staged)
      throw error
    }
  }

  private static var isPartial: Fault {
    .damaged("parity.partial", "the parity file of some of its blocks is damaged or gone, too")
  }

  /// Copies what can be read; the rest stays zero.
  private func copy(_ old: OpenFile?, to new: OpenFile, size: Int) throws(Fault) {
    guard let old, let length = try? Int(old.status().size) else { return }
    let end = min(length, size)
    var offset = 0
    while offset < end {
      let count = min(1 << 20, end - offset)
      if let piece = try? old.read(at: offset, upTo: count) {
        try new.write(all: piece, at: offset)
      } else {
        for start in stride(from: offset, to: offset + count, by: ParityBlock.size) {
          guard let block = try? old.read(at: start, upTo: min(ParityBlock.size, offset + count - start)) else { continue }
          try new.write(all: block, at: start)
        }
      }
      offset += count
    }
  }

  /// Bytes of a file that the blocks take, neighbours together.
  static func ranges(_ blocks: [Int], size: Int) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for block in blocks.sorted() {
      let range = block * ParityBlock.size..<min(size, (block + 1) * ParityBlock.size)
      if let last = ranges.last, last.upperBound == range.lowerBound {
        ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
      } else {
        ranges.append(range)
      }
    }
    return ranges
  }
}
