import ByteCoding
import ParityCoding
import TestSupport
import Testing

/// Parity files that are damaged, cut, extended, shifted, mixed or made up.
@Suite struct IndexTests {
  private func group() throws -> Group { try Group(sizes: [4096 * 2000, 500, 4096 * 1300 + 9]) }

  @Test func scatteredDamageAndBurstsLeaveTheIndexWhole() throws {
    let group = try group()
    let blocks = group.parity.count / ParityBlock.size
    var random = RepeatableRandomNumberGenerator(seed: 2)
    for round in 0..<60 {
      var damaged = group
      var hurt = 0
      if round % 2 == 0 {
        for block in 0..<blocks where random.below(100) < 4 + round / 10 {
          damaged.damageParity(fileBlock: block)
          hurt += 1
        }
      } else {
        let length = blocks * 3 / 10
        let start = random.below(blocks - length)
        for block in start..<(start + length) { damaged.damageParity(fileBlock: block) }
        hurt = length
      }
      let file = try damaged.opened()
      #expect(file.isIndexWhole && file.members == group.members)
      #expect(file.lostIndexBlocks.count + file.examineParity().lost.count == hurt)
    }
  }

  /// Whatever length is left, what is there is found; from half on the index is whole.
  @Test func truncatedFilesGiveWhatTheyHave() throws {
    let group = try group()
    let geometry = try group.opened().geometry
    for percent in 0...99 {
      var cut = group
      cut.parity.removeLast(group.parity.count * (100 - percent) / 100)
      guard let file = try? cut.opened() else {
        #expect(percent < 2)
        continue
      }
      #expect(file.geometry == geometry)
      #expect(file.isIndexWhole || percent < 52, "\(percent)")
      let lost = file.examineParity().lost
      if file.isIndexWhole {
        let kept = cut.parity.count / ParityBlock.size - (file.byteCount - group.parity.count)
        #expect(lost.count <= geometry.parityCount && lost.count + kept >= geometry.parityCount)
        #expect(file.members == group.members)
      } else {
        #expect(file.members.count <= group.members.count)
        let known = (0..<geometry.blockCount).filter { file.digest(block: $0) != nil }.count
        #expect(known > 0 || percent < 2)
      }
    }
  }

  @Test func extendedAndShiftedFilesAreReadAsBefore() throws {
    let group = try group()
    var longer = group
    longer.parity += [UInt8](repeating: 7, count: 10_001)
    #expect(try longer.opened().examineParity().lost.isEmpty)
    // Three blocks put in, a quarter from the beginning; and one taken out.
    var shifted = group
    let quarter = group.parity.count / ParityBlock.size / 4 * ParityBlock.size
    shifted.parity.insert(contentsOf: [UInt8](repeating: 1, count: 3 * ParityBlock.size), at: quarter)
    let found = try shifted.opened()
    #expect(found.isIndexWhole && found.examineParity().lost.isEmpty)
    for block in stride(from: 0, to: 3000, by: 100) { shifted.damage(block: block, found) }
    #expect(try shifted.repair().unrepairable.isEmpty)
    #expect(shifted.files == group.files)
    var shorter = group
    shorter.parity.removeFirst(ParityBlock.size)
    #expect(try shorter.opened().examineParity().lost.isEmpty)
  }

  /// Two parity files behind one another: the one of which more is there counts.
  @Test func mixedFilesAreToldApart() throws {
    let (large, small) = (try group(), try Group(sizes: [4096 * 50], seed: 3))
    for order in [[large, small], [small, large]] {
      var mixed = order[0]
      mixed.parity = order[0].parity + order[1].parity
      mixed.parity[0] ^= 1
      #expect(try mixed.opened().members == large.members)
    }
  }

