/// Codes samples by a logistic distribution about a prediction, reshaped by the adaptive models of a plane.
///
/// The distribution gives a share in each bin, the model of the context the bin's frequency: together a cumulative frequency for every
/// edge between two numbers, in integers. A decoder guesses the number from the inverse and then finds it exactly by those frequencies.
@frozen
public struct SampleModel: ~Copyable {
  /// The numbers that are told apart.
  public let alphabet: SampleAlphabet
  /// How often bins came up, by context.
  public var models: AdaptiveModels
  /// The logistic table's steps.
  public let steps: UnsafeMutablePointer<LogisticTable.Step>
  /// The logistic table's positions by share.
  public let inverse: UnsafeMutablePointer<Int32>
  /// `ScaleTable.reciprocals`.
  public let reciprocals: UnsafeMutablePointer<Int64>
  /// `ScaleTable.scales`.
  public let scales: UnsafeMutablePointer<Int64>
  /// The cells' lower edges, where they are not equal.
  public let edges: UnsafeMutablePointer<Int32>?
  /// For each number from the lowest on, the index whose cell its middle falls into.
  public let indices: UnsafeMutablePointer<UInt16>?
  /// The numbers in use, where not all are.
  public let numbers: UnsafeMutablePointer<UInt16>?
  /// The largest number less the smallest.
  public let span: Int
  /// How many numbers are in use.
  public let count: Int
  /// What the distribution shares out of 2^26.
  public let shared: UInt64
  /// What every number has of 2^26 besides.
  public let floor: UInt32
  /// The lower edge of the smallest number's cell in 1/16.
  public let first16: Int64
  /// The place in 2^16 of the sample's stretch that is learned next.
  public var dither: UInt32 = 0

  /// A model that has learned nothing.
  public init(alphabet: SampleAlphabet, contexts: Int) {
    self.alphabet = alphabet
    models = AdaptiveModels(contexts: contexts)
    steps = Self.copy(LogisticTable.shared.steps)
    inverse = Self.copy(LogisticTable.shared.inverse)
    reciprocals = Self.copy(ScaleTable.reciprocals)
    scales = Self.copy(ScaleTable.scales)
    edges = alphabet.edges.map { Self.copy($0) }
    indices = alphabet.indices.map { Self.copy($0) }
    numbers = alphabet.numbers.map { Self.copy($0) }
    count = alphabet.count
    shared = alphabet.shared
    floor = alphabet.floor
    span = alphabet.highest - alphabet.lowest
    first16 = Int64(alphabet.lowest) * 16 - 8
  }

  deinit {
    steps.deallocate()
    inverse.deallocate()
    reciprocals.deallocate()
    scales.deallocate()
    edges?.deallocate()
    indices?.deallocate()
    numbers?.deallocate()
  }

  private static func copy<Element>(_ array: [Element]) -> UnsafeMutablePointer<Element> {
    let pointer = UnsafeMutablePointer<Element>.allocate(capacity: array.count)
    pointer.initialize(from: array, count: array.count)
    return pointer
  }

  /// What lies below the lower edge of a number, out of 2^26, by the distribution alone.
  @inlinable @inline(__always)
  public func below(_ index: Int, mean16: Int64, reciprocal: Int64, table: UnsafeMutablePointer<UInt32>) -> UInt32 {
    if index <= 0 { return 0 }
    if index >= count { return 1 &<< 26 }
    let edge = if let edges { Int64(edges[index]) } else { first16 &+ Int64(index) &* 16 }
    let position =
      min(max(((edge &- mean16) &* reciprocal) &>> 24, 0 &- LogisticTable.reach), LogisticTable.reach &- 1) &+ LogisticTable.reach
    let step = steps[Int(position &>> 6)]
    let share = step.base &+ (step.slope &* UInt32(truncatingIfNeeded: position & 63)) &>> 6
    let low = table[Int(step.bin)]
    let width = table[Int(step.bin) &+ 1] &- low
    let whole = UInt64(low) &<< 16 &+ UInt64(width) &* UInt64(share)
    return UInt32(truncatingIfNeeded: (whole &* shared) &>> 32) &+ UInt32(truncatingIfNeeded: index) &* floor
  }

