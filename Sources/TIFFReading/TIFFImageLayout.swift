/// Where and how a directory says its image lies in the file: claims, held inside the file but not otherwise checked.
package struct TIFFImageLayout: Hashable, Sendable {
  /// One strip or tile.
  package struct Chunk: Hashable, Sendable {
    /// Where it starts in the file; below the file's length.
    package let offset: Int
    /// Bytes, cut at the end of the file; never 0.
    package let byteCount: Int
    /// The image row and column of its first sample.
    package let row: Int
    package let column: Int
  }

  package let width: Int
  package let height: Int
  /// Bits of the first sample of a pixel; 1 where the file does not say, as TIFF has it.
  package let bitsPerSample: Int
  package let samplesPerPixel: Int
  package let compression: Int
  package let photometric: Int?
  package let planarConfiguration: Int
  package let fillOrder: Int
  package let isTiled: Bool
  /// Columns of one strip or tile; for tiles, edge tiles too are this wide.
  package let chunkWidth: Int
  /// Rows of one strip or tile; the last strip may have fewer.
  package let chunkHeight: Int
  /// In the order of the file's lists; chunks outside the file are left out.
  package let chunks: [Chunk]
  /// DNG's table from stored codes to linear values.
  package let linearizationTable: TIFFEntry?

  /// All bytes of all chunks.
  package var byteCount: Int { chunks.reduce(0) { $0 &+ $1.byteCount } }
}
