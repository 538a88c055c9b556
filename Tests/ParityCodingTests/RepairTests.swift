import ByteCoding
import Foundation
import ParityCoding
import TestSupport
import Testing

/// Damage of every kind, repaired as far as the plan says, byte for byte.
@Suite struct RepairTests {
  static let sizes: [[Int]] = [
    [1], [4096], [4097], [0, 1, 0], [100, 5000, 0, 12_288], [4096 * 3], Array(repeating: 3000, count: 40), [4096 * 234], [4096 * 240 + 5],
    [1_000_000, 2_000_000, 17, 4096 * 300], [4096 * 3000 + 1, 4096 * 2000], Array(repeating: 70_000, count: 100),
  ]

  @Test(arguments: sizes.indices, [0, 100, 600, 1500, 3000])
  func everyRateOfDamageEndsAsPlanned(_ number: Int, _ overhead: Int) throws {
    let group = try Group(sizes: Self.sizes[number], overhead: overhead, seed: UInt64(number))
    let file = try group.opened()
    let blocks = file.geometry.blockCount
    #expect(file.members == group.members)
    #expect(file.byteCount == group.parity.count)
    #expect(group.badBlocks(file).isEmpty && file.examineParity().lost.isEmpty && file.lostIndexBlocks.isEmpty)
    var random = RepeatableRandomNumberGenerator(seed: UInt64(number * 7919 + overhead))
    for rate in [1, 2, 4, 6, 10, 20, 35] {
      var damaged = group
      var hurt: [Int] = []
      for block in 0..<blocks where random.below(100) < rate {
        damaged.damage(block: block, file)
        hurt.append(block)
      }
      for place in 0..<(group.parity.count / ParityBlock.size) where random.below(100) < rate { damaged.damageParity(fileBlock: place) }
      guard (try? damaged.opened())?.isIndexWhole == true else { continue }
      let plan = try damaged.repair(memory: rate % 2 == 0 ? 0 : 64 << 20)
      for block in 0..<blocks {
        let isSame = damaged.block(file, block) == group.block(file, block)
        #expect(isSame == !plan.unrepairable.contains(block), "\(block) of \(blocks) at \(rate) %, overhead \(overhead)")
      }
      if plan.unrepairable.isEmpty { #expect(damaged.files == group.files) }
    }
  }

  @Test func oneBlockOfTheSmallestGroupIsRepaired() throws {
    for sizes in Self.sizes where sizes.contains(where: { $0 > 0 }) {
      let group = try Group(sizes: sizes, overhead: 100)
      let file = try group.opened()
      for block in stride(from: 0, to: file.geometry.blockCount, by: max(1, file.geometry.blockCount / 7)) {
        var damaged = group
        damaged.damage(block: block, file)
        #expect(try damaged.repair().repairable == [block])
        #expect(damaged.files == group.files)
      }
    }
  }

  /// Runs of neighbours up to the number of stored rows a stripe are always repaired, wherever they begin.
  @Test func burstsAreRepaired() throws {
    let group = try Group(sizes: [4096 * 1700, 4096 * 800, 4096 * 2500 + 3])
    let file = try group.opened()
    let geometry = file.geometry
    let length = geometry.storedRows * geometry.stripeCount
    print("bursts: \(length) of \(geometry.blockCount) blocks, \(geometry)")
    #expect(length * 100 >= geometry.blockCount * 2)
    for start in stride(from: 0, to: geometry.blockCount, by: 611) {
      var damaged = group
      for block in start..<min(start + length, geometry.blockCount) { damaged.damage(block: block, file) }
      #expect(try damaged.repair(workers: 2).unrepairable.isEmpty)
      #expect(damaged.files == group.files)
    }
  }

  @Test func lostTruncatedAndExtendedFilesComeBack() throws {
    let sizes = Array(repeating: 4096 * 40 + 77, count: 50)
    let group = try Group(sizes: sizes)
    let file = try group.opened()
    for change in 0..<4 {
      var damaged = group
      switch change {
      case 0: damaged.files[17] = []
      case 1: damaged.files[49].removeLast(100_000)
      case 2: damaged.files[0] += [1, 2, 3]
      default: damaged.files[30].insert(9, at: 100_000)
      }
      let index = [17, 49, 0, 30][change]
      var verifier = ParityVerifier(file, member: index)
      verifier.append(damaged.files[index])
      let found = verifier.finish()
      #expect(found.isTruncated == (change < 2) && found.isExtended == (change > 1) && found.size == damaged.files[index].count)
      #expect(found.badBlocks.isEmpty == (change == 2))
      if change == 0 { #expect(found == ParityVerifier.missing(file, member: 17)) }
      #expect(try damaged.repair().unrepairable.isEmpty)
      #expect(damaged.files == group.files)
    }
  }

  @Test func unreadablePlacesAreBadBlocks() throws {
    let group = try Group(sizes: [50_000])
    var verifier = ParityVerifier(try group.opened(), member: 0)
    verifier.append(Array(group.files[0][..<10_000]))
    verifier.skipUnreadable(5_000)
    verifier.append(Array(group.files[0][15_000...]))
    let found = verifier.finish()
    #expect(found.badBlocks == [2, 3] && found.size == 50_000)
    var other = ParityVerifier(try group.opened(), member: 0)
    other.append(Array(group.files[0][..<10_000]))
    other.skipUnreadable(1 << 60)
    #expect(other.finish().badBlocks == Array(2...12))
  }

  /// A file of which a group covers only parts.
  @Test func partsOfFilesAreRepaired() throws {
    var random = RepeatableRandomNumberGenerator(seed: 8)
    let files = [Group.bytes(4096 * 100 + 50, &random), Group.bytes(4096 * 30, &random)]
    let members = [
      ParityMember(
        path: [0xFF, 0], size: files[0].count, digest: SHA256Digest(of: files[0]),
        extents: [ParityExtent(firstBlock: 3, count: 20), ParityExtent(firstBlock: 50, count: 51)]),
      ParityMember(path: [], size: files[1].count, digest: SHA256Digest(of: files[1]), extents: [ParityExtent(firstBlock: 29, count: 1)]),
    ]
    var group = try Group(sizes: [1])
    (group.files, group.members) = (files, members)
    group.parity = try Group.encode(members, files, overhead: 3000, chunk: 1000)
    let file = try group.opened()
    #expect(file.members == members && file.geometry.blockCount == 72)
    var damaged = group
    for index in [0, 5000, 4096 * 3, 4096 * 23, 4096 * 22, 4096 * 50, 4096 * 100 + 49] { damaged.files[0][index] ^= 1 }
    damaged.files[1][0] ^= 1
    damaged.files[1][4096 * 30 - 1] ^= 1
    #expect(damaged.badBlocks(file) == [0, 19, 20, 70, 71])
    let plan = try damaged.repair()
    #expect(plan.unrepairable.isEmpty)
    // What the group does not cover stays as it is.
    damaged.files[0][0] ^= 1
    damaged.files[0][5000] ^= 1
    damaged.files[0][4096 * 23] ^= 1
    damaged.files[1][0] ^= 1
    #expect(damaged.files == files)
  }

  /// Blocks that changed after they were examined spoil what is rebuilt from them; nothing wrong is handed on.
  @Test func lateChangesAreNoticed() throws {
    let group = try Group(sizes: [4096 * 100])
    let file = try group.opened()
    let parity = file.examineParity()
    let plan = ParityPlan(file, badBlocks: [7], parity: parity)
    var given = 0
    var code = ""
    do throws(Fault) {
      try ParityRepair(file, plan, parity: parity).run { block, buffer throws(Fault) in
        buffer.copyBytes(from: block == 50 ? [UInt8](repeating: 0, count: 4096) : group.block(file, block))
      } giving: { _, _ throws(Fault) in
        given += 1
      }
    } catch {
      code = error.code
    }
    #expect(code == "parity.digest" && given == 0)
  }
}
