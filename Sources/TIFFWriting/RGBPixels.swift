/// Developed colour samples, as this room takes them for TIFF files and previews: everything it writes goes out through libtiff.
///
/// The room writes TIFF and DNG files from values it is handed: mosaics bit for bit, developed pictures, and their metadata.
/// (rows, columns, R G B), row-major, 0...255 or 0...65535 by `bits`.
package struct RGBPixels: Hashable, Sendable {
  package let width: Int
  package let height: Int
  /// 8 or 16.
  package let bits: Int
  package let samples: [UInt16]

  /// Nil unless the sides are 1...65535, `bits` is 8 or 16 and there are exactly `width * height * 3` samples.
  package init?(width: Int, height: Int, bits: Int, samples: [UInt16]) {
    guard (1...65_535).contains(width), (1...65_535).contains(height), bits == 8 || bits == 16, samples.count == width * height * 3 else {
      return nil
    }
    self.width = width
    self.height = height
    self.bits = bits
    self.samples = samples
  }
}
