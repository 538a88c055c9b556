package import ByteCoding

/// What a compressed Fujifilm stream's samples need to be told from its bytes: size, depth and colour filters.
///
/// The stream's own header says all of it but the filters.
package struct FujiRAFFormat: Hashable, Sendable {
  /// Samples of a row of the mosaic, a multiple of 24. Rows are coded in whole strips of 768: the last one may go on beyond the mosaic.
  package let width: Int
  /// Rows, a multiple of 6.
  package let height: Int
  /// Bits of a sample: 12, 14 or 16.
  package let bits: Int
  package let filters: FujiColorFilters

  /// Samples of a row of a strip.
  package static let stripWidth = 768
  /// The header tells the width of all strips in 16 bits.
  private static let stripLimit = 85

  /// Throws `damaged` (`size.empty`) or `overLimit` (`size.limit`) for impossible sizes, `unsupported` (`fuji.format`) for sizes that are
  /// no multiples of 24 and 6, more than 85 strips, and other depths than 12, 14 and 16.
  package init(width: Int, height: Int, bits: Int, filters: FujiColorFilters, budget: MemoryBudget = .standard) throws(Fault) {
    try budget.check(width: width, height: height, at: "the raw image")
    guard width % 24 == 0, height % 6 == 0, width <= Self.stripLimit * Self.stripWidth, height < 65_536 else {
      throw .unsupported("fuji.format", "compressed samples of \(width)x\(height) do not fill the blocks that they are coded in")
    }
    guard bits == 12 || bits == 14 || bits == 16 else {
      throw .unsupported("fuji.format", "compressed samples of \(bits) bits are of no known kind")
    }
    (self.width, self.height, self.bits, self.filters) = (width, height, bits, filters)
  }

  package var sampleCount: Int { width * height }

  /// Strips, side by side; each is coded by itself.
  package var stripCount: Int { (width + Self.stripWidth - 1) / Self.stripWidth }

  /// The mosaic's columns in a strip.
  package func columns(ofStrip index: Int) -> Range<Int> {
    (index * Self.stripWidth)..<min(width, (index + 1) * Self.stripWidth)
  }

  /// One more than the largest sample.
  var valueCount: Int { 1 << bits }

  /// Zeros in front of a code of fixed length: shorter runs begin a Golomb code.
  var escapeLength: Int { 3 * bits - 1 }
}

extension FujiRAFFormat {
  /// The format's bytes: width and height (varint), bits (u8), the filters (u8).
  package func serialized() -> [UInt8] {
    var writer = ByteWriter()
    writer.varint(width)
    writer.varint(height)
    writer.u8(UInt8(bits))
    writer.u8(filters.rawValue)
    return writer.bytes
  }

  /// Reads what `serialized` wrote, and goes on behind it. Throws what the other initialiser does, and `damaged` (`bytes.short`,
  /// `bytes.varint`, `fuji.filters`).
  package init(parsing reader: inout ByteReader, budget: MemoryBudget = .standard) throws(Fault) {
    let (width, height) = (try reader.varint(), try reader.varint())
    let (bits, kind) = (Int(try reader.u8()), try reader.u8())
    guard let filters = FujiColorFilters(rawValue: kind) else {
      throw .damaged("fuji.filters", "there are no colour filters of kind \(kind)")
    }
    try self.init(width: width, height: height, bits: bits, filters: filters, budget: budget)
  }
}
