package import ByteCoding

/// A compressed stream of a camera file.
package struct FujiRAFFound: Hashable, Sendable {
  /// The stream's bytes in the file: what `FujiRAFStream` takes.
  package let range: Range<Int>
  package let format: FujiRAFFormat
}

/// Finds compressed streams in RAF files.
package enum FujiRAFFile {
  /// The compressed mosaic of a whole RAF file: one element.
  ///
  /// Nothing in a file with Bayer filters names their phase: it is taken for RG/GB, as in all cameras that compress. Throws `unsupported`:
  /// `raf.header` for other files, `raf.raw` without raw data, `fuji.signature` for uncompressed samples, `fuji.lossy`, `fuji.version`,
  /// `fuji.header`, `fuji.filters` and `fuji.format` for variants that are not handled; `damaged` (`bytes.short`, `fuji.short`,
  /// `size.empty`) and `overLimit` (`size.limit`).
  package static func find(in file: [UInt8], budget: MemoryBudget = .standard) throws(Fault) -> [FujiRAFFound] {
    let container = try RAFContainer(parsing: file[...])
    guard let range = container.rawDirectory?.samples ?? container.raw else {
      throw .unsupported("raf.raw", "the file holds no raw data")
    }
    let header = try FujiRAFHeader(parsing: file[range])
    var filters = FujiColorFilters.redGreen
    if header.rawType == 16 {
      guard let found = container.xTransColors.flatMap({ FujiColorFilters(xTrans: $0) }) else {
        throw .unsupported("fuji.filters", "the file's X-Trans filters are not in an order that samples are coded in")
      }
      filters = found
    }
    let format = try FujiRAFFormat(width: header.width, height: header.height, bits: header.bits, filters: filters, budget: budget)
    return [FujiRAFFound(range: range, format: format)]
  }
}
