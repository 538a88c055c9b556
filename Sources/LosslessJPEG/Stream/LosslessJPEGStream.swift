package import ByteCoding

/// The room that takes lossless JPEG streams (ITU-T T.81, process 14: SOF3) apart, and puts them together again byte for byte.
///
/// A stream is its header's bytes, its samples, and a remainder. What is decoded here encodes to the same bytes: where a stream could
/// have been written in another way that samples do not tell, decoding throws.

/// A stream in memory, its header read.
package struct LosslessJPEGStream: Sendable {
  package let header: LosslessJPEGHeader
  let bytes: ArraySlice<UInt8>

  /// Bytes between a segment and its restart marker that are taken for filling; with more, the marker counts as missing.
  private static let fillingLimit = 16

  /// Reads the header. `bytes` starts with the SOI marker and may go on after the stream's end.
  ///
  /// Throws what `LosslessJPEGHeader` does, and `damaged` (`ljpeg.short`) where there are fewer bits than samples.
  package init(
    parsing bytes: ArraySlice<UInt8>, sixteenthCategory: SixteenthCategory = .alone, budget: MemoryBudget = .standard
  ) throws(Fault) {
    header = try LosslessJPEGHeader(parsing: bytes, sixteenthCategory: sixteenthCategory, budget: budget)
    self.bytes = bytes
    guard header.sampleCount <= (bytes.count - header.bytes.count) * 8 else { throw Self.short(at: 0) }
  }

  private static func short(at row: Int) -> Fault {
    .damaged("ljpeg.short", "the coded samples end before the last row", at: "row \(row)")
  }

  /// Decodes all samples, row by row, components interleaved; `target` has room for `header.sampleCount`.
  ///
  /// Throws `damaged` where bytes run out (`ljpeg.short`) or are no code (`ljpeg.code`), `unsupported` where a code has a shorter twin
  /// (`ljpeg.twin`) or category 16 has bits of a shorter one (`ljpeg.sixteenth`), so that samples would not tell the bytes.
  package func decode(into target: UnsafeMutableBufferPointer<UInt16>) throws(Fault) -> LosslessJPEGRemainder {
    guard target.count >= header.sampleCount else { throw Fault(.misuse, "ljpeg.room", "there is no room for the samples") }
    let lookup = CodeLookup(header.tables)
    return try bytes.withUnsafeBufferPointer { bytes throws(Fault) in
      try lookup.short.withUnsafeBufferPointer { short throws(Fault) in
        try lookup.long.withUnsafeBufferPointer { long throws(Fault) in
          // Both have entries: there is at least one component.
          guard let short = short.baseAddress, let long = long.baseAddress else { throw Self.short(at: 0) }
          return try decode(bytes, short, long, into: target)
        }
      }
    }
  }

  /// All samples, and what else makes the stream.
  package func decoded() throws(Fault) -> (samples: [UInt16], remainder: LosslessJPEGRemainder) {
    var samples = [UInt16](repeating: 0, count: header.sampleCount)
    let remainder = try samples.withUnsafeMutableBufferPointer { target throws(Fault) in try decode(into: target) }
    return (samples, remainder)
  }

  private func decode(
    _ bytes: UnsafeBufferPointer<UInt8>, _ short: UnsafePointer<UInt16>, _ long: UnsafePointer<Int32>,
    into target: UnsafeMutableBufferPointer<UInt16>
  ) throws(Fault) -> LosslessJPEGRemainder {
    var reader = EntropyReader(bytes, from: header.bytes.count, sixteenthCategory: header.sixteenthCategory)
    let prediction = RowPrediction(predictor: header.predictor, step: header.components, origin: header.origin)
    let rowSamples = header.rowSamples
    let segmentRows = header.restartRows == 0 ? header.height : header.restartRows
    var endings: [(ending: LosslessJPEGRemainder.Ending, bits: Int)] = []
    var above: UnsafePointer<UInt16>?
    for row in 0..<header.height {
      let line = UnsafeMutableBufferPointer(rebasing: target[(row * rowSamples)..<((row + 1) * rowSamples)])
      reader.read(line, components: header.components, short: short, long: long)
      try check(reader, row)
      prediction.undo(line, above: above)
      above = UnsafePointer(line.baseAddress)
      if (row + 1) % segmentRows == 0 || row + 1 == header.height {
        let padding = reader.align()
        let isLast = row + 1 == header.height
        let next = isLast ? reader.position : Self.nextSegment(bytes, from: reader.position)
        endings.append(
          (.init(segment: endings.count, padding: padding.bits, separator: Array(bytes[reader.position..<next])), padding.count))
        reader.begin(at: next)
        above = nil
      }
    }
    return LosslessJPEGRemainder(endings, tail: Array(bytes[reader.position...]))
  }

  private func check(_ reader: EntropyReader, _ row: Int) throws(Fault) {
    // Zeros read beyond the end may be no code: what came first is the end.
    guard !reader.isExhausted else { throw Self.short(at: row) }
    switch reader.trouble {
    case .none: return
    case .code: throw .damaged("ljpeg.code", "the coded samples hold a code that means nothing", at: "row \(row)")
    case .twin: throw .unsupported("ljpeg.twin", "a sample has a longer code than its Huffman table offers", at: "row \(row)")
    case .sixteenth: throw .unsupported("ljpeg.sixteenth", "a sample of category 16 has a shorter category", at: "row \(row)")
    }
  }

  /// The first byte behind the next restart marker; `start` where none is near.
  private static func nextSegment(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var position = start
    while position + 1 < bytes.count, position - start <= fillingLimit {
      guard bytes[position] == 0xFF else {
        position += 1
        continue
      }
      var code = position + 1
      while code < bytes.count, bytes[code] == 0xFF { code += 1 }
      guard code < bytes.count else { return start }
      if (0xD0...0xD7).contains(bytes[code]) { return code + 1 }
      // Another marker ends the search; a stuffed zero does not.
      guard bytes[code] == 0 else { return start }
      position = code + 1
    }
    return start
  }
}