  /// Learns the bin of a place inside the sample's stretch that moves from sample to sample, so that over many samples each bin of a
  /// wide stretch gets its part.
  @inlinable @inline(__always)
  public mutating func learn(context: Int, start: UInt32, end: UInt32) {
    dither = (dither &+ 40_503) & 0xffff
    let place = start &+ UInt32(truncatingIfNeeded: (UInt64(end &- start) &* UInt64(dither)) &>> 16)
    models.learn(context: context, bin: models.bin(place &>> 10, context: context))
  }

  /// Codes the number at `index` of the alphabet; `mean16` in 1/16 numbers, `scale` a code of `ScaleTable`.
  @inlinable @inline(__always)
  public mutating func encode(_ index: Int, mean16: Int64, scale: Int, context: Int, to encoder: inout RangeEncoder) {
    let table = models.cumulative + context &* AdaptiveModels.stride
    let reciprocal = reciprocals[scale]
    let start = below(index, mean16: mean16, reciprocal: reciprocal, table: table)
    let end = below(index &+ 1, mean16: mean16, reciprocal: reciprocal, table: table)
    encoder.encode(start: start, size: end &- start)
    learn(context: context, start: start, end: end)
  }

  /// The number that was coded with the same prediction.
  @inlinable @inline(__always)
  public mutating func decodeNumber(mean16: Int64, scale: Int, context: Int, from decoder: inout RangeDecoder) -> Int {
    let index = decode(mean16: mean16, scale: scale, context: context, from: &decoder)
    return if let numbers { Int(numbers[index]) } else { alphabet.lowest &+ index }
  }

  /// The index in the alphabet of the number that was coded with the same prediction.
  @inlinable @inline(__always)
  public mutating func decode(mean16: Int64, scale: Int, context: Int, from decoder: inout RangeDecoder) -> Int {
    let table = models.cumulative + context &* AdaptiveModels.stride
    let reciprocal = reciprocals[scale]
    let target = decoder.target()
    let bin = models.bin(target &>> 10, context: context)
    let inside = (target &<< 6) &- (table[bin] &<< 16)
    let share = UInt32(truncatingIfNeeded: (UInt64(inside) &* UInt64(models.shares[context &* AdaptiveModels.stride &+ bin])) &>> 32)
    let node = inverse + (bin &* (LogisticTable.inverseSteps &+ 1) &+ Int(min(share &>> 12, 15)))
    let position = Int64(node[0]) &+ (Int64(node[1] &- node[0]) &* Int64(share & 4095)) &>> 12
    let guess16 = mean16 &+ (position &* scales[scale]) &>> 20
    var index = min(max(Int((guess16 &- first16) &>> 4), 0), span)
    if let indices { index = Int(indices[index]) }
    var start = below(index, mean16: mean16, reciprocal: reciprocal, table: table)
    var end: UInt32
    if target < start {
      end = start
      start = below(index &- 1, mean16: mean16, reciprocal: reciprocal, table: table)
      index &-= 1
      if target < start { (index, start, end) = search(target, mean16, reciprocal, table, low: 0, high: index) }
    } else {
      end = below(index &+ 1, mean16: mean16, reciprocal: reciprocal, table: table)
      if target >= end {
        start = end
        index &+= 1
        end = below(index &+ 1, mean16: mean16, reciprocal: reciprocal, table: table)
        if target >= end { (index, start, end) = search(target, mean16, reciprocal, table, low: index &+ 1, high: count) }
      }
    }
    decoder.consume(start: start, size: end &- start)
    learn(context: context, start: start, end: end)
    return index
  }

  /// The index in low..<high whose stretch holds the target, by bisection.
  @inline(never)
  public func search(
    _ target: UInt32, _ mean16: Int64, _ reciprocal: Int64, _ table: UnsafeMutablePointer<UInt32>, low: Int, high: Int
  ) -> (Int, UInt32, UInt32) {
    var (low, high) = (low, high)
    while high - low > 1 {
      let middle = (low + high) / 2
      if below(middle, mean16: mean16, reciprocal: reciprocal, table: table) <= target { low = middle } else { high = middle }
    }
    return (
      low, below(low, mean16: mean16, reciprocal: reciprocal, table: table),
      below(low + 1, mean16: mean16, reciprocal: reciprocal, table: table)
    )
  }
}
