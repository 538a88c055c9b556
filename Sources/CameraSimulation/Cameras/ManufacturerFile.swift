internal import ByteCoding

/// Puts the directories of a TIFF-like file with a maker's own version word together, and one run of samples behind them.
struct ManufacturerFile {
  /// The four bytes before the first directory's offset; little-endian.
  let signature: [UInt8]
  /// What stands between that offset and the first directory.
  var mark: [UInt8] = []
  var first = TIFFDirectory()
  var exif = TIFFDirectory()

  /// The file; `place` enters into the first directory where the samples begin. It must not change that directory's size.
  func written(_ samples: [UInt8], place: (Int, inout TIFFDirectory) -> Void) -> [UInt8] {
    var first = first
    first[34665] = .longs([0])
    place(0, &first)
    let firstStart = 8 + mark.count
    let exifStart = firstStart + first.byteCount
    let start = (exifStart + exif.byteCount + 255) / 256 * 256
    first[34665] = .longs([exifStart])
    place(start, &first)
    var writer = ByteWriter(reserving: start + samples.count)
    writer.write(signature)
    writer.u32(UInt32(firstStart))
    writer.write(mark)
    first.write(to: &writer, bigEndian: false)
    exif.write(to: &writer, bigEndian: false)
    writer.write([UInt8](repeating: 0, count: start - writer.count))
    writer.write(samples)
    return writer.bytes
  }
}
