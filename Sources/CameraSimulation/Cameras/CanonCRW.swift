internal import ByteCoding
package import SensorModel

/// How a CRW file codes its samples.
package struct CRWOptions: Hashable, Sendable {
  /// The pair of code tables, 0...2.
  package var table = 0
  /// Longer side of the JPEG preview.
  package var previewSide = 320

  package init() {}
}

extension SimulatedRawWriter {
  /// A CRW of Canon's early cameras: a CIFF heap, little-endian, with the raw record first.
  ///
  /// The shot must have 12 bits, of which the record keeps two apart, or 10; no linearization table; a full width that is a
  /// multiple of 8, and a full height that is one too. What tells both kinds apart is in the record's first 16 KiB: smaller
  /// records are read wrong by everyone. At a width of 2672 readers add 2 to 12-bit samples below 512.
  package static func crw(
    _ shot: SimulatedShot, caption: SimulatedCaption = SimulatedCaption(), options: CRWOptions = CRWOptions()
  ) -> [UInt8] {
    precondition(shot.sensor.bits == 10 || shot.sensor.bits == 12, "a CRW has 10 or 12 bits")
    let hasLowBits = shot.sensor.bits == 12
    let model = hasLowBits ? "Canon EOS D60" : "Canon PowerShot G2"
    let named = canon(caption, model: model)
    let record = CanonRecord.bytes(shot.stored, table: options.table, hasLowBits: hasLowBits)
    let preview = Preview(of: shot, side: options.previewSide)

    var camera = CIFFHeap()
    camera.add(0x080A, Array("Canon\0\(model)\0".utf8))
    camera.add(0x080B, Array("Firmware Version 1.00\0".utf8))
    camera.add(0x0810, Array("\(named.artist)\0".utf8))
    var measured = CIFFHeap()
    measured.add(0x1031, shorts(canonSensor(shot)))
    measured.add(0x1835, longs([options.table, 0, 514, record.count - (hasLowBits ? shot.stored.samples.count / 4 : 0)]))
    var image = CIFFHeap()
    image.add(0x180E, longs([seconds(named.dateTime), 0, 0]))
    image.addInside(0x1834, longs([0x0106_0000, 0]))
    image.add(0x2807, camera.bytes)
    image.add(0x300B, measured.bytes)
    image.add(0x1810, longs([shot.stored.width, shot.stored.height, 0x3F80_0000, 0, 8, 24, 1]))
    var root = CIFFHeap()
    root.add(0x2005, record)
    root.add(0x2007, preview.exifJPEG(caption: named, thumbnail: Preview(of: shot, side: 64)))
    root.add(0x300A, image.bytes)
    return Array("II".utf8) + longs([26]) + Array("HEAPCCDR".utf8) + longs([0x0001_0002, 0, 0]) + root.bytes
  }

  /// The mosaic that a reader gives of `crw(_:caption:options:)`: the shot's own, but for readers' habit at a width of 2672.
  package static func crwMosaic(_ shot: SimulatedShot) -> Mosaic {
    guard shot.stored.width == 2672, shot.sensor.bits == 12 else { return shot.stored }
    return Mosaic(
      width: shot.stored.width, height: shot.stored.height, samples: shot.stored.samples.map { $0 < 512 ? $0 + 2 : $0 })
  }

  private static func shorts(_ values: [Int]) -> [UInt8] {
    var writer = ByteWriter()
    for value in values { writer.u16(UInt16(value)) }
    return writer.bytes
  }

  private static func longs(_ values: [Int]) -> [UInt8] {
    var writer = ByteWriter()
    for value in values { writer.u32(UInt32(value)) }
    return writer.bytes
  }

  /// Seconds since 1970 of a caption's time, as if there were no time zones; 0 where it is not a time.
  private static func seconds(_ dateTime: String) -> Int {
    let numbers = dateTime.split { !$0.isNumber }.compactMap { Int($0) }
    guard numbers.count == 6, numbers[0] >= 1970, (1...12).contains(numbers[1]) else { return 0 }
    // Years begin in March here, so that leap days come last.
    let year = numbers[1] > 2 ? numbers[0] : numbers[0] - 1
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * ((numbers[1] + 9) % 12) + 2) / 5 + numbers[2] - 719_469
    return ((days * 24 + numbers[3]) * 60 + numbers[4]) * 60 + numbers[5]
  }
}

/// A heap of Canon's CIFF: records one after the other, then their directory, then its place.
struct CIFFHeap {
  private var data = ByteWriter()
  private var directory = ByteWriter()
  private var entries = 0

  /// A record in the heap, filled up to an even length.
  mutating func add(_ type: UInt16, _ record: [UInt8]) {
    directory.u16(type)
    directory.u32(UInt32(record.count))
    directory.u32(UInt32(data.count))
    entries += 1
    data.write(record)
    if record.count % 2 == 1 { data.u8(0) }
  }

  /// A record of eight bytes in the directory itself.
  mutating func addInside(_ type: UInt16, _ record: [UInt8]) {
    precondition(record.count == 8)
    directory.u16(type | 0x4000)
    directory.write(record)
    entries += 1
  }

  var bytes: [UInt8] {
    var writer = data
    let place = writer.count
    writer.u16(UInt16(entries))
    writer.write(directory.bytes)
    writer.u32(UInt32(place))
    return writer.bytes
  }
}