  /// An index so long that it is cut into several stripes; long names make it so.
  @Test func longIndexesSurviveTheSame() throws {
    var group = try Group(sizes: Array(repeating: 5000, count: 60))
    group.members = group.members.enumerated().map { index, member in
      ParityMember(path: [UInt8](repeating: UInt8(index), count: 40_000 + index), size: member.size, digest: member.digest)
    }
    group.parity = try Group.encode(group.members, group.files, overhead: 600)
    let blocks = group.parity.count / ParityBlock.size
    #expect(blocks > 900)
    var random = RepeatableRandomNumberGenerator(seed: 12)
    for round in 0..<20 {
      var damaged = group
      if round % 2 == 0 {
        for block in 0..<blocks where random.below(100) < 15 { damaged.damageParity(fileBlock: block) }
      } else {
        let start = random.below(blocks * 2 / 3)
        for block in start..<(start + blocks * 3 / 10) { damaged.damageParity(fileBlock: block) }
      }
      let file = try damaged.opened()
      #expect(file.isIndexWhole && file.members == group.members && !file.lostIndexBlocks.isEmpty)
    }
    // Beyond that the first members and the digests are still found.
    for block in (blocks / 10)..<blocks { group.damageParity(fileBlock: block) }
    let file = try group.opened()
    #expect(!file.isIndexWhole && file.lostIndexBlocks.count == blocks - blocks / 10 - file.geometry.parityCount)
    #expect(file.members.count <= 60)
  }

  /// A medium that gives errors for some blocks.
  private struct FailingSource: ParitySource {
    var bytes: ParityBytes
    var failing: Set<Int>
    var byteCount: Int { bytes.byteCount }

    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(Fault) -> Int {
      guard !failing.contains(offset / ParityBlock.size) else { throw Fault(.environment, "test.read", "input/output error", errno: 5) }
      return try bytes.read(at: offset, into: buffer)
    }
  }

  @Test func unreadableBlocksAreLostBlocks() throws {
    let group = try group()
    let blocks = group.parity.count / ParityBlock.size
    let source = FailingSource(bytes: ParityBytes(group.parity), failing: [0, 3, blocks / 2, blocks - 1])
    let file = try ParityFile(parsing: source)
    #expect(file.isIndexWhole && file.members == group.members)
    #expect(file.lostIndexBlocks.count + file.examineParity().lost.count == 4)
  }

  @Test func nothingIsFoundInOtherBytes() throws {
    var random = RepeatableRandomNumberGenerator(seed: 5)
    for bytes in [[], [1], [UInt8](repeating: 0, count: 40_960), Group.bytes(81_920, &random)] {
      #expect(throws: Fault.self) { try ParityFile(parsing: ParityBytes(bytes)) }
    }
  }

  /// Names may be any bytes; groups may be empty.
  @Test func oddGroupsComeBack() throws {
    for sizes in [[], [0], [0, 0, 0], [4095, 1, 0]] {
      var group = try Group(sizes: sizes)
      group.members = group.members.enumerated().map { index, member in
        ParityMember(path: Array(0...255) + [UInt8(index)], size: member.size, digest: member.digest)
      }
      group.parity = try Group.encode(group.members, group.files, overhead: 600)
      let file = try group.opened()
      #expect(file.members == group.members && file.isIndexWhole && group.badBlocks(file).isEmpty)
      #expect(try group.repair().repairable.isEmpty)
    }
  }

  /// Single bytes changed, and every field of all headers changed with the digests put right: no trap, and memory within the budget.
  @Test func hostileFilesAreRefusedOrRead() throws {
    let group = try Group(sizes: [4096 * 30, 99])
    let budget = MemoryBudget(samples: 1, side: 1, fileBytes: 1 << 20)
    var random = RepeatableRandomNumberGenerator(seed: 6)
    let file = try group.opened()
    var (refused, read) = (0, 0)
    for offset in 8..<160 {
      for value: UInt8 in [0, 1, 0x7F, 0x80, 0xFF, 0x55] {
        var changed = group.parity
        for place in 0..<(changed.count / ParityBlock.size) where changed[place * ParityBlock.size] == 0x89 {
          let start = place * ParityBlock.size
          if (12..<16).contains(offset) {
            changed[start + offset] = UInt8(truncatingIfNeeded: random.next())
          } else {
            changed[start + offset] = value
          }
          HostileFile.seal(&changed, place)
        }
        if HostileFile.use(changed, budget) { read += 1 } else { refused += 1 }
      }
    }
    print("hostile headers: \(read) read, \(refused) refused")
    for _ in 0..<2000 {
      var changed = group.parity
      for _ in 0..<(1 + random.below(4)) { changed[random.below(changed.count)] ^= UInt8(1 << random.below(8)) }
      _ = HostileFile.use(changed, budget)
    }
    // All of the index changed at random, digests put right.
    for _ in 0..<2000 {
      var changed = group.parity
      let offset = 160 + 8 * (file.geometry.blockCount + file.geometry.parityCount) + random.below(120)
      let value = UInt8(truncatingIfNeeded: random.next())
      for place in 0..<(changed.count / ParityBlock.size) where changed[place * ParityBlock.size] == 0x89 {
        changed[place * ParityBlock.size + offset] = value
        HostileFile.seal(&changed, place, identity: Array(changed[160..<(160 + 3920)]), file)
      }
      _ = HostileFile.use(changed, budget)
    }
  }

