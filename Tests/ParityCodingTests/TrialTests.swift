import ByteCoding
import Foundation
import ParityCoding
import TestSupport
import Testing

/// 4 % of an archive's 4 KiB blocks, parity file and all, damaged at random, many times over.
///
/// GLASSINE_PARITY_TRIALS=500 with GLASSINE_PARITY_MEGABYTES=300 is the full size; by default both are small.
@Suite struct TrialTests {
  private static func setting(_ name: String) -> Int? { ProcessInfo.processInfo.environment[name].flatMap { Int($0) } }

  /// So many different numbers below a bound.
  private static func draw(_ count: Int, below bound: Int, _ random: inout RepeatableRandomNumberGenerator) -> [Int] {
    var all = Array(0..<bound)
    for index in 0..<count { all.swapAt(index, index + random.below(bound - index)) }
    return Array(all.prefix(count))
  }

  /// Every block is rebuilt and compared.
  @Test func scatteredDamageOfFourPercentIsRepaired() throws {
    let trials = Self.setting("GLASSINE_PARITY_TRIALS") ?? 3
    let megabytes = Self.setting("GLASSINE_PARITY_MEGABYTES") ?? 90
    var random = RepeatableRandomNumberGenerator(seed: 4)
    var (sizes, rest) = ([Int](), megabytes << 20)
    while rest > 0 {
      sizes.append(min(rest, 1000 + random.below(30 << 20)))
      rest -= sizes[sizes.count - 1]
    }
    let group = try Group(sizes: sizes, workers: 2)
    let file = try group.opened()
    let (data, all) = (file.geometry.blockCount, file.geometry.blockCount + group.parity.count / ParityBlock.size)
    var (repaired, rebuilt) = (0, 0)
    for _ in 0..<trials {
      var damaged = group
      damaged.files = []
      for place in Self.draw(all * 4 / 100, below: all, &random) where place >= data { damaged.damageParity(fileBlock: place - data) }
      let bad = Self.draw(data * 4 / 100, below: data, &random)
      let opened = try damaged.opened()
      let parity = opened.examineParity(workers: 2)
      let plan = ParityPlan(opened, badBlocks: bad, parity: parity)
      var wrong = 0
      try ParityRepair(opened, plan, parity: parity, workers: 2).run { block, buffer throws(Fault) in
        buffer.copyBytes(from: group.block(file, block))
      } giving: { block, bytes throws(Fault) in
        rebuilt += 1
        if !bytes.elementsEqual(group.block(file, block)) { wrong += 1 }
      }
      #expect(wrong == 0)
      if plan.unrepairable.isEmpty, wrong == 0 { repaired += 1 }
    }
    let share = 100 * Double(group.parity.count) / Double(sizes.reduce(0, +))
    announce("PARITY: \(repaired) of \(trials) trials on \(megabytes) MiB repaired, \(rebuilt) blocks, overhead \(share) %")
    #expect(repaired == trials)
  }

  /// The plan alone, at full size: which is exact, as the other tests show.
  @Test(arguments: [1000, 5000, 20_000, 75_000, 1 << 18]) func plansForFourPercent(_ blocks: Int) throws {
    let trials = Self.setting("GLASSINE_PARITY_PLANS") ?? 100
    let member = ParityMember(path: Array("data/units/a.glsn".utf8), size: blocks * 4096, digest: SHA256Digest(of: []))
    let geometry = try ParityParameters().geometry(for: [member])
    var random = RepeatableRandomNumberGenerator(seed: UInt64(blocks))
    for (hundredths, isAlways) in [(200, blocks >= 5000), (300, blocks >= 20_000), (400, blocks >= 20_000), (420, false), (440, false)] {
      var whole = 0
      for _ in 0..<trials {
        let all = blocks + geometry.parityCount
        let places = Self.draw(all * hundredths / 10_000, below: all, &random)
        let plan = ParityPlan(
          geometry: geometry, badBlocks: places.filter { $0 < blocks }, lostParity: places.filter { $0 >= blocks }.map { $0 - blocks })
        if plan.unrepairable.isEmpty { whole += 1 }
      }
      announce("PARITY PLANS: \(whole) of \(trials) with \(hundredths)/100 % of \(blocks) blocks damaged are repairable")
      if isAlways { #expect(whole == trials) }
    }
  }
}
