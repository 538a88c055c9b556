/// The sensor's samples as the camera file holds them: one value per photosite, the full area with masked borders.
///
/// (rows, columns), row-major, 0...65535. The CFA's phase is counted from the top left of this full area.
package struct Mosaic: Hashable, Sendable {
  package let width: Int
  package let height: Int
  /// Exactly `width * height` values.
  package private(set) var samples: [UInt16]

  /// The caller hands over exactly `width * height` samples; anything else is a mistake of the caller and traps.
  package init(width: Int, height: Int, samples: [UInt16]) {
    precondition(width > 0 && height > 0 && samples.count == width * height, "a mosaic needs width * height samples")
    self.width = width
    self.height = height
    self.samples = samples
  }

  package subscript(row: Int, column: Int) -> UInt16 {
    precondition(row >= 0 && row < height && column >= 0 && column < width)
    return samples[row * width + column]
  }

  /// The samples as bytes, little-endian, row by row: what digests of a mosaic are taken over.
  package func withLittleEndianBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    #if _endian(little)
      return try samples.withUnsafeBytes(body)
    #else
      return try samples.map(\.littleEndian).withUnsafeBytes(body)
    #endif
  }

  /// The same mosaic with every value looked up in a table; values past its end take its last entry.
  package func mapped(by table: [UInt16]) -> Mosaic {
    guard let last = table.last else { return self }
    let full = table + Array(repeating: last, count: max(0, 65_536 - table.count))
    return Mosaic(width: width, height: height, samples: samples.map { full[Int($0)] })
  }
}
