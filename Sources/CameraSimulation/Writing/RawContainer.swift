internal import ByteCoding

/// Puts directories, preview and samples into one TIFF file and fills in where each lies.
struct RawContainer {
  var first: TIFFDirectory
  var exif: TIFFDirectory
  /// Nil where the first directory is the raw picture's.
  var raw: TIFFDirectory?
  let preview: [UInt8]
  let runs: SampleRuns
  let options: DNGOptions

  func written() -> [UInt8] {
    var (first, raw) = (first, raw)
    // Sizes do not depend on the offsets' values, so all places are known once the pointers exist.
    first[34665] = .longs([0])
    if raw != nil { first[330] = .longs([0]) }
    let exifStart = 8 + first.byteCount
    let rawStart = exifStart + exif.byteCount
    let previewStart = rawStart + (raw?.byteCount ?? 0)
    let dataStart = (previewStart + preview.count + 15) / 16 * 16
    first[34665] = .longs([exifStart])
    if raw != nil {
      first[330] = .longs([rawStart])
      first[273] = .longs([previewStart])
      raw.map { directory in
        var filled = directory
        runs.describe(in: &filled, start: dataStart)
        raw = filled
      }
    } else {
      runs.describe(in: &first, start: dataStart)
    }
    var writer = ByteWriter(reserving: dataStart + runs.runs.reduce(options.trailer.count) { $0 + $1.count })
    writer.write((options.bigEndian ? "MM" : "II").utf8)
    writer.u16(42, bigEndian: options.bigEndian)
    writer.u32(8, bigEndian: options.bigEndian)
    first.write(to: &writer, bigEndian: options.bigEndian)
    exif.write(to: &writer, bigEndian: options.bigEndian)
    raw?.write(to: &writer, bigEndian: options.bigEndian)
    writer.write(preview)
    writer.write(Array(repeating: 0, count: dataStart - writer.count))
    for run in runs.runs { writer.write(run) }
    writer.write(options.trailer)
    return writer.bytes
  }
}
