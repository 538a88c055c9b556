internal import Foundation

/// The tone curve of sRGB (IEC 61966-2-1) as tables, so that light can be averaged as light.
enum SRGBCurve {
  /// Linear light, 0...1, of each code.
  static let linear: [Float] = (0...255).map { code in
    let value = Double(code) / 255
    return Float(value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4))
  }

  static let steps = 65_535

  /// The code of linear light in `steps` steps. At the dark end a code is 19 steps wide, so the table rounds as the curve would.
  static let codes: [UInt8] = (0...steps).map { step in
    let light = Double(step) / Double(steps)
    let value = light <= 0.0031308 ? light * 12.92 : 1.055 * pow(light, 1 / 2.4) - 0.055
    return UInt8(min(255, max(0, (value * 255).rounded())))
  }
}
