internal import ByteCoding

/// Writes samples as blocks, by the rule and by what a remainder says.
struct ARW2BlockWriter {
  private let remainder: ARW2Remainder
  private var places = PlaceCoder()
  private var choices: BinaryInterval.Input
  /// The number of the next block, and the next odd one.
  private var number = 0
  private var odd = 0
  private var nextOdd: Int

  init(_ remainder: ARW2Remainder) {
    self.remainder = remainder
    choices = BinaryInterval.Input(remainder.choices)
    nextOdd = remainder.oddBlocks.first?.block ?? -1
  }

  /// Whether all of the remainder was used.
  var isDone: Bool { odd == remainder.oddBlocks.count && (remainder.choices.isEmpty || choices.position == remainder.choices.count) }

  /// Writes a row of `width` samples as `width` bytes.
  mutating func write(_ row: UnsafePointer<UInt16>, _ width: Int, into bytes: UnsafeMutablePointer<UInt8>) throws(Fault) {
    var isExact = true
    var met: UInt16 = 0
    for column in 0..<width { met |= row[column] }
    guard met <= UInt16(ARW2Block.top) else { throw Self.unfit(number) }
    for column in stride(from: 0, to: width, by: 32) {
      for parity in 0..<2 {
        let (samples, target) = (row + (column &+ parity), bytes + (column &+ 16 &* parity))
        if number == nextOdd {
          isExact = try writeOdd(samples, into: target) && isExact
        } else {
          isExact = writeRegular(samples, into: target) && isExact
        }
        number &+= 1
      }
    }
    guard isExact else { throw Self.unfit(number) }
  }

  private static func unfit(_ block: Int) -> Fault {
    .damaged("arw.samples", "samples cannot stand together in one block", at: "before block \(block)")
  }

  /// Writes a block by the rule; false where its samples do not come back from it.
  @inline(__always)
  private mutating func writeRegular(_ samples: UnsafePointer<UInt16>, into target: UnsafeMutablePointer<UInt8>) -> Bool {
    // A sample and its place in one number: the extremes of these are those of the samples, at their first or last place.
    var (lastMost, firstMost): (Int16, Int16) = (0, 0)
    var (firstLeast, lastLeast): (Int16, Int16) = (.max, .max)
    for place in 0..<16 as Range<Int16> {
      let rising = Int16(bitPattern: samples[2 &* Int(place)]) &<< 4 | place
      let falling = rising ^ 15
      lastMost = max(lastMost, rising)
      firstMost = max(firstMost, falling)
      firstLeast = min(firstLeast, rising)
      lastLeast = min(lastLeast, falling)
    }
    let (maximum, minimum) = (Int(lastMost &>> 4), Int(firstLeast &>> 4))
    var maximumPlace = Int(lastMost & 15)
    var minimumPlace = Int(firstLeast & 15)
    if lastMost ^ firstMost != 15 || firstLeast ^ lastLeast != 15 {
      (maximumPlace, minimumPlace) = chosenPlaces(samples, maximum, minimum)
    }
    return Self.store(samples, maximumPlace, minimumPlace, into: target)
  }

  /// The places of extremes of which one at least has several.
  @inline(never)
  private mutating func chosenPlaces(_ samples: UnsafePointer<UInt16>, _ maximum: Int, _ minimum: Int) -> (Int, Int) {
    var (most, least): (UInt16, UInt16) = (0, 0)
    for place in 0..<16 {
      if Int(samples[2 &* place]) == maximum { most |= 1 &<< UInt16(truncatingIfNeeded: place) }
      if Int(samples[2 &* place]) == minimum { least |= 1 &<< UInt16(truncatingIfNeeded: place) }
    }
    let shift = ARW2Block.shift(maximum - minimum)
    let maximumPlace = choice(most, .init(isMinimum: false, shift: shift), remainder.maximumIsLast)
    let others = least & ~(1 << UInt16(maximumPlace))
    return (maximumPlace, choice(others, .init(isMinimum: true, shift: shift), remainder.minimumIsLast))
  }

  private mutating func choice(_ candidates: UInt16, _ kind: PlaceCoder.Kind, _ fromLast: Bool) -> Int {
    if remainder.choices.isEmpty || candidates.nonzeroBitCount < 2 { return PlacesLeft.first(candidates, fromLast: fromLast) }
    return places.decode(among: candidates, kind: kind, fromLast: fromLast, from: &choices)
  }

  /// Writes a block with the maximum and the minimum at given, different places; false where its samples do not come back from it.
  @inline(__always)
  private static func store(
    _ samples: UnsafePointer<UInt16>, _ maximumPlace: Int, _ minimumPlace: Int, into target: UnsafeMutablePointer<UInt8>
  ) -> Bool {
    let (maximum, minimum) = (Int(samples[2 &* maximumPlace]), Int(samples[2 &* minimumPlace]))
    let shift = ARW2Block.shift(maximum &- minimum)
    let (before, after) = (min(maximumPlace, minimumPlace), max(maximumPlace, minimumPlace))
    var (first, last): (UInt64, UInt64) = (0, 0)
    var lost = 0
    for index in 0..<14 {
      let place = index &+ (index >= before ? 1 : 0) &+ (index &+ 1 >= after ? 1 : 0)
      let above = Int(samples[2 &* place]) &- minimum
      let step = above &>> shift
      // What is more than seven bits, or negative, is lost, as is what the shift drops.
      lost |= (step & ~0x7F) | (above &- step &<< shift)
      let field = UInt64(truncatingIfNeeded: step & 0x7F)
      if index < 7 {
        first |= field &<< UInt64(truncatingIfNeeded: 7 &* index)
      } else {
        last |= field &<< UInt64(truncatingIfNeeded: 7 &* index &- 49)
      }
    }
    ARW2Block(
      maximum: maximum, minimum: minimum, maximumPlace: maximumPlace, minimumPlace: minimumPlace, firstSteps: first, lastSteps: last
    ).store(target)
    return lost == 0
  }

  /// Writes the next odd block.
  @inline(never)
  private mutating func writeOdd(_ samples: UnsafePointer<UInt16>, into target: UnsafeMutablePointer<UInt8>) throws(Fault) -> Bool {
    let block = remainder.oddBlocks[odd]
    odd += 1
    nextOdd = odd < remainder.oddBlocks.count ? remainder.oddBlocks[odd].block : -1
    guard block.places != 0 else {
      ARW2Block(low: block.low, high: block.high).store(target)
      return true
    }
    let (maximumPlace, minimumPlace) = (Int(block.places >> 4), Int(block.places & 15))
    guard maximumPlace != minimumPlace else { throw ARW2Remainder.foreign }
    return Self.store(samples, maximumPlace, minimumPlace, into: target)
  }
}