  @Test func claimsOfExabytesCostNothing() throws {
    let group = try Group(sizes: [4096 * 30])
    for size in [1 << 40, 1 << 50, 1 << 59] {
      let member = ParityMember(path: [1], size: size, digest: SHA256Digest(of: []))
      #expect(throws: Fault.self) { try ParityEncoder(ParityParameters(), members: [member]) }
    }
    // A header that claims 2^39 blocks, consistent with itself.
    let blocks = 1 << 39
    let lanes = blocks / (160 * 200) + 1
    let positions = (blocks + lanes * 160 - 1) / (lanes * 160)
    let length = 8 * (blocks + lanes * 160) + 100
    let pieces = (length + 3919) / 3920
    let stripes = (pieces + 159) / 160
    let places = (pieces + stripes - 1) / stripes
    var block = Array(group.parity[..<4096])
    func put(_ value: Int, _ size: Int, _ offset: Int) {
      for index in 0..<size { block[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * index)) }
    }
    put(blocks, 8, 32)
    put(length, 8, 40)
    put(stripes * (places + places / 2 + 2) + lanes * 160, 8, 48)
    put(lanes, 4, 56)
    put(stripes, 4, 60)
    for (index, value) in [160, positions, 1, 1, places, places / 2 + 2, 600].enumerated() { put(value, 2, 64 + 2 * index) }
    HostileFile.seal(&block, 0)
    do throws(Fault) {
      _ = try ParityFile(parsing: ParityBytes(block))
      Issue.record("a claim of 2 PiB was believed")
    } catch {
      #expect(error.code == "parity.memory")
    }
  }
}

/// Parity files that lie, with their digests in order.
enum HostileFile {
  /// Puts the digest of an index block right.
  static func seal(_ file: inout [UInt8], _ place: Int) {
    let start = place * ParityBlock.size
    let digest = SHA256Digest(of: file[start..<(start + 4080)]).bytes.prefix(16)
    file.replaceSubrange((start + 4080)..<(start + 4096), with: digest)
  }

  /// The same with the identity of an index that is one piece.
  static func seal(_ file: inout [UInt8], _ place: Int, identity piece: [UInt8], _ opened: ParityFile) {
    let start = place * ParityBlock.size
    let length = file[(start + 40)..<(start + 48)].reversed().reduce(0) { $0 << 8 | Int($1) }
    file.replaceSubrange((start + 16)..<(start + 32), with: SHA256Digest(of: piece.prefix(length)).bytes.prefix(16))
    seal(&file, place)
  }

  /// Does all there is to do with a parity file; false where it is refused.
  static func use(_ bytes: [UInt8], _ budget: MemoryBudget) -> Bool {
    do throws(Fault) {
      let file = try ParityFile(parsing: ParityBytes(bytes), budget: budget)
      let parity = file.examineParity()
      let bad = Array(Set(stride(from: 0, to: min(file.geometry.blockCount, 5000), by: 7)))
      let plan = ParityPlan(file, badBlocks: bad, parity: parity)
      for member in file.members.indices.prefix(20) {
        var verifier = ParityVerifier(file, member: member)
        verifier.append([UInt8](repeating: 1, count: 10_000))
        _ = verifier.finish()
      }
      guard file.geometry.stripeCount < 10_000 else { return true }
      try ParityRepair(file, plan, parity: parity).run { _, _ throws(Fault) in
      } giving: { _, _ throws(Fault) in
      }
      return true
    } catch {
      return false
    }
  }
}
