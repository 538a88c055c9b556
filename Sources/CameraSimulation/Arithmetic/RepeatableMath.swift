/// Logarithm and exponential made of `+ - * /` only.
///
/// The machine's own mathematical library differs between systems in the last bit, and one bit is enough to change a simulated file.
enum RepeatableMath {
  private static let ln2 = 0.693147180559945309417

  /// The natural logarithm of a positive, normal number; relative error below 1e-14.
  static func log(_ value: Double) -> Double {
    var mantissa = value.significand
    var exponent = Double(value.exponent)
    if mantissa > 1.4142135623730951 {
      mantissa *= 0.5
      exponent += 1
    }
    let ratio = (mantissa - 1) / (mantissa + 1)
    let square = ratio * ratio
    var sum = 0.0
    var odd = 21.0
    while odd >= 1 {
      sum = sum * square + 1 / odd
      odd -= 2
    }
    return 2 * ratio * sum + exponent * ln2
  }

  /// e to a power between -700 and 700; relative error below 1e-13.
  static func exp(_ value: Double) -> Double {
    let turns = (value / ln2).rounded()
    let rest = value - turns * ln2
    var sum = 1.0
    var term = 14.0
    while term >= 1 {
      sum = 1 + rest * sum / term
      term -= 1
    }
    return Double(sign: .plus, exponent: Int(turns), significand: sum)
  }

  /// A display value 0...255 for linear light 0...1, with the sRGB curve.
  static func displayByte(_ linear: Double) -> UInt8 {
    let light = min(max(linear, 0), 1)
    let curved = light <= 0.0031308 ? 12.92 * light : 1.055 * exp(log(light) / 2.4) - 0.055
    return UInt8(min(255, (curved * 255 + 0.5).rounded(.down)))
  }
}
