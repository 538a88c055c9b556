internal import ByteCoding
package import Repacking
package import SensorModel

/// A TIFF file of a few hundred bytes with an uncompressed mosaic, as a camera might write it.
package struct SampleRaw {
  package let file: [UInt8]
  package let mosaic: Mosaic
  /// Where the samples start.
  package let dataOffset: Int
  package let bits: Int

  /// Samples of `bits` (12 packed, most significant first; 16 little-endian words; 8 bytes), in strips of `rowsPerStrip`.
  package init(width: Int = 16, height: Int = 10, bits: Int = 12, rowsPerStrip: Int = 4, seed: UInt64 = 1) {
    let mosaic = Mosaic.sample(width: width, height: height, bits: bits, seed: seed)
    let rows = (0..<height).map { Self.pack(Array(mosaic.samples[($0 * width)..<(($0 + 1) * width)]), bits: bits) }
    let strips = stride(from: 0, to: height, by: rowsPerStrip).map { first in
      Array(rows[first..<min(height, first + rowsPerStrip)].joined())
    }
    let directoryLength = 2 + 9 * 12 + 4
    let listOffset = 8 + directoryLength
    let dataOffset = listOffset + strips.count * 8
    var writer = ByteWriter()
    writer.write([0x49, 0x49, 42, 0])
    writer.u32(8)
    let (isList, first) = (strips.count > 1, strips.first?.count ?? 0)
    writer.u16(9)
    let entries: [(UInt16, UInt16, Int, Int)] = [
      (256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, bits), (259, 3, 1, 1), (262, 3, 1, 32_803),
      (273, 4, strips.count, isList ? listOffset : dataOffset), (277, 3, 1, 1), (278, 4, 1, rowsPerStrip),
      (279, 4, strips.count, isList ? listOffset + strips.count * 4 : first),
    ]
    for (tag, type, count, value) in entries {
      writer.u16(tag)
      writer.u16(type)
      writer.u32(UInt32(count))
      writer.u32(UInt32(value))
    }
    writer.u32(0)
    var offset = dataOffset
    for strip in strips {
      writer.u32(UInt32(offset))
      offset += strip.count
    }
    for strip in strips { writer.u32(UInt32(strip.count)) }
    for strip in strips { writer.write(strip) }
    writer.write(Array("trailer".utf8))
    file = writer.bytes
    self.mosaic = mosaic
    self.dataOffset = dataOffset
    self.bits = bits
  }

  private static func pack(_ row: [UInt16], bits: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    if bits == 16 {
      for sample in row { bytes += [UInt8(truncatingIfNeeded: sample), UInt8(truncatingIfNeeded: sample >> 8)] }
      return bytes
    }
    var (held, count): (UInt64, Int) = (0, 0)
    for sample in row {
      held = held << UInt64(bits) | UInt64(sample)
      count += bits
      while count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: held >> UInt64(count)))
      }
    }
    if count > 0 { bytes.append(UInt8(truncatingIfNeeded: held << UInt64(8 - count))) }
    return bytes
  }

  /// The file taken apart; nil where the finder does not know it.
  package var parts: Repacked? {
    try? RecipeFinder.find(file: file, mosaic: mosaic, hints: StorageHints(dataOffset: dataOffset, bitsPerSample: bits))
  }
}

extension Mosaic {
  /// A slope with a little noise.
  package static func sample(width: Int, height: Int, bits: Int, seed: UInt64) -> Mosaic {
    var state = seed
    let samples = (0..<(width * height)).map { index -> UInt16 in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let level = (index % width + index / width) << (bits - 8)
      return UInt16((level + Int(state >> 60)) & ((1 << bits) - 1))
    }
    return Mosaic(width: width, height: height, samples: samples)
  }
}
