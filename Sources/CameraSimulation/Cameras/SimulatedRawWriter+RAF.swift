internal import ByteCoding
internal import SensorModel

extension SimulatedRawWriter {
  /// A RAF file in the manner of Fujifilm's X series: header, JPEG preview with Exif, directory, and raw data with a directory of their own.
  ///
  /// The sensor has Bayer or X-Trans filters of red, green and blue. `model` decides what LibRaw does beyond the file's own words. Sizes
  /// are as `RAFSamples` says. Compressing takes about a microsecond a sample and some bytes of memory a bit.
  package static func raf(
    _ shot: SimulatedShot, samples: RAFSamples, model: String = "X-Pro2", caption: SimulatedCaption = SimulatedCaption()
  ) -> [UInt8] {
    let preview = RAFPreview(of: shot, model: model, caption: caption).bytes
    let directory = rafDirectory(shot)
    let raw = rafRaw(shot, samples)
    let previewStart = 148
    let directoryStart = (previewStart + preview.count + 3) / 4 * 4
    let rawStart = (directoryStart + directory.count + 15) / 16 * 16
    var writer = ByteWriter(reserving: rawStart + raw.count)
    func fill(to position: Int) { writer.write([UInt8](repeating: 0, count: max(0, position - writer.count))) }
    writer.write("FUJIFILMCCD-RAW 0201FF129502".utf8)
    writer.write(model.utf8)
    fill(to: 60)
    writer.write("0100".utf8)
    fill(to: 84)
    for number in [previewStart, preview.count, directoryStart, directory.count, rawStart, raw.count] {
      writer.u32(UInt32(number), bigEndian: true)
    }
    fill(to: previewStart)
    writer.write(preview)
    fill(to: directoryStart)
    writer.write(directory)
    fill(to: rawStart)
    writer.write(raw)
    return writer.bytes
  }

  /// The directory of a RAF file: tags with their lengths, all big-endian.
  private static func rafDirectory(_ shot: SimulatedShot) -> [UInt8] {
    let (width, height, margins) = (shot.stored.width, shot.stored.height, shot.sensor.margins)
    let visible = (width: width - margins.left - margins.right, height: height - margins.top - margins.bottom)
    let cfa = shot.sensor.cfa
    let isXTrans = cfa.periodWidth == 6
    func shorts(_ values: [Int]) -> [UInt8] { values.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] } }
    var records: [(tag: Int, content: [UInt8])] = [
      (0x0100, shorts([height, width])),
      (0x0110, shorts([margins.top, margins.left])),
      (0x0111, shorts([visible.height, visible.width])),
      (0x0115, shorts([2, 3])),
      (0x0121, shorts([visible.height, visible.width])),
      (0x0130, [12, 12, 12, 12]),
    ]
    if isXTrans {
      // The cell stands there backwards.
      let cell = (0..<36).map { UInt8(cfa.colorIndex(row: $0 / 6, column: $0 % 6)) }
      records.append((0x0131, cell.reversed()))
    }
    records.append((0x2FF0, shorts([302, 548, 302, 480])))
    var writer = ByteWriter()
    writer.u32(UInt32(records.count), bigEndian: true)
    for record in records {
      writer.u16(UInt16(record.tag), bigEndian: true)
      writer.u16(UInt16(record.content.count), bigEndian: true)
      writer.write(record.content)
    }
    return writer.bytes
  }

  /// The raw data: a TIFF file of its own, whose offsets count from its start.
  private static func rafRaw(_ shot: SimulatedShot, _ samples: RAFSamples) -> [UInt8] {
    let (content, bits) = rafContent(shot, samples)
    var first = TIFFDirectory()
    first[0xF000] = .longs([26])
    var raw = TIFFDirectory()
    raw[0xF001] = .longs([shot.stored.width])
    raw[0xF002] = .longs([shot.stored.height])
    raw[0xF003] = .longs([bits])
    raw[0xF004] = .longs([samples == .compressed ? 2 : 0])
    raw[0xF005] = .longs([0])
    if samples == .packed12 || samples == .packed12Reversed { raw[0xF006] = .longs([samples == .packed12 ? 1 : 0]) }
    raw[0xF007] = .longs([2048])
    raw[0xF008] = .longs([content.count])
    raw[0xF009] = .longs([0])
    raw[0xF00A] = .longs(Array(repeating: shot.sensor.black[0], count: shot.sensor.cfa.periodWidth == 6 ? 36 : 4))
    raw[0xF00E] = .longs([302, 548, 480])
    var writer = ByteWriter(reserving: 2048 + content.count)
    writer.write("II".utf8)
    writer.u16(42)
    writer.u32(8)
    first.write(to: &writer, bigEndian: false)
    raw.write(to: &writer, bigEndian: false)
    writer.write([UInt8](repeating: 0, count: 2048 - writer.count))
    writer.write(content)
    return writer.bytes
  }

  private static func rafContent(_ shot: SimulatedShot, _ samples: RAFSamples) -> (bytes: [UInt8], bits: Int) {
    let (mosaic, bits) = (shot.stored, shot.sensor.bits)
    switch samples {
    case .words: return (mosaic.samples.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }, bits)
    case .packed14, .packed12:
      let depth = samples == .packed14 ? 14 : 12
      precondition(mosaic.width * depth % 32 == 0 && bits <= depth, "rows must end on a word")
      let packing = SamplePacking(bits: depth, bigEndian: true, rowFill: 0)
      var bytes: [UInt8] = []
      for row in 0..<mosaic.height {
        packing.append(mosaic, row: row, column: 0, width: mosaic.width, repeatingEdge: false, to: &bytes)
      }
      for word in stride(from: 0, to: bytes.count, by: 4) { bytes[word..<(word + 4)].reverse() }
      return (bytes, depth)
    case .packed12Reversed:
      precondition(mosaic.width % 2 == 0 && bits <= 12, "two samples are three bytes")
      let pairs = stride(from: 0, to: mosaic.samples.count, by: 2).map { Int(mosaic.samples[$0]) | Int(mosaic.samples[$0 + 1]) << 12 }
      return (pairs.flatMap { [UInt8($0 & 255), UInt8($0 >> 8 & 255), UInt8($0 >> 16)] }, 12)
    case .compressed: return (FujiCompression(mosaic, cfa: shot.sensor.cfa, bits: bits).stream(), bits)
    }
  }
}
