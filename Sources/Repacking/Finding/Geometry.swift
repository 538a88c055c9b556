internal import SensorModel
internal import TIFFReading

/// Where samples might lie, before it is known how they are packed.
struct Geometry {
  struct Chunk {
    var offset: Int
    /// Bytes available.
    var byteCount: Int
    var row: Int
    var column: Int
    var rows: Int
  }

  /// Samples of one row of a chunk.
  let columns: Int
  let chunks: [Chunk]
  /// Bits a sample that the container claims.
  let bits: Int?
  /// One run whose end and half-frames nobody has told.
  let isOpen: Bool

  /// The strips or tiles of an image that may be the mosaic's; nil where sizes differ too much or it is surely compressed.
  init?(_ image: TIFFImageLayout, mosaic: Mosaic) {
    let isPlausible =
      image.width >= mosaic.width / 2 && image.width / 2 <= mosaic.width && image.height >= mosaic.height / 2
      && image.height / 2 <= mosaic.height
    guard isPlausible, image.samplesPerPixel == 1, !TIFFCompression.isSurelyCompressed(image.compression),
      image.chunkWidth <= PackedLayout.columnLimit,
      // Far more strips or tiles than cover the image are no list of them.
      image.chunks.count <= 2 * ((image.width - 1) / image.chunkWidth + 1) * ((image.height - 1) / image.chunkHeight + 1) + 16
    else { return nil }
    columns = image.chunkWidth
    chunks = image.chunks.map { chunk in
      let rows = image.isTiled ? image.chunkHeight : min(image.chunkHeight, max(1, image.height - chunk.row))
      return Chunk(offset: chunk.offset, byteCount: chunk.byteCount, row: chunk.row, column: chunk.column, rows: rows)
    }
    guard !chunks.isEmpty else { return nil }
    bits = image.bitsPerSample
    isOpen = false
  }

  /// One run of rows as wide as the mosaic, from an offset to the file's end at most.
  init?(from offset: Int, fileLength: Int, mosaic: Mosaic, bits: Int?) {
    guard offset >= 0, offset < fileLength else { return nil }
    columns = mosaic.width
    chunks = [Chunk(offset: offset, byteCount: fileLength - offset, row: 0, column: 0, rows: mosaic.height)]
    self.bits = bits
    isOpen = true
  }
}
