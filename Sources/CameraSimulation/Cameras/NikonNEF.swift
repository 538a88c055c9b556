internal import ByteCoding
package import SensorModel

/// How a NEF file of later Nikon cameras codes its samples.
package struct NEFOptions: Hashable, Sendable {
  package enum Coding: Hashable, Sendable {
    case lossless
    /// "Compressed, type 1": values are reduced by a curve of 2^(bits - 2) steps, which the file holds whole.
    case lossy
    /// "Compressed, type 2": the file holds points of the curve; from a row on, codes drop bits of large differences.
    case lossySplit(row: Int)
    /// The same of later cameras: points are four times as close, and end with the last code.
    case lossySplitFine(row: Int)
    /// Bits without gaps, most significant first, 12 bits (compression 1). The width must be even.
    case packed
    /// Bits without gaps, least significant first (compression 34713). The width must be even for 12 bits, a multiple of 4 for 14.
    ///
    /// 14 bits are of the Z cameras: rows of whole 16 bytes.
    case packedFromLow
    /// 12 bits least significant first, each row filled up to whole 16 bytes (compression 34713); LibRaw wants rows of 2,000 bytes
    /// at least.
    case paddedRows
    /// 12 bits most significant first, with a zero byte after every ten samples (compression 34713). The width must be a multiple
    /// of 10.
    case packedWithFiller
    /// 12 bits in strips of so many rows, in little-endian words of 32 bits filled from the highest bit on (compression 34713). The
    /// width must be a multiple of 8.
    case packedInStrips(rows: Int)
    /// Whole words in the file's byte order, 14 bits (compression 1).
    case words
    /// 12 bits in the high bits of big-endian words (compression 34713).
    case highWords
  }

  package var coding = Coding.lossless
  package var bigEndian = false
  /// Longer side of the JPEG preview.
  package var previewSide = 320

  package init(_ coding: Coding = .lossless) { self.coding = coding }
}

extension SimulatedRawWriter {
  /// A NEF of later Nikon cameras: TIFF with a small picture, below it a JPEG and the raw picture, and a maker note of type 3.
  ///
  /// The shot must have 12 or 14 bits and no linearization table. Lossy codings keep something near the shot's mosaic:
  /// `nefMosaic(_:options:)` says what.
  package static func nef(_ shot: SimulatedShot, caption: SimulatedCaption = SimulatedCaption(), options: NEFOptions) -> [UInt8] {
    var named = caption
    named.make = "NIKON CORPORATION"
    named.model = options.coding == .packedFromLow && shot.sensor.bits == 14 ? "NIKON Z 6" : "NIKON D300"
    let coded = NikonRaw(shot.stored, bits: shot.sensor.bits, options)
    let small = Preview(of: shot, side: 64)
    var first = CameraTIFF.Picture(directory: small.directory, runs: [small.bytes])
    fill(&first.directory, caption: named)
    first.directory[0x9216] = .bytes([1, 0, 0, 0])
    var preview = Preview(of: shot, side: options.previewSide).thumbnailPicture()
    preview.directory[254] = .longs([1])
    var raw = TIFFDirectory()
    raw[254] = .longs([0])
    raw[256] = .longs([shot.stored.width])
    raw[257] = .longs([shot.stored.height])
    raw[258] = .shorts([shot.sensor.bits])
    raw[259] = .shorts([coded.compression])
    raw[262] = .shorts([32803])
    raw[277] = .shorts([1])
    raw[278] = .longs([coded.rowsPerStrip])
    raw[284] = .shorts([1])
    describeFilters(shot, in: &raw)
    let note = nikonNote(coded, caption: named, bigEndian: options.bigEndian)
    let file = CameraTIFF(
      bigEndian: options.bigEndian, chain: [first], below: [preview, CameraTIFF.Picture(directory: raw, runs: coded.runs)],
      exif: exif(named), makerNote: { _ in note })
    return file.written()
  }

  /// The mosaic that a reader gives of `nef(_:caption:options:)`: the shot's own, or what the lossy coding left of it.
  package static func nefMosaic(_ shot: SimulatedShot, options: NEFOptions) -> Mosaic {
    NikonRaw(shot.stored, bits: shot.sensor.bits, options).mosaic
  }

  /// Nikon's maker note of type 3: a TIFF file within the file, with its own offsets.
  private static func nikonNote(_ coded: NikonRaw, caption: SimulatedCaption, bigEndian: Bool) -> [UInt8] {
    var note = TIFFDirectory()
    note[0x0001] = .undefined(Array("0210".utf8))
    note[0x0002] = .shorts([0, caption.iso])
    note[0x0004] = .text("RAW    ")
    note[0x001D] = .text("3000001")
    note[0x0093] = .shorts([coded.kind])
    if !coded.linearization.isEmpty { note[0x0096] = .undefined(coded.linearization) }
    note[0x00A7] = .longs([1001])
    var writer = ByteWriter()
    writer.write((bigEndian ? "MM" : "II").utf8)
    writer.u16(42, bigEndian: bigEndian)
    writer.u32(8, bigEndian: bigEndian)
    note.write(to: &writer, bigEndian: bigEndian)
    return Array("Nikon".utf8) + [0, 2, 0x10, 0, 0] + writer.bytes
  }
}
