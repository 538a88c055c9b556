package import ByteCoding

/// Everything a lossless JPEG stream says before its coded samples, and the bytes that say it.
///
/// Only what has one meaning gets here: one scan of all components, Huffman coding, no subsampling, restart intervals of whole rows.
package struct LosslessJPEGHeader: Hashable, Sendable {
  /// From the SOI marker to the end of the scan's header, as they stand in the file.
  package let bytes: [UInt8]
  /// Samples of one component in a row, 1...65535.
  package let width: Int
  /// Rows, 1...65535.
  package let height: Int
  /// Components, interleaved sample by sample, 1...4.
  package let components: Int
  /// Bits of a sample before the point transform, 2...16.
  package let precision: Int
  /// The selection value of T.81's table H.1, 1...7.
  package let predictor: Int
  /// Low bits that were dropped before coding, less than `precision`. Samples are given as coded; shifting is the container's affair.
  package let pointTransform: Int
  /// Rows from one restart to the next; 0 where there are none.
  package let restartRows: Int
  /// The table of each component, in the scan's order.
  package let tables: [HuffmanTable]
  package let sixteenthCategory: SixteenthCategory

  /// Samples of all components in a row.
  package var rowSamples: Int { width * components }
  /// Samples of the whole stream.
  package var sampleCount: Int { rowSamples * height }
  /// Runs of coded samples with a byte boundary after each.
  package var segmentCount: Int { restartRows == 0 ? 1 : (height + restartRows - 1) / restartRows }
  /// The prediction of the first sample of each segment.
  var origin: UInt16 { 1 << UInt16(precision - pointTransform - 1) }

  /// Reads the header at the start of `data`, whatever follows it.
  ///
  /// Throws `unsupported` for other processes of JPEG (`ljpeg.process`), several scans (`ljpeg.scan`), subsampling
  /// (`ljpeg.sampling`), precisions (`ljpeg.precision`), predictors (`ljpeg.predictor`) and restart intervals within rows
  /// (`ljpeg.restart`); `damaged` for what no writer wrote (`ljpeg.marker`, `ljpeg.huffman`, `bytes.short`); `overLimit`.
  package init(
    parsing data: ArraySlice<UInt8>, sixteenthCategory: SixteenthCategory = .alone, budget: MemoryBudget = .standard
  ) throws(Fault) {
    var parser = HeaderParser(data)
    try parser.run()
    try self.init(parser, sixteenthCategory, budget)
  }

  private init(_ parser: HeaderParser, _ sixteenthCategory: SixteenthCategory, _ budget: MemoryBudget) throws(Fault) {
    guard let frame = parser.frame, let scan = parser.scan else {
      throw .damaged("ljpeg.marker", "a scan begins before its frame is described")
    }
    guard (2...16).contains(frame.precision) else {
      throw .unsupported("ljpeg.precision", "samples of \(frame.precision) bits; lossless JPEG has 2 to 16")
    }
    guard frame.height > 0 else { throw .unsupported("ljpeg.size", "the number of rows is not given before the samples") }
    guard (1...4).contains(frame.factors.count), scan.tables.count == frame.factors.count else {
      throw .unsupported("ljpeg.scan", "\(frame.factors.count) components, \(scan.tables.count) of them in the first scan")
    }
    // A scan of one component is not subsampled, whatever factors it names.
    guard frame.factors.count == 1 || frame.factors.allSatisfy({ $0 == 0x11 }) else {
      throw .unsupported("ljpeg.sampling", "the components are subsampled")
    }
    guard (1...7).contains(scan.predictor) else {
      throw .unsupported("ljpeg.predictor", "predictor \(scan.predictor); a frame of its own has 1 to 7")
    }
    guard scan.pointTransform < frame.precision else {
      throw .damaged("ljpeg.precision", "the point transform drops all \(frame.precision) bits")
    }
    try budget.check(width: frame.width, height: frame.height, at: "the frame")
    guard frame.width * frame.height * frame.factors.count <= budget.samples else {
      throw .overLimit("size.limit", "\(frame.width)x\(frame.height) samples of \(frame.factors.count) components are too many")
    }
    guard parser.restartInterval % frame.width == 0 else {
      throw .unsupported("ljpeg.restart", "a restart interval of \(parser.restartInterval) samples does not fill rows of \(frame.width)")
    }
    var tables: [HuffmanTable] = []
    for index in scan.tables {
      guard let table = index < 4 ? parser.tables[index] : nil else {
        throw .damaged("ljpeg.huffman", "Huffman table \(index) is used but not there")
      }
      tables.append(try HuffmanTable(counts: table.counts, values: table.values))
    }
    bytes = Array(parser.consumed)
    (width, height, components) = (frame.width, frame.height, frame.factors.count)
    (precision, predictor, pointTransform) = (frame.precision, scan.predictor, scan.pointTransform)
    restartRows = parser.restartInterval / frame.width
    self.tables = tables
    self.sixteenthCategory = sixteenthCategory
  }
}
