internal import ByteCoding
internal import LosslessJPEG

extension LosslessJPEGLayout {
  func decode(_ bytes: ArraySlice<UInt8>, of segment: Segment, into mosaic: inout [UInt16], width: Int, height: Int) throws(Fault) {
    guard mosaic.count == width * height else { throw Self.misplaced(segment) }
    let stream = try LosslessJPEGStream(parsing: bytes, sixteenthCategory: sixteenthCategory)
    _ = try order.decode(stream, columns: columns, row: segment.row, column: segment.column, into: &mosaic, width: width, height: height)
  }
}

extension LosslessJPEGLayout.Order {
  /// Decodes a stream into its place of a mosaic of `width * height` samples; gives what else it holds, and what fills a tile beyond it.
  ///
  /// `columns` are the samples of a tile's row. Throws `damaged` (`ljpeg.tile`, `ljpeg.slices`) or `unsupported` (`ljpeg.slices`) where
  /// the stream's samples do not fit the place, before memory is taken for them, and what the stream throws.
  func decode(
    _ stream: LosslessJPEGStream, columns: Int, row: Int, column: Int, into mosaic: inout [UInt16], width: Int, height: Int
  ) throws(Fault) -> (remainder: LosslessJPEGRemainder, fill: TileFill?) {
    let count = stream.header.sampleCount
    switch self {
    case .tile(let order):
      let tile = try MosaicTile(
        mosaicWidth: width, mosaicHeight: height, row: row, column: column, width: columns, height: count / max(1, columns), order: order,
        sampleCount: count)
      let (samples, remainder) = try stream.decoded()
      let fill = samples.withUnsafeBufferPointer { source in mosaic.withUnsafeMutableBufferPointer { tile.place(source, into: $0) } }
      return (remainder, fill)
    case .slices(let values):
      let slices = try CanonSlices(values, sampleCount: count)
      guard slices.rowSamples == width, slices.height == height else {
        throw .unsupported("ljpeg.slices", "slices of \(slices.rowSamples)x\(slices.height), and a mosaic of \(width)x\(height)")
      }
      let (samples, remainder) = try stream.decoded()
      samples.withUnsafeBufferPointer { source in mosaic.withUnsafeMutableBufferPointer { slices.place(source, into: $0) } }
      return (remainder, nil)
    }
  }
}
