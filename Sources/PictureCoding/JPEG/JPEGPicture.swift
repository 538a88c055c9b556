package import ByteCoding
internal import CJPEG
internal import JPEGReading

/// JPEGs as pixels, by libjpeg's own decoding.
package enum JPEGPicture {
  /// Decodes a JPEG, with its profile, not turned. `divisor` 1, 2, 4 or 8 decodes to that part of each side, much faster.
  ///
  /// What follows the JPEG's end is not looked at. Throws what `QuantisedJPEG` throws; libjpeg's warnings are errors: half a picture is
  /// not given. Cost: some 100 megapixels a second, and three bytes a pixel; progressive files twice the time, and six bytes more.
  package static func decode(
    _ bytes: [UInt8], reducedBy divisor: Int = 1, budget: MemoryBudget = .standard
  ) throws(Fault) -> Picture {
    guard [1, 2, 4, 8].contains(divisor) else { throw Fault(.misuse, "jpeg.divisor", "JPEGs are reduced by 1, 2, 4 or 8, not \(divisor)") }
    let source = try JPEGSource(bytes, budget: budget)
    return try JPEGHandle.open(source) { (handle) throws(Fault) -> Picture in
      let channels = handle.header.colour == glassine_jpeg_grey ? 1 : 3
      let (width, height, samples) = try handle.pixels(reducedBy: divisor, channels: channels)
      return Picture(width: width, height: height, channels: channels, samples: samples, icc: source.icc)
    }
  }

  /// The sides of a JPEG in pixels, as they lie in the file; throws as `decode` does for what its headers tell.
  package static func size(_ bytes: [UInt8], budget: MemoryBudget = .standard) throws(Fault) -> (width: Int, height: Int) {
    let source = try JPEGSource(bytes, budget: budget)
    return (source.frame.width, source.frame.height)
  }

  /// The Exif block of a JPEG, a TIFF structure; nil where it has none or is no complete JPEG.
  package static func exif(_ bytes: [UInt8]) -> [UInt8]? { (try? JPEGSource(bytes, budget: .standard))?.exif }

  /// Exif's orientation, 1...8; 1 where nothing says otherwise.
  package static func orientation(_ bytes: [UInt8]) -> Int { exif(bytes).flatMap { ExifBlock($0) }?.orientation ?? 1 }
}
