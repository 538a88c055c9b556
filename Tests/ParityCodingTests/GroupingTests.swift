import ByteCoding
import ParityCoding
import TestSupport
import Testing

/// Files dealt to groups: every block once, groups alike, a lost file spread over all.
@Suite struct GroupingTests {
  private func files(_ sizes: [Int]) -> [ParityMember] {
    sizes.enumerated().map { ParityMember(path: Array("\($0.offset)".utf8), size: $0.element, digest: SHA256Digest(of: [])) }
  }

  @Test(
    arguments: [[], [0], [5000, 0, 1], [4096 * 1000], [4096 * 100_000 + 1, 0, 4096 * 3000, 17], Array(repeating: 9000, count: 3000)],
    [300, 1024, 5000])
  func everyBlockIsInOneGroup(_ sizes: [Int], _ groupBlocks: Int) throws {
    let all = files(sizes)
    let parameters = try ParityParameters(groupBlocks: groupBlocks)
    let groups = parameters.groups(of: all)
    #expect(parameters.groups(of: all) == groups)
    var seen: [[UInt8]: [Int]] = [:]
    for group in groups {
      #expect(group.reduce(0) { $0 + $1.blockCount } <= groupBlocks)
      for member in group { seen[member.path, default: []] += member.extents.flatMap { Array($0.firstBlock..<($0.firstBlock + $0.count)) } }
      _ = try parameters.geometry(for: group)
    }
    #expect(seen.count == all.count)
    for file in all { #expect(seen[file.path]?.sorted() == Array(0..<file.blockCount)) }
    let counts = groups.map { $0.reduce(0) { $0 + $1.blockCount } }
    #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= parameters.runBlocks)
  }

  /// A file that is far more than a group could lose comes back from all groups together.
  @Test func aLostFileIsRepairedByAllGroups() throws {
    var random = RepeatableRandomNumberGenerator(seed: 21)
    let contents = [4096 * 400, 4096 * 9000, 4096 * 7000 + 1].map { Group.bytes($0, &random) }
    let all = contents.enumerated().map {
      ParityMember(path: [UInt8($0.offset)], size: $0.element.count, digest: SHA256Digest(of: $0.element))
    }
    let parameters = try ParityParameters(groupBlocks: 4096)
    let groups = parameters.groups(of: all)
    #expect(groups.count == 5)
    var found = [UInt8](repeating: 0, count: contents[0].count)
    for members in groups {
      guard let lost = members.firstIndex(where: { $0.path == [0] }) else { continue }
      let parity = try Group.feed(ParityEncoder(parameters, members: members, workers: 2), members.map { contents[Int($0.path[0])] })
      let file = try ParityFile(parsing: ParityBytes(parity))
      let sound = file.examineParity()
      let plan = ParityPlan(file, badBlocks: ParityVerifier.missing(file, member: lost).badBlocks, parity: sound)
      #expect(plan.unrepairable.isEmpty)
      try ParityRepair(file, plan, parity: sound).run { block, buffer throws(Fault) in
        guard let (member, range) = file.place(of: block) else { return }
        buffer.copyBytes(from: contents[Int(file.members[member].path[0])][range])
      } giving: { block, bytes throws(Fault) in
        guard let (_, range) = file.place(of: block) else { return }
        found.replaceSubrange(range, with: bytes.prefix(range.count))
      }
    }
    #expect(found == contents[0])
  }
}
