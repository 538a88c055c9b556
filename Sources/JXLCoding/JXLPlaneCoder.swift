internal import CJXL
package import ByteCoding

/// Codes one grey plane of 16-bit samples to a bare JPEG XL codestream (ISO/IEC 18181-1) and back, losslessly; the only room that knows
/// libjxl.
///
/// A codestream holds exactly one frame of one channel, modular, without crop, patches, splines or noise: a header that the room
/// reads itself before the library sees it, so that no stream can order more memory than its size in samples justifies.
package enum JXLPlaneCoder {
  /// "libjxl" and the version of the library, for reports.
  package static var libraryVersion: String {
    let version = glassine_jxl_version()
    return "libjxl \(version / 1_000_000).\(version / 1000 % 1000).\(version % 1000)"
  }

  /// Codes `width` x `height` samples, row-major. Equal input gives equal bytes for one version of the library.
  ///
  /// Effort 1 (fast) ... 9 (dense). Throws `.misuse` (`jxl.size`, `jxl.encoder`) and `.environment` (`jxl.memory`).
  /// Cost at effort 7: about 1 s a megasample, and 55 bytes of memory a sample.
  package static func encode(_ samples: [UInt16], width: Int, height: Int, effort: Int) throws(Fault) -> [UInt8] {
    let result = samples.withUnsafeBufferPointer { buffer in
      Result { () throws(Fault) in try encode(buffer, width: width, height: height, rowStride: width, effort: effort) }
    }
    return try result.get()
  }

  /// Codes a rectangle in place: its rows start `rowStride` samples apart, the first one at the buffer's start.
  package static func encode(
    _ samples: UnsafeBufferPointer<UInt16>, width: Int, height: Int, rowStride: Int, effort: Int
  ) throws(Fault) -> [UInt8] {
    guard
      width > 0, height > 0, width <= largestSide, height <= largestSide, rowStride >= width, rowStride <= largestSide,
      samples.count >= (height - 1) * rowStride + width, (1...9).contains(effort)
    else {
      throw Fault(.misuse, "jxl.size", "\(samples.count) samples, \(width)x\(height) at effort \(effort), are not for JPEG XL")
    }
    var bytes: UnsafeMutablePointer<UInt8>?
    var count = 0
    let status = glassine_jxl_encode(
      samples.baseAddress, UInt32(width), UInt32(height), rowStride, Int32(effort), &bytes, &count)
    defer { glassine_jxl_free(bytes) }
    guard status == glassine_jxl_ok, let bytes else { throw fault(status, encoding: true) }
    let codestream = try JXLContainer.codestream(in: UnsafeBufferPointer(start: bytes, count: count))
    do throws(Fault) {
      // An encoder of another version may like other headers; better no tile than one that readers refuse.
      try JXLCodestreamHeader.check(codestream[...], width: width, height: height)
    } catch {
      throw Fault(.unsupported, "jxl.encoder", "\(libraryVersion) writes a kind of JPEG XL that is not for archives: \(error.cause)")
    }
    return codestream
  }

  /// The `width` x `height` samples of a codestream; the caller has checked that the size is affordable.
  ///
  /// The header is checked before anything is allocated. Throws `.damaged` (`jxl.header`, `jxl.shape`, `jxl.data`),
  /// `.misuse` (`jxl.size`), `.environment` (`jxl.memory`).
  package static func decode(_ bytes: ArraySlice<UInt8>, width: Int, height: Int) throws(Fault) -> [UInt16] {
    guard width > 0, height > 0, width <= largestSide, height <= largestSide else {
      throw Fault(.misuse, "jxl.size", "\(width)x\(height) samples are not for JPEG XL")
    }
    try JXLCodestreamHeader.check(bytes, width: width, height: height)
    var status = glassine_jxl_failed
    let samples = [UInt16](unsafeUninitializedCapacity: width * height) { target, count in
      status = bytes.withUnsafeBytes { input in
        glassine_jxl_decode(
          input.baseAddress?.assumingMemoryBound(to: UInt8.self), input.count, target.baseAddress, UInt32(width), UInt32(height))
      }
      count = status == glassine_jxl_ok ? width * height : 0
    }
    guard status == glassine_jxl_ok else { throw fault(status, encoding: false) }
    return samples
  }

  /// The largest side, in samples; the limit of codestream level 5.
  package static let largestSide = 262_144

  private static func fault(_ status: glassine_jxl_status, encoding: Bool) -> Fault {
    switch status {
    case glassine_jxl_no_memory: Fault(.environment, "jxl.memory", "not enough memory for JPEG XL")
    case glassine_jxl_shape: .damaged("jxl.shape", "the JPEG XL codestream holds another kind of image")
    case glassine_jxl_damaged: .damaged("jxl.data", "the JPEG XL codestream does not decode")
    default:
      encoding
        ? Fault(.misuse, "jxl.encoder", "\(libraryVersion) refused to code a plane")
        : .damaged("jxl.data", "\(libraryVersion) refused to decode a codestream")
    }
  }
}
