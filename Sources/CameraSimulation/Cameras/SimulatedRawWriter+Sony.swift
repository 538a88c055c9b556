internal import ByteCoding
internal import SensorModel

extension SimulatedRawWriter {
  /// The points of the tone curve of the simulated cameras, as tag 0x7010 has them.
  package static let sonyCurvePoints = [8000, 10_400, 12_900, 14_100]

  /// The values that twelve-bit codes mean by that curve, 4096 of them: a sensor's linearization table for `arw2`.
  package static let sonyCurve: [UInt16] = {
    let ends = [0] + sonyCurvePoints.map { $0 / 4 } + [4095]
    var curve: [UInt16] = [0]
    for part in 0..<5 {
      for _ in ends[part]..<ends[part + 1] { curve.append(curve[curve.count - 1] + 1 << UInt16(part)) }
    }
    return curve
  }()

  /// An ARW file with lossy blocks of eight bits a sample (ARW2).
  ///
  /// The shot must have codes of twelve bits, of which the lowest is not kept, `sonyCurve` as its table, and a width that is a multiple of
  /// 32. The second part is the eleven-bit codes that a reader finds in the file.
  package static func arw2(
    _ shot: SimulatedShot, caption: SimulatedCaption = sonyCaption("SLT-A55V"), places: SonyPlaces = .finer, trailer: [UInt8] = []
  ) -> (file: [UInt8], codes: [UInt16]) {
    let blocks = SonyLossyBlocks(shot.stored, places)
    let container = SonyContainer(
      shot: shot, caption: caption, bits: 12, compression: 32767, height: shot.stored.height, curvePoints: sonyCurvePoints, trailer: trailer
    )
    return (container.written(blocks.bytes), blocks.codes)
  }

  /// An ARW file with Huffman coded samples (ARW1), whose directory tells eight rows fewer than there are.
  ///
  /// The shot must have twelve bits and an even number of rows, more than eight.
  package static func arw1(
    _ shot: SimulatedShot, caption: SimulatedCaption = sonyCaption("DSLR-A700"), trailer: [UInt8] = []
  ) -> [UInt8] {
    let container = SonyContainer(
      shot: shot, caption: caption, bits: 12, compression: 32767, height: shot.stored.height - 8, trailer: trailer)
    return container.written(SonyHuffmanSums(shot.stored).bytes)
  }

  /// An ARW file as the DSLR-A100 wrote it: no directory for the raw picture, whose size stands in a block of Minolta's.
  ///
  /// The shot must have twelve bits, 3881 columns and an even number of rows, so many that LibRaw prefers them to the directory's picture.
  package static func arwA100(
    _ shot: SimulatedShot, caption: SimulatedCaption = sonyCaption("DSLR-A100"), trailer: [UInt8] = []
  ) -> [UInt8] {
    let (width, height) = (shot.stored.width, shot.stored.height)
    precondition(width == 3881, "the DSLR-A100 has 3881 columns")
    var first = TIFFDirectory()
    first[254] = .longs([1])
    first[256] = .longs([3872])
    first[257] = .longs([height - 16])
    first[259] = .shorts([6])
    first[271] = .text(caption.make)
    first[272] = .text(caption.model)
    first[330] = .longs([0])
    first[34665] = .longs([0])
    first[50740] = .bytes([0, 0, 0, 0])
    let exif = SonyContainer.exif(caption)
    var block = ByteWriter()
    block.write([0, 0x4D, 0x52, 0x49])
    block.u32(32)
    block.write([0, 0x50, 0x52, 0x44])
    block.u32(24)
    block.write("27820001".utf8)
    for number in [height, 3880, height - 16, 3872] { block.u16(UInt16(number)) }
    block.write([12, 12, 0x52, 0, 0, 0, 0, 1])
    let exifStart = 8 + first.byteCount
    let blockStart = exifStart + exif.byteCount
    let stripStart = (blockStart + block.count + 15) / 16 * 16
    first[330] = .longs([stripStart])
    first[34665] = .longs([exifStart])
    first[50740] = .bytes((0..<4).map { UInt8(blockStart >> (8 * $0) & 0xFF) })
    var writer = ByteWriter()
    writer.write("II".utf8)
    writer.u16(42)
    writer.u32(8)
    first.write(to: &writer, bigEndian: false)
    exif.write(to: &writer, bigEndian: false)
    writer.write(block.bytes)
    writer.write(Array(repeating: 0, count: stripStart - writer.count))
    writer.write(SonyHuffmanSums(shot.stored).bytes)
    writer.write(trailer)
    return writer.bytes
  }

  /// An ARW file that is not compressed: 16-bit little-endian words, by the tags fourteen bits (ARW 2.3 from the ILCE-7RM2 on).
  ///
  /// `compression` is 1, or 32767, which LibRaw takes for the same where the strip has this length. The shot has at most fourteen bits.
  package static func arwWords(
    _ shot: SimulatedShot, caption: SimulatedCaption = sonyCaption("ILCE-7RM2"), compression: Int = 1
  ) -> [UInt8] {
    let container = SonyContainer(shot: shot, caption: caption, bits: 14, compression: compression, height: shot.stored.height)
    return container.written(shot.stored.samples.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
  }

  /// An ARW file with packed samples of twelve bits, lowest bits first, and compression 32767 as the DSLR-A900 has it. The shot has twelve
  /// bits and an even width.
  package static func arwPacked(_ shot: SimulatedShot, caption: SimulatedCaption = sonyCaption("DSLR-A900")) -> [UInt8] {
    let samples = shot.stored.samples
    var strip: [UInt8] = []
    for index in stride(from: 0, to: samples.count - 1, by: 2) {
      let pair = Int(samples[index]) | Int(samples[index + 1]) << 12
      strip += [UInt8(pair & 0xFF), UInt8(pair >> 8 & 0xFF), UInt8(pair >> 16)]
    }
    let container = SonyContainer(shot: shot, caption: caption, bits: 12, compression: 32767, height: shot.stored.height)
    return container.written(strip)
  }

  /// What a Sony camera says of itself.
  package static func sonyCaption(_ model: String) -> SimulatedCaption {
    var caption = SimulatedCaption()
    (caption.make, caption.model) = ("SONY", model)
    return caption
  }
}
