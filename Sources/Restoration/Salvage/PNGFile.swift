internal import ByteCoding

/// Writes a small RGB picture as PNG (ISO/IEC 15948) without a library: the deflate stream holds its bytes as they are (RFC 1951, 3.2.4).
enum PNGFile {
  /// `samples` are red, green, blue of each pixel, row by row; exactly `3 * width * height` of them, both sides at least 1.
  static func bytes(width: Int, height: Int, samples: [UInt8]) -> [UInt8] {
    precondition(width > 0 && height > 0 && samples.count == 3 * width * height, "a picture needs 3 * width * height samples")
    var header = ByteWriter()
    header.u32(UInt32(width), bigEndian: true)
    header.u32(UInt32(height), bigEndian: true)
    // Eight bits, RGB, deflate, the usual filters, not interlaced.
    header.write([8, 2, 0, 0, 0])
    var lines: [UInt8] = []
    lines.reserveCapacity(height * (3 * width + 1))
    for row in 0..<height {
      lines.append(0)
      lines += samples[(row * 3 * width)..<((row + 1) * 3 * width)]
    }
    var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    file += chunk("IHDR", header.bytes)
    file += chunk("IDAT", zlib(lines))
    file += chunk("IEND", [])
    return file
  }

  private static func zlib(_ bytes: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    var start = 0
    repeat {
      let count = min(65_535, bytes.count - start)
      stream += [
        start + count == bytes.count ? 1 : 0, UInt8(count & 255), UInt8(count >> 8), UInt8(~count & 255), UInt8(~count >> 8 & 255),
      ]
      stream += bytes[start..<(start + count)]
      start += count
    } while start < bytes.count
    var (low, high): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      low = (low + UInt32(byte)) % 65_521
      high = (high + low) % 65_521
    }
    return stream + bigEndian(high << 16 | low)
  }

  private static func chunk(_ kind: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(kind.utf8) + content
    return bigEndian(UInt32(content.count)) + body + bigEndian(crc(body))
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }

  private static func crc(_ bytes: [UInt8]) -> UInt32 {
    var value: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      value ^= UInt32(byte)
      for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }
    return ~value
  }
}
