/// The adaptive arithmetic models of a plane: for each context, how often the bins of the logistic table came up.
///
/// A context starts with the logistic distribution's own masses and learns where the samples truly fall: scale, shape and skew. Each model
/// is a table of `LogisticTable.binCount` + 1 cumulative frequencies out of 2^16. Frequencies are renewed after 8, 16, 32 and then every 64
/// samples of a context, and counts are halved past a limit so that old samples fade.
@frozen
public struct AdaptiveModels: ~Copyable {
  /// How far the tables of two contexts lie apart.
  public static var stride: Int { @inlinable @inline(__always) get { 32 } }
  private static let startWeight: UInt32 = 40
  /// What one sample counts.
  public static var increment: UInt32 { @inlinable @inline(__always) get { 64 } }
  private static let limit: UInt32 = 64 * 16384

  /// How many contexts there are.
  public let contexts: Int
  /// [context * stride + bin]: cumulative frequencies, bin 0 at 0, bin 26 at 2^16.
  public let cumulative: UnsafeMutablePointer<UInt32>
  /// 2^32 divided by the frequency of each bin: only for guesses.
  public let shares: UnsafeMutablePointer<UInt32>
  /// [context * 64 + place / 2^10]: the bin that holds a place's thousandth, where a search for it starts.
  public let starts: UnsafeMutablePointer<UInt8>
  /// [context * stride + bin]: how often each bin came up, in increments.
  public let counts: UnsafeMutablePointer<UInt32>
  /// Samples of each context until its frequencies are renewed.
  public let untilRenewal: UnsafeMutablePointer<Int32>
  /// Samples of each context between renewals.
  public let interval: UnsafeMutablePointer<Int32>

  /// So many contexts, each with the logistic distribution's own masses.
  public init(contexts: Int) {
    self.contexts = contexts
    cumulative = .allocate(capacity: contexts * Self.stride)
    counts = .allocate(capacity: contexts * Self.stride)
    shares = .allocate(capacity: contexts * Self.stride)
    starts = .allocate(capacity: contexts * 64)
    untilRenewal = .allocate(capacity: contexts)
    interval = .allocate(capacity: contexts)
    let masses = LogisticTable.shared.masses
    for context in 0..<contexts {
      for bin in 0..<Self.stride {
        counts[context * Self.stride + bin] =
          bin < LogisticTable.binCount ? max(1, (masses[bin] * Self.startWeight * Self.increment) >> 16) : 0
        cumulative[context * Self.stride + bin] = 1 << 16
        shares[context * Self.stride + bin] = 0
      }
      untilRenewal[context] = 8
      interval[context] = 8
      renew(context)
    }
  }

  deinit {
    cumulative.deallocate()
    counts.deallocate()
    shares.deallocate()
    starts.deallocate()
    untilRenewal.deallocate()
    interval.deallocate()
  }

  /// The bin of a context that holds a place in 0..<2^16.
  @inlinable @inline(__always)
  public func bin(_ place: UInt32, context: Int) -> Int {
    let table = cumulative + context &* Self.stride
    var bin = Int(starts[context &* 64 &+ Int(place &>> 10)])
    while table[bin &+ 1] <= place { bin &+= 1 }
    return bin
  }

  /// Learns that a sample of this context fell into a bin.
  @inlinable @inline(__always)
  public mutating func learn(context: Int, bin: Int) {
    counts[context &* Self.stride &+ bin] &+= Self.increment
    untilRenewal[context] &-= 1
    if untilRenewal[context] == 0 { relearn(context) }
  }

  /// Renews the frequencies of a context and sets its next interval.
  @inline(never)
  public mutating func relearn(_ context: Int) {
    interval[context] = min(interval[context] * 2, 64)
    untilRenewal[context] = interval[context]
    renew(context)
  }

  /// Turns counts into frequencies; every bin keeps at least one part in 2^16.
  private mutating func renew(_ context: Int) {
    let counts = counts + context * Self.stride
    let cumulative = cumulative + context * Self.stride
    var total: UInt32 = 0
    for bin in 0..<LogisticTable.binCount { total += counts[bin] }
    if total > Self.limit {
      total = 0
      for bin in 0..<LogisticTable.binCount {
        counts[bin] = counts[bin] - counts[bin] >> 1
        total += counts[bin]
      }
    }
    let shared = UInt64((1 << 16) - LogisticTable.binCount)
    var sum: UInt64 = 0
    for bin in 0..<LogisticTable.binCount {
      cumulative[bin] = UInt32(sum * shared / UInt64(total)) + UInt32(bin)
      sum += UInt64(counts[bin])
    }
    cumulative[LogisticTable.binCount] = 1 << 16
    let shares = shares + context * Self.stride
    let starts = starts + context * 64
    var slot: UInt32 = 0
    for bin in 0..<LogisticTable.binCount {
      shares[bin] = UInt32.max / (cumulative[bin + 1] - cumulative[bin])
      while slot << 10 < cumulative[bin + 1] {
        starts[Int(slot)] = UInt8(bin)
        slot += 1
      }
    }
  }
}
