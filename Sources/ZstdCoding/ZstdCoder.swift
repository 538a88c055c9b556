internal import CZstd
package import ByteCoding

/// Compresses runs of bytes to single zstd frames (RFC 8878) and back; the only room that knows libzstd.
///
/// Frames carry the content's size and checksum.
package enum ZstdCoder {
  /// "zstd" and the version of the library, for reports.
  package static var libraryVersion: String {
    guard let text = glassine_zstd_version() else { return "zstd" }
    return "zstd \(String(cString: text))"
  }

  /// One frame. Equal bytes and level give equal frames for one version of the library; levels 1...19.
  ///
  /// Throws `.environment` (`zstd.memory`) and `.misuse` (`zstd.encoder`). Cost: a second buffer of about the input's size.
  package static func compress(_ bytes: UnsafeRawBufferPointer, level: Int) throws(Fault) -> [UInt8] {
    let bound = glassine_zstd_bound(bytes.count)
    guard bound > 0, (1...19).contains(level) else {
      throw Fault(.misuse, "zstd.encoder", "\(bytes.count) bytes at level \(level) are not for zstd")
    }
    var status = glassine_zstd_failed
    let frame = [UInt8](unsafeUninitializedCapacity: bound) { target, count in
      status = glassine_zstd_compress(bytes.baseAddress, bytes.count, Int32(level), target.baseAddress, bound, &count)
      if status != glassine_zstd_ok { count = 0 }
    }
    switch status {
    case glassine_zstd_ok: return frame
    case glassine_zstd_no_memory: throw noMemory
    default: throw Fault(.misuse, "zstd.encoder", "zstd did not compress \(bytes.count) bytes at level \(level)")
    }
  }

  package static func compress(_ bytes: [UInt8], level: Int) throws(Fault) -> [UInt8] {
    try compress(bytes[...], level: level)
  }

  package static func compress(_ bytes: ArraySlice<UInt8>, level: Int) throws(Fault) -> [UInt8] {
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(Fault) in try compress(buffer, level: level) }
    }
    return try result.get()
  }

  /// The content of exactly one frame that gives exactly `count` bytes; the caller has checked that `count` is affordable.
  ///
  /// Nothing is allocated before the frame's header agrees. Throws `.damaged` (`zstd.frame`, `zstd.size`, `zstd.window`,
  /// `zstd.data`) for anything else than such a frame, `.environment` (`zstd.memory`).
  package static func decompress(_ bytes: ArraySlice<UInt8>, expecting count: Int) throws(Fault) -> [UInt8] {
    let header = try ZstdFrameHeader(bytes)
    guard let size = header.contentSize, size == UInt64(count) else {
      throw .damaged(
        "zstd.size", "a compressed run holds \(header.contentSize.map(String.init) ?? "an unknown number of") bytes, not \(count)")
    }
    guard header.windowSize <= ZstdFrameHeader.neededWindow(for: size) else {
      throw .damaged("zstd.window", "a compressed run of \(count) bytes asks for a window of \(header.windowSize)")
    }
    var status = glassine_zstd_failed
    let content = [UInt8](unsafeUninitializedCapacity: count) { target, written in
      status = bytes.withUnsafeBytes { frame in
        glassine_zstd_decompress(frame.baseAddress, frame.count, target.baseAddress, count)
      }
      written = status == glassine_zstd_ok ? count : 0
    }
    switch status {
    case glassine_zstd_ok: return content
    case glassine_zstd_no_memory: throw noMemory
    case glassine_zstd_size: throw .damaged("zstd.size", "a compressed run does not give the \(count) bytes it promises")
    default: throw .damaged("zstd.data", "a compressed run does not decompress")
    }
  }

  private static var noMemory: Fault { Fault(.environment, "zstd.memory", "not enough memory for zstd") }
}
