extension TIFFDirectory {
  /// More strips or tiles than any camera writes: one a row of the tallest sensor, several times over.
  static let chunkLimit = 1 << 18

  /// The image this directory describes; nil where it describes none or sizes make no sense.
  ///
  /// Cost: linear in the strips or tiles listed, at most 262,144.
  package var imageLayout: TIFFImageLayout? {
    guard let width = self[TIFFTag.imageWidth]?.integer, let height = self[TIFFTag.imageLength]?.integer,
      width > 0, height > 0, width <= 1 << 20, height <= 1 << 20
    else { return nil }
    let tileOffsets = self[TIFFTag.tileOffsets]
    let isTiled = tileOffsets != nil
    guard let offsetEntry = tileOffsets ?? self[TIFFTag.stripOffsets], offsetEntry.count <= Self.chunkLimit,
      let offsets = offsetEntry.integers(), !offsets.isEmpty
    else { return nil }
    let counts = self[isTiled ? TIFFTag.tileByteCounts : TIFFTag.stripByteCounts]?.integers(limit: offsets.count) ?? []
    let chunkWidth = isTiled ? self[TIFFTag.tileWidth]?.integer ?? width : width
    var chunkHeight = self[isTiled ? TIFFTag.tileLength : TIFFTag.rowsPerStrip]?.integer ?? height
    if !isTiled { chunkHeight = min(chunkHeight, height) }
    guard chunkWidth > 0, chunkHeight > 0, chunkWidth <= 1 << 20, chunkHeight <= 1 << 20 else { return nil }
    return TIFFImageLayout(
      width: width, height: height, bitsPerSample: self[TIFFTag.bitsPerSample]?.integer ?? 1,
      samplesPerPixel: self[TIFFTag.samplesPerPixel]?.integer ?? 1, compression: self[TIFFTag.compression]?.integer ?? 1,
      photometric: self[TIFFTag.photometricInterpretation]?.integer,
      planarConfiguration: self[TIFFTag.planarConfiguration]?.integer ?? 1, fillOrder: self[TIFFTag.fillOrder]?.integer ?? 1,
      isTiled: isTiled, chunkWidth: chunkWidth, chunkHeight: chunkHeight,
      chunks: chunks(offsets, counts, across: (width - 1) / chunkWidth + 1, width: chunkWidth, height: chunkHeight),
      linearizationTable: self[TIFFTag.linearizationTable])
  }

  private func chunks(_ offsets: [Int], _ counts: [Int], across: Int, width: Int, height: Int) -> [TIFFImageLayout.Chunk] {
    offsets.indices.compactMap { index in
      let offset = offsets[index]
      guard offset >= 0, offset < fileLength else { return nil }
      // Where counts are missing, or zero as some cameras write them, the file's end is the only bound.
      let claimed = index < counts.count && counts[index] > 0 ? counts[index] : fileLength
      return TIFFImageLayout.Chunk(
        offset: offset, byteCount: min(claimed, fileLength - offset), row: index / across * height, column: index % across * width)
    }
  }
}
