/// Powers of two in sixteenths of an octave, and their reciprocals, made by integer arithmetic alone.
///
/// A scale code c stands for a logistic scale of 2^(c / 16) sixteenths of a number: 0 is 1/16, 64 is 1, 336 is past all of 16 bits.
public enum ScaleTable {
  /// How many codes there are.
  public static var count: Int { @inlinable @inline(__always) get { 352 } }
  /// The largest code.
  public static var largest: Int { @inlinable @inline(__always) get { 351 } }
  /// 2^(i/16) in units of 2^-30, rounded to nearest.
  private static let sixteenths: [UInt64] = [
    1_073_741_824, 1_121_280_436, 1_170_923_762, 1_222_764_986, 1_276_901_417, 1_333_434_672, 1_392_470_869, 1_454_120_821,
    1_518_500_250, 1_585_730_000, 1_655_936_265, 1_729_250_827, 1_805_811_301, 1_885_761_398, 1_969_251_188, 2_056_437_387,
  ]

  /// The scale of every code in 1/16 of a number, in units of 2^-8.
  public static let scales: [Int64] = (0..<count).map { code in Int64((sixteenths[code & 15] << UInt64(code >> 4)) >> 22) }

  /// 2^(24 + 12) / scale of every code, rounded down: a distance in 1/16 numbers times this, shifted right by 24, is in units of 2^-12
  /// of the scale.
  public static let reciprocals: [Int64] = (0..<count).map { code in
    let unit: UInt64 = (1 << 62) / sixteenths[code & 15]
    return Int64((unit << 4) >> UInt64(code >> 4))
  }

  /// The logarithm to base 2 of a positive number, in sixteenths, straight between powers of two: 16 log2(1 + f) is taken as 16 f.
  ///
  /// Numbers from 2^24 on are cut to 24 bits first, so that conversion is exact and does not depend on rounding.
  @inlinable @inline(__always)
  public static func sixteenths(_ value: Int32) -> Int32 {
    // An integer below 2^24 is exact as a float, whose bits hold exponent and fraction.
    Int32(bitPattern: Float(min(max(value, 1), 0xff_ffff)).bitPattern &>> 19) &- 127 &* 16
  }
}
