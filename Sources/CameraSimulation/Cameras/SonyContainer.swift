internal import ByteCoding
internal import SensorModel

/// A little-endian TIFF in the manner of Sony's ARW files: a preview and the camera in the first directory, the raw picture in a second
/// one.
struct SonyContainer {
  var shot: SimulatedShot
  var caption: SimulatedCaption
  var bits: Int
  var compression: Int
  /// Rows by the directory.
  var height: Int
  /// The tone curve's points; none where empty.
  var curvePoints: [Int] = []
  /// Bytes after the strip that no tag speaks of.
  var trailer: [UInt8] = []

  /// The file around a strip.
  func written(_ strip: [UInt8]) -> [UInt8] {
    let preview = Preview(of: shot, side: 64)
    var first = preview.directory
    first[271] = .text(caption.make)
    first[272] = .text(caption.model)
    first[274] = .shorts([1])
    first[305] = .text(caption.software)
    first[306] = .text(caption.dateTime)
    first[330] = .longs([0])
    first[34665] = .longs([0])
    let exif = Self.exif(caption)
    var raw = TIFFDirectory()
    raw[254] = .longs([0])
    raw[256] = .longs([shot.stored.width])
    raw[257] = .longs([height])
    raw[258] = .shorts([bits])
    raw[259] = .shorts([compression])
    raw[262] = .shorts([32803])
    raw[273] = .longs([0])
    raw[277] = .shorts([1])
    raw[278] = .longs([height])
    raw[279] = .longs([strip.count])
    raw[284] = .shorts([1])
    SimulatedRawWriter.describeFilters(shot, in: &raw)
    if !curvePoints.isEmpty { raw[0x7010] = .shorts(curvePoints) }
    let exifStart = 8 + first.byteCount
    let rawStart = exifStart + exif.byteCount
    let previewStart = rawStart + raw.byteCount
    // Sony's strips begin at round places.
    let stripStart = (previewStart + preview.bytes.count + 0x7FFF) / 0x8000 * 0x8000
    first[330] = .longs([rawStart])
    first[34665] = .longs([exifStart])
    first[273] = .longs([previewStart])
    raw[273] = .longs([stripStart])
    var writer = ByteWriter(reserving: stripStart + strip.count + trailer.count)
    writer.write("II".utf8)
    writer.u16(42)
    writer.u32(8)
    first.write(to: &writer, bigEndian: false)
    exif.write(to: &writer, bigEndian: false)
    raw.write(to: &writer, bigEndian: false)
    writer.write(preview.bytes)
    writer.write(Array(repeating: 0, count: stripStart - writer.count))
    writer.write(strip)
    writer.write(trailer)
    return writer.bytes
  }

  static func exif(_ caption: SimulatedCaption) -> TIFFDirectory {
    var exif = TIFFDirectory()
    exif[0x829A] = .rationals([(1, caption.shutter)])
    exif[0x829D] = .rationals([(caption.apertureTenths, 10)])
    exif[0x8827] = .shorts([caption.iso])
    exif[0x9003] = .text(caption.dateTime)
    exif[0x920A] = .rationals([(caption.focalLength, 1)])
    return exif
  }
}
