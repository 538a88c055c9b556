internal import CJXL
package import ByteCoding

/// Codes pictures for looking at as JPEG XL; archives hold nothing of this kind.
package enum JXLPictureCoder {
  /// Codes `width` x `height` pixels of one (grey) or three (RGB) interleaved samples. Equal input gives equal bytes for one version
  /// of the library.
  ///
  /// `distance` 0 is lossless, 1 looks the same, up to 25. `icc` nil means sRGB. `exif` is a TIFF structure; with it the file is in
  /// boxes. Throws `.misuse` (`jxl.size`, `jxl.encoder`) and `.environment` (`jxl.memory`).
  /// Cost: about 0.3 s a megapixel at effort 5.
  package static func encode(
    _ samples: [UInt8], width: Int, height: Int, channels: Int, distance: Float, effort: Int = 5, icc: [UInt8]? = nil,
    exif: [UInt8]? = nil
  ) throws(Fault) -> [UInt8] {
    let side = JXLPlaneCoder.largestSide
    guard width > 0, height > 0, width <= side, height <= side, channels == 1 || channels == 3, samples.count == width * height * channels,
      (1...9).contains(effort), distance >= 0, distance <= 25
    else {
      throw Fault(.misuse, "jxl.size", "\(samples.count) samples, \(width)x\(height) at distance \(distance), are not for JPEG XL")
    }
    var bytes: UnsafeMutablePointer<UInt8>?
    var count = 0
    let (icc, exif) = (icc ?? [], exif ?? [])
    let status = glassine_jxl_encode_picture(
      samples, UInt32(width), UInt32(height), UInt32(channels), distance, Int32(effort), exif, exif.count, icc, icc.count, &bytes, &count)
    defer { glassine_jxl_free(bytes) }
    switch status {
    case glassine_jxl_ok: return bytes.map { Array(UnsafeBufferPointer(start: $0, count: count)) } ?? []
    case glassine_jxl_no_memory: throw Fault(.environment, "jxl.memory", "not enough memory for JPEG XL")
    default: throw Fault(.misuse, "jxl.encoder", "\(JXLPlaneCoder.libraryVersion) refused to code a picture")
    }
  }
}
