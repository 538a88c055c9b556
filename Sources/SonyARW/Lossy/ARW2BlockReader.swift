/// Reads blocks to samples, and keeps what the samples do not tell.
struct ARW2BlockReader {
  private(set) var ties = TiedPlaces()
  private(set) var oddBlocks: [ARW2Remainder.OddBlock] = []
  /// The number of the next block.
  private var number = 0

  /// Reads a row of `width` bytes to `width` samples.
  mutating func read(_ bytes: UnsafePointer<UInt8>, _ width: Int, into row: UnsafeMutablePointer<UInt16>) {
    withUnsafeTemporaryAllocation(of: UInt16.self, capacity: 16) { steps in
      // Sixteen elements have an address.
      guard let steps = steps.baseAddress else { return }
      steps.initialize(repeating: 0, count: 16)
      for column in stride(from: 0, to: width, by: 32) {
        for parity in 0..<2 {
          let place = column &+ 16 &* parity
          if !Self.readRegular(ARW2Block(bytes + place), row + (column &+ parity), steps, &ties) {
            let following = place &+ 16 < width ? bytes[place &+ 16] : 0
            readOdd(ARW2Block(bytes + place), following: following, row + (column &+ parity))
          }
          number &+= 1
        }
      }
    }
  }

  /// Reads a block whose maximum is the largest sample and whose minimum the smallest; false, after any samples, where they are not.
  @inline(__always)
  private static func readRegular(
    _ block: ARW2Block, _ target: UnsafeMutablePointer<UInt16>, _ steps: UnsafeMutablePointer<UInt16>, _ ties: inout TiedPlaces
  ) -> Bool {
    let (maximum, minimum) = (block.maximum, block.minimum)
    let (maximumPlace, minimumPlace) = (block.maximumPlace, block.minimumPlace)
    let span = maximum &- minimum
    guard maximumPlace != minimumPlace, span >= 0 else { return false }
    let shift = ARW2Block.shift(span)
    let (before, after) = (min(maximumPlace, minimumPlace), max(maximumPlace, minimumPlace))
    var (first, last) = (block.firstSteps, block.lastSteps)
    for index in 0..<7 {
      steps[index] = UInt16(truncatingIfNeeded: first & 0x7F)
      steps[index &+ 7] = UInt16(truncatingIfNeeded: last & 0x7F)
      first &>>= 7
      last &>>= 7
    }
    var (most, least): (UInt16, UInt16) = (0, 0x7F)
    for index in 0..<14 {
      most = max(most, steps[index])
      least = min(least, steps[index])
    }
    let top = Int(most) &<< shift
    guard top <= span else { return false }
    for index in 0..<14 {
      let place = index &+ (index >= before ? 1 : 0) &+ (index &+ 1 >= after ? 1 : 0)
      target[2 &* place] = UInt16(truncatingIfNeeded: minimum &+ Int(steps[index]) &<< shift)
    }
    target[2 &* maximumPlace] = UInt16(truncatingIfNeeded: maximum)
    target[2 &* minimumPlace] = UInt16(truncatingIfNeeded: minimum)
    if top == span { addTie(target, maximumPlace, PlaceCoder.Kind(isMinimum: false, shift: shift), nil, &ties) }
    if least == 0 { addTie(target, minimumPlace, PlaceCoder.Kind(isMinimum: true, shift: shift), maximumPlace, &ties) }
    return true
  }

  /// Notes the choice of a place that others share; the maximum's place cannot be the minimum's.
  @inline(never)
  private static func addTie(
    _ samples: UnsafeMutablePointer<UInt16>, _ chosen: Int, _ kind: PlaceCoder.Kind, _ taken: Int?, _ ties: inout TiedPlaces
  ) {
    let value = samples[2 &* chosen]
    var places: UInt16 = 0
    for place in 0..<16 where samples[2 &* place] == value && place != taken { places |= 1 &<< UInt16(truncatingIfNeeded: place) }
    if places.nonzeroBitCount > 1 { ties.add(chosen, among: places, kind: kind) }
  }

  /// Reads any block, as LibRaw does: samples above the largest code are cut, and where both places are one, the last sample's step lies in
  /// the byte behind the block (0 behind the row).
  @inline(never)
  private mutating func readOdd(_ block: ARW2Block, following: UInt8, _ target: UnsafeMutablePointer<UInt16>) {
    let (maximumPlace, minimumPlace) = (block.maximumPlace, block.minimumPlace)
    let shift = ARW2Block.shift(block.maximum - block.minimum)
    var isCut = false
    var next = 0
    for place in 0..<16 {
      var value: Int
      if place == maximumPlace {
        value = block.maximum
      } else if place == minimumPlace {
        value = block.minimum
      } else {
        let steps = next < 7 ? block.firstSteps >> UInt64(7 * next) : block.lastSteps >> UInt64(7 * (next - 7))
        value = block.minimum + Int(truncatingIfNeeded: next < 14 ? steps & 0x7F : UInt64(following & 0x7F)) << shift
        next += 1
      }
      if value > ARW2Block.top { (value, isCut) = (ARW2Block.top, true) }
      target[2 * place] = UInt16(truncatingIfNeeded: value)
    }
    if isCut || maximumPlace == minimumPlace {
      oddBlocks.append(.init(block: number, places: 0, low: block.low, high: block.high))
    } else {
      oddBlocks.append(.init(block: number, places: UInt8(truncatingIfNeeded: maximumPlace << 4 | minimumPlace)))
    }
  }
}
