internal import ByteCoding
internal import TIFFReading

/// Writes a picture as an uncompressed TIFF 6.0 file, without libtiff: the Exif block becomes the file's beginning.
///
/// An Exif block is a TIFF structure whose offsets count from its first byte. So all of it keeps its meaning where it stands first, and
/// the picture's directory, which replaces the block's first one, takes that one's entries over as they are.
enum TIFFPicture {
  private static let stripBytes = 1 << 18
  /// Entries that say how a picture lies in its file, or where its thumbnail does: those of the block are about another one.
  private static let structural: Set<UInt16> = Set(
    Array(254...259) + [262, 263, 264, 265, 266, 273, 277, 278, 279, 280, 281, 284, 288, 289, 290, 291, 292, 293, 301, 317, 318, 319]
      + Array(320...325) + [330, 332, 338, 339, 340, 341, 347] + Array(512...521) + [529, 530, 531, 532, 34_675])

  /// Throws `.overLimit` (`tiff.size`) beyond 4 GiB.
  static func encode(_ picture: Picture, icc: [UInt8], exif: [UInt8]?) throws(Fault) -> [UInt8] {
    let rowBytes = picture.width * picture.channels
    let rows = min(picture.height, max(1, stripBytes / rowBytes))
    let strips = (picture.height + rows - 1) / rows
    let block = exif.flatMap { ExifBlock($0) }
    let size = (block?.bytes.count ?? 8) + icc.count + picture.samples.count + strips * 8 + 65_536 * 12
    guard size <= Int(UInt32.max) else {
      throw .overLimit("tiff.size", "a TIFF file holds at most 4 GiB, and this picture takes \(picture.samples.count) bytes")
    }
    let bigEndian = block?.structure.bigEndian ?? false
    var writer = ByteWriter(reserving: size - 65_536 * 12 + 65_536)
    writer.write(block?.bytes ?? [0x49, 0x49, 42, 0, 0, 0, 0, 0])
    func align() { if writer.count % 2 == 1 { writer.u8(0) } }
    var directory = Directory(bigEndian: bigEndian, old: block)
    directory.put(256, [picture.width])
    directory.put(257, [picture.height])
    directory.put(258, type: 3, [Int](repeating: 8, count: picture.channels))
    directory.put(259, type: 3, [1])
    directory.put(262, type: 3, [picture.channels == 1 ? 1 : 2])
    directory.put(277, type: 3, [picture.channels])
    directory.put(278, [rows])
    directory.put(284, type: 3, [1])
    align()
    directory.put(34_675, type: 7, offset: writer.count, count: icc.count)
    writer.write(icc)
    align()
    let start = writer.count
    writer.write(picture.samples)
    align()
    directory.put(273, (0..<strips).map { start + $0 * rows * rowBytes })
    directory.put(279, (0..<strips).map { min(rows, picture.height - $0 * rows) * rowBytes })
    directory.placeLongValues(in: &writer)
    let place = UInt32(writer.count)
    writer.write(directory.bytes)
    var bytes = writer.bytes
    for (index, byte) in Directory.long(place, bigEndian).enumerated() { bytes[4 + index] = byte }
    return bytes
  }

  /// The directory under construction: entries of twelve bytes by tag, and values that are too long for theirs.
  private struct Directory {
    let bigEndian: Bool
    private var entries: [UInt16: [UInt8]] = [:]
    private var long: [(tag: UInt16, type: UInt16, count: Int, value: [UInt8])] = []

    /// Takes the entries of the block's first directory that it can read.
    init(bigEndian: Bool, old block: ExifBlock?) {
      self.bigEndian = bigEndian
      guard let block else { return }
      // The first of a tag that can be read, as readers have it; long values stay where they are.
      for entry in block.main.entries where entries[entry.tag] == nil && !TIFFPicture.structural.contains(entry.tag) {
        let start = UInt32(truncatingIfNeeded: entry.bytes.startIndex)
        let field = entry.bytes.count > 4 ? Self.long(start, bigEndian) : entry.bytes + [UInt8](repeating: 0, count: 4 - entry.bytes.count)
        put(entry.tag, entry.type.rawValue, entry.count, Array(field))
      }
    }

    static func short(_ value: UInt16, _ bigEndian: Bool) -> [UInt8] {
      let (low, high) = (UInt8(value & 255), UInt8(value >> 8))
      return bigEndian ? [high, low] : [low, high]
    }

    static func long(_ value: UInt32, _ bigEndian: Bool) -> [UInt8] {
      let bytes = [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value >> $0) }
      return bigEndian ? bytes.reversed() : bytes
    }

    mutating func put(_ tag: UInt16, type: UInt16 = 4, _ values: [Int]) {
      let value = values.flatMap { number in
        type == 3
          ? Self.short(UInt16(truncatingIfNeeded: number), bigEndian) : Self.long(UInt32(truncatingIfNeeded: number), bigEndian)
      }
      guard value.count <= 4 else {
        long.append((tag, type, values.count, value))
        return
      }
      put(tag, type, values.count, value + [UInt8](repeating: 0, count: 4 - value.count))
    }

    mutating func put(_ tag: UInt16, type: UInt16, offset: Int, count: Int) {
      put(tag, type, count, Self.long(UInt32(truncatingIfNeeded: offset), bigEndian))
    }

    private mutating func put(_ tag: UInt16, _ type: UInt16, _ count: Int, _ field: [UInt8]) {
      entries[tag] =
        Self.short(tag, bigEndian) + Self.short(type, bigEndian) + Self.long(UInt32(truncatingIfNeeded: count), bigEndian) + field
    }

    /// Writes the long values; afterwards the writer is where the directory goes.
    mutating func placeLongValues(in writer: inout ByteWriter) {
      for (tag, type, count, value) in long {
        put(tag, type: type, offset: writer.count, count: count)
        writer.write(value)
        if writer.count % 2 == 1 { writer.u8(0) }
      }
      long = []
    }

    var bytes: [UInt8] {
      Self.short(UInt16(truncatingIfNeeded: entries.count), bigEndian) + entries.sorted { $0.key < $1.key }.flatMap(\.value) + [0, 0, 0, 0]
    }
  }
}
