internal import ByteCoding
internal import SensorModel

/// How a PEF file codes its samples.
package struct PEFOptions: Hashable, Sendable {
  package enum Coding: Hashable, Sendable {
    /// Compression 65535, with the code in the maker note's tag 0x0220.
    case compressed
    /// Compression 65535 of the first cameras, whose code no file holds. LibRaw 0.20 does not read it.
    case compressedWithoutTable
    /// Bits without gaps, most significant first, under this number of TIFF's compressions: 1, 32773 and others.
    case packed(compression: Int)
    /// Whole words in the file's byte order.
    case words
  }

  /// The two forms of Pentax's maker note.
  package enum Note: Hashable, Sendable {
    /// `AOC`: offsets count from the file's start.
    case aoc
    /// `PENTAX`: offsets count from the note's start.
    case pentax
  }

  package var coding = Coding.compressed
  package var note = Note.aoc
  package var bigEndian = true
  package var previewSide = 320

  package init(_ coding: Coding = .compressed) { self.coding = coding }
}

extension SimulatedRawWriter {
  /// A PEF of Pentax: TIFF whose first directory is the raw picture, then a thumbnail and a JPEG, and a maker note.
  ///
  /// The shot must have 12 bits, or 14 where it is compressed with a table or in words, no linearization table; packed samples
  /// want an even width.
  package static func pef(
    _ shot: SimulatedShot, caption: SimulatedCaption = SimulatedCaption(), options: PEFOptions = PEFOptions()
  ) -> [UInt8] {
    var named = caption
    named.make = "PENTAX Corporation"
    named.model = "PENTAX K10D"
    let bits = shot.sensor.bits
    let coded = PentaxRaw(shot.stored, bits: bits, options)
    var raw = TIFFDirectory()
    fill(&raw, caption: named)
    raw[254] = .longs([0])
    raw[256] = .longs([shot.stored.width])
    raw[257] = .longs([shot.stored.height])
    raw[258] = .shorts([options.coding == .words ? 16 : bits])
    raw[259] = .shorts([coded.compression])
    raw[262] = .shorts([32803])
    raw[277] = .shorts([1])
    raw[278] = .longs([shot.stored.height])
    raw[284] = .shorts([1])
    describeFilters(shot, in: &raw)
    let file = CameraTIFF(
      bigEndian: options.bigEndian,
      chain: [
        CameraTIFF.Picture(directory: raw, runs: [coded.bytes]), Preview(of: shot, side: 80).thumbnailPicture(),
        Preview(of: shot, side: options.previewSide).jpegPicture(restartInterval: 10),
      ], exif: exif(named), makerNote: { pentaxNote(coded.table, options: options, at: $0) })
    return file.written()
  }

  private static func pentaxNote(_ table: [UInt8], options: PEFOptions, at place: Int) -> [UInt8] {
    var note = TIFFDirectory()
    note[0x0000] = .bytes([3, 0, 0, 0])
    note[0x0005] = .longs([0x12C1E])
    note[0x0008] = .shorts([2])
    if !table.isEmpty { note[0x0220] = .undefined(table) }
    let order = Array((options.bigEndian ? "MM" : "II").utf8)
    let head = options.note == .aoc ? Array("AOC".utf8) + [0] + order : Array("PENTAX ".utf8) + [0] + order
    var writer = ByteWriter()
    // Offsets count from the file's start in one form, from the note's in the other.
    note.write(to: &writer, bigEndian: options.bigEndian, base: options.note == .aoc ? place + head.count : head.count)
    return head + writer.bytes
  }
}
