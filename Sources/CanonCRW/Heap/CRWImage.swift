package import ByteCoding

/// Where a CRW file holds its mosaic, and how that is coded.
package struct CRWImage: Hashable, Sendable {
  /// The raw record's bytes in the file: what `CRWStream` takes.
  package let range: Range<Int>
  package let format: CRWFormat

  /// Finds the mosaic of a whole CRW file.
  ///
  /// Whether there is a plane of low bits is told by the bytes, as no record tells it. Throws what `CIFFFile` and `CRWFormat` do, and
  /// `unsupported` (`crw.record`) where the file has no compressed mosaic of the kind that this room knows.
  package init(parsing file: ArraySlice<UInt8>, budget: MemoryBudget = .standard) throws(Fault) {
    let ciff = try CIFFFile(parsing: file)
    var reader = ByteReader(file)
    guard let raw = ciff.first(CIFFRecord.Tag.rawImage) else { throw .unsupported("crw.record", "the file holds no raw image") }
    guard let sensor = ciff.first(CIFFRecord.Tag.sensor), sensor.range.count >= 6 else {
      throw .unsupported("crw.record", "the file does not tell its sensor's size")
    }
    guard let table = ciff.first(CIFFRecord.Tag.decoderTable), table.range.count >= 4 else {
      throw .unsupported("crw.record", "the file names no decoder table: its raw image is not compressed, or otherwise")
    }
    try reader.seek(to: table.range.lowerBound)
    let number = Int(try reader.u32(bigEndian: ciff.isBigEndian))
    // The record's own size comes first.
    try reader.seek(to: sensor.range.lowerBound + 2)
    let width = Int(try reader.u16(bigEndian: ciff.isBigEndian))
    let height = Int(try reader.u16(bigEndian: ciff.isBigEndian))
    range = raw.range
    let bytes = file[(file.startIndex + range.lowerBound)..<(file.startIndex + range.upperBound)]
    format = try CRWFormat(
      width: width, height: height, table: number, hasLowBits: CRWFormat.seemsToHaveLowBits(bytes), budget: budget)
  }
}
