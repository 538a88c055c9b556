/// A developed picture: three interleaved samples a pixel, row by row, upright.
package struct RGBImage: Sendable {
  package let width: Int
  package let height: Int
  /// 8 or 16: samples are 0...255 or 0...65535.
  package let bits: Int
  /// (rows, columns, red green blue); exactly `width * height * 3` values.
  package let samples: [UInt16]

  /// The caller hands over exactly `width * height * 3` samples; anything else is a mistake of the caller and traps.
  package init(width: Int, height: Int, bits: Int, samples: [UInt16]) {
    precondition(width > 0 && height > 0 && (bits == 8 || bits == 16) && samples.count == width * height * 3)
    self.width = width
    self.height = height
    self.bits = bits
    self.samples = samples
  }
}
