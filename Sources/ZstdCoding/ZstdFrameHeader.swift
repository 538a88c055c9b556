internal import ByteCoding

/// The header of a zstd frame, RFC 8878 section 3.1.1.1: read before anything is allocated for the frame.
struct ZstdFrameHeader: Hashable {
  /// Nil where the frame does not say.
  let contentSize: UInt64?
  let windowSize: UInt64

  /// Throws `.damaged` (`zstd.frame`) for anything but a frame without dictionary.
  init(_ bytes: ArraySlice<UInt8>) throws(Fault) {
    var reader = ByteReader(bytes)
    do throws(Fault) {
      guard try reader.u32() == 0xFD2F_B528 else { throw Fault.damaged("zstd.frame", "a compressed run is not a zstd frame") }
      let descriptor = try reader.u8()
      guard descriptor & 0b0000_1011 == 0 else {
        throw Fault.damaged("zstd.frame", "a compressed run wants a dictionary or a newer zstd")
      }
      let isSingleSegment = descriptor & 0b0010_0000 != 0
      var window: UInt64 = 0
      if !isSingleSegment {
        let byte = try reader.u8()
        let base: UInt64 = 1 << UInt64(10 + byte >> 3)
        window = base + base / 8 * UInt64(byte & 7)
      }
      switch descriptor >> 6 {
      case 0: contentSize = isSingleSegment ? UInt64(try reader.u8()) : nil
      case 1: contentSize = UInt64(try reader.u16()) + 256
      case 2: contentSize = UInt64(try reader.u32())
      default: contentSize = try reader.u64()
      }
      windowSize = isSingleSegment ? contentSize ?? 0 : window
    } catch {
      if error.code == "bytes.short" { throw .damaged("zstd.frame", "a compressed run ends within its header") }
      throw error
    }
  }

  /// The largest window an encoder has a reason to ask for: the next power of two from the content's size, at least 1 KiB.
  static func neededWindow(for size: UInt64) -> UInt64 {
    var window: UInt64 = 1024
    while window < size, window < 1 << 62 { window <<= 1 }
    return window
  }
}
