import EntropyCoding
import TestSupport
import Testing

/// Whatever intervals were coded come back, from as many bytes as their probabilities say.
@Suite struct RangeCoderTests {
  private static let total: UInt32 = 1 << 26

  struct Interval: Hashable {
    var start: UInt32
    var size: UInt32
  }

  /// Codes intervals, finds each again, and gives the bytes.
  @discardableResult
  private func check(_ intervals: [Interval], _ name: String = "") -> [UInt8] {
    var encoder = RangeEncoder()
    for interval in intervals { encoder.encode(start: interval.start, size: interval.size) }
    let bytes = encoder.finish()
    bytes.withUnsafeBufferPointer { buffer in
      var decoder = RangeDecoder(buffer)
      for (place, interval) in intervals.enumerated() {
        let target = decoder.target()
        guard target >= interval.start, target - interval.start < interval.size else {
          Issue.record("\(name): interval \(place) of \(intervals.count), target \(target), \(interval)")
          return
        }
        decoder.consume(start: interval.start, size: interval.size)
      }
      let isAtEnd = decoder.isAtEnd
      #expect(isAtEnd, "\(name): \(intervals.count) intervals, \(bytes.count) bytes")
    }
    return bytes
  }

  @Test func nothingAtAll() {
    #expect(check([]).isEmpty)
  }

  @Test(arguments: [0, 1, 2, 3, 4, 5, 7, 8, 100, 5000]) func rareIntervals(_ count: Int) {
    for start in [0, 1, Self.total / 2, Self.total - 2, Self.total - 1] {
      let bytes = check(Array(repeating: Interval(start: start, size: 1), count: count), "start \(start)")
      #expect(bytes.count <= count * 27 / 8 + 16)
    }
  }

  @Test(arguments: [1, 10, 1000, 100_000]) func frequentIntervals(_ count: Int) {
    for interval in [Interval(start: 0, size: Self.total - 1), .init(start: 1, size: Self.total - 1), .init(start: 0, size: Self.total)] {
      let bytes = check(Array(repeating: interval, count: count), "\(interval)")
      #expect(bytes.count <= 16 + count / 1000)
    }
  }

  /// A stream of zeros to its end: a black tile. An encoder may leave away no more zeros than a decoder knows of.
  @Test func lowestIntervalsOnly() {
    var random = RepeatableRandomNumberGenerator(seed: 1)
    for count in 0...300 {
      for size in [1, 1 << 10, 1 << 20, 1 << 25, (1 << 26) - (1 << 14)] as [UInt32] {
        check(Array(repeating: Interval(start: 0, size: size), count: count), "size \(size)")
        let start = (0..<5).map { _ in Interval(start: UInt32(random.below(1 << 25)), size: 1 << 20) }
        check(start + Array(repeating: Interval(start: 0, size: size), count: count), "size \(size) after others")
      }
    }
  }

  @Test func highestIntervalsOnly() {
    for count in 0...300 {
      for size in [1, 1 << 10, 1 << 20, 1 << 25] as [UInt32] {
        check(Array(repeating: Interval(start: Self.total - size, size: size), count: count), "size \(size)")
      }
    }
  }

  @Test(arguments: 0..<40 as Range<UInt64>) func randomIntervals(_ seed: UInt64) {
    var random = RepeatableRandomNumberGenerator(seed: seed)
    var bits = 0
    let intervals = (0..<(1 + random.below(5000))).map { _ in
      // Sizes of every magnitude, at the ends as often as between.
      let power = random.below(27)
      bits += 26 - power
      let size = max(1, min(Self.total, UInt32(1 << power)))
      let last = Int(Self.total - size)
      let start = [0, last, random.below(last + 1), random.below(last + 1)][random.below(4)]
      return Interval(start: UInt32(start), size: size)
    }
    let bytes = check(intervals)
    #expect(bytes.count * 8 <= bits + bits / 50 + 128)
  }

  /// Ranges that lie on both sides of a carry, again and again: they are what a carry-less coder has to cut.
  @Test func intervalsAboutTheMiddle() {
    for half in [1, 2, 3, 100, 1 << 12, 1 << 20] as [UInt32] {
      for shift in [0, 1, half - 1] {
        let interval = Interval(start: Self.total / 2 - half + shift, size: 2 * half - shift)
        for count in [1, 2, 10, 3000] { check(Array(repeating: interval, count: count), "\(interval)") }
      }
    }
  }

  @Test(arguments: 0..<40 as Range<UInt64>) func anyBytesDecodeToSomething(_ seed: UInt64) {
    var random = RepeatableRandomNumberGenerator(seed: seed)
    let bytes = seed == 0 ? [] : random.bytes(random.below(200)).map { seed % 3 == 0 ? $0 & 1 : seed % 3 == 1 ? $0 | 0xfe : $0 }
    bytes.withUnsafeBufferPointer { buffer in
      var decoder = RangeDecoder(buffer)
      for _ in 0..<2000 {
        let target = decoder.target()
        #expect(target < Self.total)
        let size = UInt32(1) << UInt32(random.below(27))
        decoder.consume(start: target / size * size, size: size)
      }
    }
  }

  @Test func whatLiesBehindTheStreamIsNoticed() {
    let bytes = check((0..<100).map { Interval(start: UInt32($0) * 1000, size: 1 << 18) })
    (bytes + [UInt8](repeating: 7, count: 40)).withUnsafeBufferPointer { buffer in
      var decoder = RangeDecoder(buffer)
      for number in 0..<100 {
        _ = decoder.target()
        decoder.consume(start: UInt32(number) * 1000, size: 1 << 18)
      }
      let isAtEnd = decoder.isAtEnd
      #expect(!isAtEnd)
    }
  }
}
