/// A picture to look at: interleaved samples of eight bits, row by row from the top left.
///
/// The room reads JPEGs (as pixels or as quantised coefficients), turns, reduces and colour-manages pictures, and writes them as JPEG,
/// PNG, JPEG XL or TIFF. It knows libjpeg, libpng and Little CMS. Nothing of an original ever depends on it.
package struct Picture: Hashable, Sendable {
  package let width: Int
  package let height: Int
  /// 1 (grey) or 3 (red, green, blue).
  package let channels: Int
  /// (rows, columns, channels): exactly `width * height * channels` values.
  package let samples: [UInt8]
  /// The ICC profile of the samples; nil for sRGB, and for grey with its tone curve.
  package var icc: [UInt8]?

  /// Sizes and samples have to fit; anything else is a mistake of the caller and traps.
  package init(width: Int, height: Int, channels: Int, samples: [UInt8], icc: [UInt8]? = nil) {
    precondition(width > 0 && height > 0 && (channels == 1 || channels == 3) && samples.count == width * height * channels)
    self.width = width
    self.height = height
    self.channels = channels
    self.samples = samples
    self.icc = icc
  }

  package var longestSide: Int { max(width, height) }
}
