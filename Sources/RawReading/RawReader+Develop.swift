package import ByteCoding

extension RawReader {
  /// Develops to sRGB with the camera's white balance, turned upright unless told otherwise; `halfSize` takes one pixel of
  /// each 2x2 cell.
  ///
  /// Eight bits are for looking at and are brightened by LibRaw's rule (1 % of the pixels may clip); sixteen bits are for
  /// further work and keep the exposure as shot. Throws as `read` does, and `misuse` for other depths than 8 and 16.
  /// Cost: seconds for large images; about 16 bytes of memory a pixel.
  package static func develop(_ file: [UInt8], name: String, bits: Int, halfSize: Bool, upright: Bool = true) throws(Fault) -> RGBImage {
    guard bits == 8 || bits == 16 else {
      throw Fault(.misuse, "raw.develop-bits", "pictures are developed to 8 or 16 bits, not \(bits)", file: name)
    }
    return try open(file, name: name, budget: .standard, bytesPerSample: 8, keepingFloats: false) { (handle) throws(Fault) in
      try handle.unpack()
      return try handle.develop(bits: bits, halfSize: halfSize, upright: upright)
    }
  }

  /// The largest embedded JPEG preview, byte for byte as the file holds it; nil where there is none or the file is unreadable.
  package static func embeddedPreview(_ file: [UInt8], name: String) -> [UInt8]? {
    do {
      return try open(file, name: name, budget: .standard, bytesPerSample: 2, keepingFloats: true) { (handle) throws(Fault) in
        handle.previewRange.map { Array(file[$0]) }
      }
    } catch {
      return nil
    }
  }
}
