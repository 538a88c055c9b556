package import ByteCoding
internal import TIFFReading

/// Finds the compressed mosaic of Sony's ARW files.
package enum SonyARWFile {
  /// The TIFF compression of Sony's raw streams before lossless JPEG.
  static let compression = 32767
  private static let modelTag: UInt16 = 272
  private static let versionOfDNG: UInt16 = 50_706

  /// Finds the mosaic's stream in a whole file and says which of the two it is, by the same rules as LibRaw.
  ///
  /// A stream of as many bytes as samples is ARW2; one that is neither this long, nor as long as packed samples or 16-bit words are, is
  /// ARW1 and has eight rows more than its directory says. The DSLR-A100 has no directory for it at all. Makers are not looked at: cameras
  /// made by Sony for others name others. Throws `unsupported` for other files: what `TIFFStructure` throws, `arw.compression` for other
  /// compressions, `arw.packed` for samples that are not compressed, `arw.strips` for several strips, and what the formats throw. Cost:
  /// that of reading the directories.
  package static func find(in file: [UInt8], budget: MemoryBudget = .standard) throws(Fault) -> SonyARWFound {
    let structure = try TIFFStructure(parsing: file)
    guard !structure.directories.contains(where: { $0[versionOfDNG] != nil }) else {
      throw .unsupported("arw.compression", "a DNG file holds no Sony stream")
    }
    if let found = try findA100(in: file, structure, budget) { return found }
    var best: (directory: TIFFDirectory, image: TIFFImageLayout)?
    for directory in structure.directories {
      guard let image = directory.imageLayout, image.compression == compression else { continue }
      if best.map({ $0.image.width * $0.image.height < image.width * image.height }) ?? true { best = (directory, image) }
    }
    guard let (directory, image) = best else {
      throw .unsupported("arw.compression", "no image of this file has Sony's compression \(compression)")
    }
    guard !image.isTiled, image.samplesPerPixel == 1, image.chunks.count == 1, let strip = image.chunks.first else {
      throw .unsupported("arw.strips", "Sony's streams are one strip of one sample a pixel; this image is not")
    }
    // What the directory says tells the streams apart, even where the file ends before.
    let (length, samples) = (directory[TIFFTag.stripByteCounts]?.integer ?? strip.byteCount, image.width * image.height)
    if length == samples {
      let points = directory[SonyToneCurve.tag] ?? structure.directories.lazy.compactMap { $0[SonyToneCurve.tag] }.first
      let format = try ARW2Format(width: image.width, height: image.height, budget: budget)
      return SonyARWFound(
        offset: strip.offset, length: strip.byteCount, coding: .arw2(format),
        curve: SonyToneCurve.values(points: points?.integers(limit: 4) ?? []), unreadRows: 0)
    }
    guard (1...32).contains(image.bitsPerSample), (0..<(1 << 48)).contains(length), length != 2 * samples,
      length * 8 != samples * image.bitsPerSample
    else { throw .unsupported("arw.packed", "the samples of this file are packed, not compressed") }
    let format = try ARW1Format(width: image.width, height: image.height + 8, budget: budget)
    // LibRaw leaves out the last rows of this camera, and knows its files by their width.
    let isA350 = image.width == 4600 && model(structure) == "DSLR-A350"
    return SonyARWFound(
      offset: strip.offset, length: strip.byteCount, coding: .arw1(format), curve: [], unreadRows: isA350 ? 4 : 0)
  }

  private static func model(_ structure: TIFFStructure) -> String {
    let text = structure.directories.lazy.compactMap { $0[modelTag]?.text }.first ?? ""
    return String(text.reversed().drop { $0 == " " }.reversed())
  }

  /// The stream of the DSLR-A100: it starts where the first directory's SubIFDs entry points to, and its size stands in a block of
  /// Minolta's. Nil for other cameras.
  private static func findA100(in file: [UInt8], _ structure: TIFFStructure, _ budget: MemoryBudget) throws(Fault) -> SonyARWFound? {
    guard let first = structure.directories.first, model(structure) == "DSLR-A100", first[TIFFTag.imageWidth]?.integer == 3872,
      let offset = first[TIFFTag.subIFDs]?.integer
    else { return nil }
    guard let block = first[privateData]?.integer, let size = MinoltaSensor.size(in: file, at: block), size.width == 3880,
      (0..<file.count).contains(offset)
    else { throw .unsupported("arw.a100", "this DSLR-A100 file does not say its raw image's size and place as others do") }
    // One column more than it says is coded; and LibRaw leaves out the last row.
    let format = try ARW1Format(width: size.width + 1, height: size.height, budget: budget)
    return SonyARWFound(offset: offset, length: file.count - offset, coding: .arw1(format), curve: [], unreadRows: 1)
  }

  private static let privateData: UInt16 = 50_740
}
