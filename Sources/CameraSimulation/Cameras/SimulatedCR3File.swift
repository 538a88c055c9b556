internal import ByteCoding

/// Boxes of a CR3 file around coded pictures: as much of it as readers ask for.
package struct SimulatedCR3File: Sendable {
  /// The raw pictures, a track each; cameras put a small one first.
  package var pictures: [SimulatedCRXPicture]
  package var caption = SimulatedCaption()
  /// Whether offsets have 32 bits (`stco`) instead of 64 (`co64`).
  package var hasShortOffsets = false

  package init(_ pictures: [SimulatedCRXPicture]) {
    self.pictures = pictures
    caption.make = "Canon"
    caption.model = "Canon EOS M50"
  }

  /// The file.
  package var bytes: [UInt8] {
    let coded = pictures.map(\.bytes)
    let head = Self.box("ftyp", Array("crx ".utf8) + Self.number(1) + Array("crx isom".utf8))
    // All numbers have a fixed size: a first movie box tells where pictures will lie.
    let start = head.count + movie(offsets: pictures.map { _ in 0 }, sizes: coded.map(\.count)).count + 16
    let offsets = coded.indices.map { index in start + coded[..<index].map(\.count).reduce(0, +) }
    let data = Array(coded.joined())
    let movie = movie(offsets: offsets, sizes: coded.map(\.count))
    return head + movie + Self.number(1) + Array("mdat".utf8) + Self.number(data.count + 16, bytes: 8) + data
  }

  private func movie(offsets: [Int], sizes: [Int]) -> [UInt8] {
    let header = [UInt8](repeating: 0, count: 12) + Self.number(1) + Self.number(1) + [UInt8](repeating: 0, count: 80)
    let tracks = pictures.indices.flatMap { track($0, offset: offsets[$0], size: sizes[$0]) }
    return Self.box("moov", description + Self.box("mvhd", header) + tracks)
  }

  /// Canon's own box with the camera, the shot, and a maker note.
  private var description: [UInt8] {
    var (first, exif, note, place) = (TIFFDirectory(), TIFFDirectory(), TIFFDirectory(), TIFFDirectory())
    first[256] = .shorts([pictures.last?.width ?? 0])
    first[257] = .shorts([pictures.last?.height ?? 0])
    first[271] = .text(caption.make)
    first[272] = .text(caption.model)
    first[274] = .shorts([1])
    first[306] = .text(caption.dateTime)
    exif[0x829A] = .rationals([(1, caption.shutter)])
    exif[0x829D] = .rationals([(caption.apertureTenths, 10)])
    exif[0x8827] = .shorts([caption.iso])
    exif[0x9003] = .text(caption.dateTime)
    exif[0x920A] = .rationals([(caption.focalLength, 1)])
    note[0x0007] = .text("Firmware Version 1.0.0")
    place[0] = .bytes([2, 3, 0, 0])
    let own: [UInt8] = [0x85, 0xC0, 0xB6, 0x87, 0x82, 0x0F, 0x11, 0xE0, 0x81, 0x11, 0xF4, 0xCE, 0x46, 0x2B, 0x6A, 0x48]
    let parts = [first, exif, note, place].enumerated().flatMap { number, directory in
      var writer = ByteWriter()
      writer.write("II".utf8)
      writer.u16(42)
      writer.u32(8)
      directory.write(to: &writer, bigEndian: false)
      return Self.box("CMT\(number + 1)", writer.bytes)
    }
    return Self.box("uuid", own + Self.box("CNCV", Array("CanonCR3_001/00.09.00/00.00.00".utf8)) + parts)
  }

  private func track(_ number: Int, offset: Int, size: Int) -> [UInt8] {
    let zeros = { (count: Int) in [UInt8](repeating: 0, count: count) }
    let entry = Self.box("CRAW", zeros(82) + compression(pictures[number]) + Self.box("free", [0, 0]))
    let place = hasShortOffsets ? Self.box("stco", zeros(4) + Self.number(1) + Self.number(offset)) : nil
    let table = [
      Self.box("stsd", zeros(4) + Self.number(1) + entry),
      Self.box("stts", zeros(4) + Self.number(1) + Self.number(1) + Self.number(1)),
      Self.box("stsc", zeros(4) + Self.number(1) + Self.number(1) + Self.number(1) + Self.number(1)),
      Self.box("stsz", zeros(4) + Self.number(size) + Self.number(1)),
      Self.box("free", zeros(7)),
      place ?? Self.box("co64", zeros(4) + Self.number(1) + Self.number(offset, bytes: 8)),
    ]
    let reference = Self.box("dref", zeros(4) + Self.number(1) + Self.box("url ", [0, 0, 0, 1]))
    let information = Self.box("vmhd", [0, 0, 0, 1] + zeros(8)) + Self.box("dinf", reference) + Self.box("stbl", table.flatMap { $0 })
    let media = Self.box("mdhd", zeros(24)) + Self.box("hdlr", zeros(8) + Array("vide".utf8) + zeros(13)) + Self.box("minf", information)
    return Self.box("trak", Self.box("tkhd", zeros(84)) + Self.box("mdia", media))
  }

  private func compression(_ picture: SimulatedCRXPicture) -> [UInt8] {
    var bytes: [UInt8] = [0xFF, 0xFF, 0, 0x30, UInt8(picture.version), 0, 0, 0]
    for value in [picture.width, picture.height, picture.tileWidth, picture.tileHeight] { bytes += Self.number(value) }
    let isSplit = (picture.tileWidth < picture.width ? 0x80 : 0) | (picture.tileHeight < picture.height ? 0x40 : 0)
    bytes += [UInt8(picture.bits), UInt8(4 << 4 | picture.layout), UInt8(picture.encoding << 4), UInt8(isSplit)]
    bytes += Self.number(picture.headerSize)
    bytes += [picture.mosaicBits == nil ? 0 : 0x80, 0, 0, 0]
    for _ in 0..<4 { bytes += [1, 1, 0, 0] }
    if let mosaicBits = picture.mosaicBits {
      bytes += Self.number(36) + [0xC0, 0, 0, 0] + [UInt8](repeating: 0, count: 24) + [UInt8(mosaicBits), 0, 0, 0]
    }
    return Self.box("CMP1", bytes)
  }

  private static func number(_ value: Int, bytes: Int = 4) -> [UInt8] {
    (0..<bytes).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private static func box(_ type: String, _ content: [UInt8]) -> [UInt8] { number(content.count + 8) + Array(type.utf8) + content }
}
