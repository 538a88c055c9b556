internal import ByteCoding
internal import SensorModel

/// The picture in a RAF file: a grey JPEG of 8x8 flat blocks, with Exif that names the camera.
struct RAFPreview {
  let bytes: [UInt8]

  /// Blocks of a row and a column.
  private static let (across, down) = (12, 8)
  /// Differences of the blocks' means by size, 0...8: four bits each, in their order.
  private static let sizes = 9

  init(of shot: SimulatedShot, model: String, caption: SimulatedCaption) {
    var writer = ByteWriter()
    writer.write([0xFF, 0xD8])
    func segment(_ marker: UInt8, _ content: [UInt8]) {
      writer.write([0xFF, marker])
      writer.u16(UInt16(content.count + 2), bigEndian: true)
      writer.write(content)
    }
    segment(0xE1, Array("Exif\0\0".utf8) + Self.exif(model, caption))
    // Steps of 8 for the means, which are eight times the grey.
    segment(0xDB, [0] + [UInt8](repeating: 8, count: 64))
    segment(0xC0, [8, 0, UInt8(Self.down * 8), 0, UInt8(Self.across * 8), 1, 1, 0x11, 0])
    segment(0xC4, [0x00] + [0, 0, 0, 9] + [UInt8](repeating: 0, count: 12) + (0..<UInt8(Self.sizes)))
    segment(0xC4, [0x10] + [1] + [UInt8](repeating: 0, count: 15) + [0])
    segment(0xDA, [1, 1, 0x00, 0, 63, 0])
    writer.write(Self.scan(shot))
    writer.write([0xFF, 0xD9])
    bytes = writer.bytes
  }

  private static func scan(_ shot: SimulatedShot) -> [UInt8] {
    var (bits, before) = ([Int](), 0)
    let top = max(1, shot.sensor.white >> 8)
    for row in 0..<down {
      for column in 0..<across {
        let sample = shot.stored[row * shot.stored.height / down, column * shot.stored.width / across]
        let mean = min(255, Int(sample) / top) - 128
        var (difference, size) = (mean - before, 0)
        while abs(difference) >> size > 0 { size += 1 }
        before = mean
        if difference < 0 { difference += 1 << size - 1 }
        bits += (0..<4).map { size >> (3 - $0) & 1 } + (0..<size).map { difference >> (size - 1 - $0) & 1 }
        // Nothing else in the block.
        bits.append(0)
      }
    }
    while bits.count % 8 != 0 { bits.append(1) }
    return stride(from: 0, to: bits.count, by: 8).flatMap { start in
      let byte = UInt8(bits[start..<(start + 8)].reduce(0) { $0 << 1 | $1 })
      return byte == 0xFF ? [byte, 0] : [byte]
    }
  }

  private static func exif(_ model: String, _ caption: SimulatedCaption) -> [UInt8] {
    var first = TIFFDirectory()
    first[271] = .text("FUJIFILM")
    first[272] = .text(model)
    first[274] = .shorts([1])
    first[305] = .text(caption.software)
    first[306] = .text(caption.dateTime)
    first[34665] = .longs([0])
    first[34665] = .longs([8 + first.byteCount])
    var exif = TIFFDirectory()
    exif[0x829A] = .rationals([(1, caption.shutter)])
    exif[0x829D] = .rationals([(caption.apertureTenths, 10)])
    exif[0x8827] = .shorts([caption.iso])
    exif[0x9000] = .undefined(Array("0230".utf8))
    exif[0x9003] = .text(caption.dateTime)
    exif[0x920A] = .rationals([(caption.focalLength, 1)])
    var writer = ByteWriter()
    writer.write("II".utf8)
    writer.u16(42)
    writer.u32(8)
    first.write(to: &writer, bigEndian: false)
    exif.write(to: &writer, bigEndian: false)
    return writer.bytes
  }
}
