import CanonCRW
import TestSupport

extension ReferenceRecord {
  /// What samples are like.
  enum Content: CaseIterable {
    case smooth, noise, flat, sparse, extreme
  }

  /// A random record with everything that a record may have.
  static func random(_ random: inout RepeatableRandomNumberGenerator, width: Int, height: Int) -> ReferenceRecord {
    var record = ReferenceRecord(width: width, height: height, table: random.below(3), hasLowBits: random.below(2) == 0)
    record.fill(Content.allCases[random.below(Content.allCases.count)], &random)
    if random.below(2) == 0 { record.ways = (0..<record.blockCount).map { _ in Way.allCases[random.below(Way.allCases.count)] } }
    if random.below(3) == 0 { record.preamble = random.bytes(514) }
    if random.below(3) == 0 { record.preamble[random.below(514)] = 9 }
    record.padding = random.below(2) == 0 ? 0xFF : UInt8(random.below(256))
    switch random.below(3) {
    case 0: record.tail = []
    case 1: record.tail = random.bytes(random.below(9))
    default: break
    }
    return record
  }

  mutating func fill(_ content: Content, _ random: inout RepeatableRandomNumberGenerator) {
    let flat = UInt16(random.below(top + 1))
    samples = (0..<(width * height)).map { index in
      switch content {
      case .flat: flat
      case .noise: UInt16(random.below(top + 1))
      case .sparse: random.below(30) == 0 ? UInt16(random.below(top + 1)) : flat
      // As far from one another as can be, in any order.
      case .extreme: random.below(2) == 0 ? 0 : UInt16(top)
      case .smooth: UInt16(min(top, max(0, top / 3 + (index % width) * top / (3 * width) + random.below(9) - 4)))
      }
    }
    // Behind the last whole block there are low bits only.
    for index in (blockCount * 64)..<samples.count { samples[index] &= hasLowBits ? 3 : 0 }
  }
}
