import EntropyCoding
import Foundation
import Testing

@Suite struct ScaleTableTests {
  @Test func scalesAndReciprocalsArePowersOfTwo() {
    #expect(ScaleTable.scales.count == ScaleTable.count && ScaleTable.reciprocals.count == ScaleTable.count)
    #expect(ScaleTable.largest == ScaleTable.count - 1)
    for code in 0..<ScaleTable.count {
      let scale = exp2(Double(code) / 16)
      #expect(abs(Double(ScaleTable.scales[code]) / 256 / scale - 1) < 1 / 256.0, "code \(code)")
      #expect(abs(Double(ScaleTable.reciprocals[code]) * scale / exp2(36) - 1) < 1e-4, "code \(code)")
    }
    for codes in [ScaleTable.scales, ScaleTable.reciprocals.reversed()] {
      for (left, right) in zip(codes, codes.dropFirst()) { #expect(left < right) }
    }
  }

  @Test func sixteenthsAreStraightBetweenPowers() {
    var values = Array(Int32(1)...5000)
    for power in 12..<24 { values += [-1, 0, 1].map { Int32(1 << power) + $0 } }
    for value in values {
      let power = 31 - value.leadingZeroBitCount
      let expected = Int32(power * 16) + Int32((Int64(value) * 16) >> Int64(power)) - 16
      #expect(ScaleTable.sixteenths(value) == expected, "\(value)")
      // 16 log2(1 + f) is at most 1.38 away from 16 f.
      #expect(abs(Double(ScaleTable.sixteenths(value)) - 16 * log2(Double(value))) < 2.4)
    }
  }

  @Test func sixteenthsOfAnythingAreCodes() {
    for value in [Int32.min, -1, 0, 1] { #expect(ScaleTable.sixteenths(value) == 0) }
    for value in [0xff_ffff, 0x100_0000, 1 << 29, Int32.max] { #expect(ScaleTable.sixteenths(value) == 23 * 16 + 15) }
  }
}
