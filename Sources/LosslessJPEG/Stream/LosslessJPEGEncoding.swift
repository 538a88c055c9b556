package import ByteCoding

extension LosslessJPEGStream {
  /// Makes a stream from its parts: the bytes that were decoded to them, where they come from `decode`.
  ///
  /// `samples` has `header.sampleCount` elements. Throws `misuse` for another number, and `damaged` where a sample needs a code that
  /// its table does not have (`ljpeg.code`) or the remainder is not one of such a stream (`ljpeg.remainder`).
  package static func encode(
    header: LosslessJPEGHeader, samples: UnsafeBufferPointer<UInt16>, remainder: LosslessJPEGRemainder
  ) throws(Fault) -> [UInt8] {
    guard samples.count == header.sampleCount, let source = samples.baseAddress else {
      throw Fault(.misuse, "ljpeg.room", "\(samples.count) samples given, \(header.sampleCount) needed")
    }
    let table = CodeTable(header.tables, sixteenthCategory: header.sixteenthCategory)
    let differences = UnsafeMutableBufferPointer<UInt16>.allocate(capacity: header.rowSamples)
    defer { differences.deallocate() }
    let coded = UnsafeMutablePointer<UInt8>.allocate(capacity: EntropyWriter.capacity(header.rowSamples))
    defer { coded.deallocate() }
    return try table.entries.withUnsafeBufferPointer { entries throws(Fault) in
      guard let entries = entries.baseAddress else { throw unwritable(0) }
      var assembly = Assembly(header: header, remainder: remainder, coded: coded)
      let prediction = RowPrediction(predictor: header.predictor, step: header.components, origin: header.origin)
      let segmentRows = header.restartRows == 0 ? header.height : header.restartRows
      for row in 0..<header.height {
        let line = source + row * header.rowSamples
        let isFirst = row % segmentRows == 0
        prediction.differences(of: line, above: isFirst ? nil : line - header.rowSamples, into: differences)
        assembly.writer.write(UnsafeBufferPointer(differences), components: header.components, entries: entries)
        guard !assembly.writer.lacksCode else { throw unwritable(row) }
        if (row + 1) % segmentRows == 0 || row + 1 == header.height { try assembly.endSegment() }
        assembly.empty()
      }
      return try assembly.finish()
    }
  }

  /// Makes a stream from its parts.
  package static func encode(
    header: LosslessJPEGHeader, samples: [UInt16], remainder: LosslessJPEGRemainder
  ) throws(Fault) -> [UInt8] {
    try samples.withUnsafeBufferPointer { samples throws(Fault) in try encode(header: header, samples: samples, remainder: remainder) }
  }

  private static func unwritable(_ row: Int) -> Fault {
    .damaged("ljpeg.code", "a sample needs a code that its Huffman table does not have", at: "row \(row)")
  }

  /// Decodes all samples, encodes them again, and compares every byte.
  ///
  /// Throws what `decode` does, and `unsupported` (`ljpeg.inexact`) where other bytes come out. Takes the memory of one more stream.
  package func decodeProving(into target: UnsafeMutableBufferPointer<UInt16>) throws(Fault) -> LosslessJPEGRemainder {
    let remainder = try decode(into: target)
    let samples = UnsafeBufferPointer(rebasing: target[..<header.sampleCount])
    guard try Self.encode(header: header, samples: samples, remainder: remainder)[...] == bytes else {
      throw .unsupported("ljpeg.inexact", "the stream does not come back from its samples byte for byte")
    }
    return remainder
  }
}

/// A stream that grows row by row.
private struct Assembly {
  private let header: LosslessJPEGHeader
  private let remainder: LosslessJPEGRemainder
  private let coded: UnsafeMutablePointer<UInt8>
  private var output: [UInt8]
  private var segment = 0
  /// The next unusual ending.
  private var ending = 0
  var writer: EntropyWriter

  init(header: LosslessJPEGHeader, remainder: LosslessJPEGRemainder, coded: UnsafeMutablePointer<UInt8>) {
    self.header = header
    self.remainder = remainder
    self.coded = coded
    output = header.bytes
    writer = EntropyWriter(coded)
  }

  /// Moves what was coded to the output.
  mutating func empty() {
    output.append(contentsOf: UnsafeBufferPointer(start: coded, count: writer.position))
    writer.empty()
  }

  mutating func endSegment() throws(Fault) {
    let isLast = segment == header.segmentCount - 1
    var padding: UInt8 = remainder.padsWithOnes ? 0xFF : 0
    var separator = isLast ? [] : LosslessJPEGRemainder.restartMarker(after: segment)
    if ending < remainder.endings.count, remainder.endings[ending].segment == segment {
      (padding, separator) = (remainder.endings[ending].padding, remainder.endings[ending].separator)
      guard Int(padding) < 1 << writer.spareBits, separator.isEmpty || !isLast else { throw foreign }
      ending += 1
    }
    writer.align(padding: padding)
    empty()
    output += separator
    segment += 1
  }

  consuming func finish() throws(Fault) -> [UInt8] {
    guard ending == remainder.endings.count else { throw foreign }
    return output + remainder.tail
  }

  private var foreign: Fault { .damaged("ljpeg.remainder", "the remainder does not belong to a stream of these samples") }
}
