internal import BitCoding
package import ByteCoding

/// An ARW1 stream in memory, its format known.
///
/// The columns from the last to the first; in each the even rows from the top, then the odd ones; each sample as the difference to the one
/// before it, across columns too, from 0 on.
package struct ARW1Stream: Sendable {
  package let format: ARW1Format
  let bytes: ArraySlice<UInt8>

  /// Takes a stream; it may go on after the last sample. Throws `damaged` (`arw.short`) where there are fewer bits than samples need.
  package init(_ bytes: ArraySlice<UInt8>, format: ARW1Format) throws(Fault) {
    (self.bytes, self.format) = (bytes, format)
    // No difference takes less than three bits.
    guard bytes.count >= (format.sampleCount * 3 + 7) / 8 else { throw Self.short(column: format.width - 1) }
  }

  private static func short(column: Int) -> Fault { .damaged("arw.short", "the coded samples end early", at: "column \(column)") }

  /// Decodes all samples to rows, as they were coded: twelve bits; `target` has room for `format.sampleCount`.
  ///
  /// Throws `damaged` where bytes run out (`arw.short`) or samples have more than twelve bits (`arw.range`), `misuse` (`arw.room`) where
  /// there is no room. Takes memory for 32 columns.
  package func decode(into target: UnsafeMutableBufferPointer<UInt16>) throws(Fault) -> ARW1Remainder {
    guard target.count >= format.sampleCount, let start = target.baseAddress else {
      throw Fault(.misuse, "arw.room", "there is no room for the samples")
    }
    let entries = ARW1Code.reading()
    return try bytes.withUnsafeBufferPointer { bytes throws(Fault) in
      try entries.withUnsafeBufferPointer { entries throws(Fault) in
        // Never empty.
        guard let entries = entries.baseAddress else { throw Self.short(column: 0) }
        var reader = DifferenceReader(bytes)
        try decode(&reader, entries, into: start)
        let padding = reader.align()
        return ARW1Remainder(padding: padding, tail: Array(bytes[reader.bits.position...]))
      }
    }
  }

  /// All samples, and what else makes the stream.
  package func decoded() throws(Fault) -> (samples: [UInt16], remainder: ARW1Remainder) {
    var samples = [UInt16](repeating: 0, count: format.sampleCount)
    let remainder = try samples.withUnsafeMutableBufferPointer { target throws(Fault) in try decode(into: target) }
    return (samples, remainder)
  }

  /// A row takes up one line of the cache in this many columns: they are decoded aside, then laid into the rows together.
  static let columnsAtOnce = 32

  private func decode(
    _ reader: inout DifferenceReader, _ entries: UnsafePointer<UInt32>, into target: UnsafeMutablePointer<UInt16>
  ) throws(Fault) {
    let (width, height) = (format.width, format.height)
    let columns = UnsafeMutablePointer<UInt16>.allocate(capacity: Self.columnsAtOnce * height)
    defer { columns.deallocate() }
    var sum = 0
    var end = width
    while end > 0 {
      let first = max(0, (end - 1) / Self.columnsAtOnce * Self.columnsAtOnce)
      for column in (first..<end).reversed() {
        let met = reader.readColumn(columns + (column - first) * height, height, entries, &sum)
        // Zeros read beyond the end may be no code: what came first is the end.
        guard !reader.bits.isExhausted else { throw Self.short(column: column) }
        guard met.entries & (ARW1Code.noCode & ~1) == 0, met.sums & ~0xFFF == 0 else {
          throw .damaged("arw.range", "a sample has more than twelve bits", at: "column \(column)")
        }
      }
      let count = end - first
      for row in 0..<height {
        let from = columns + (row &>> 1 &+ (row & 1 == 0 ? 0 : height / 2))
        let to = target + (row &* width &+ first)
        for column in 0..<count { to[column] = from[column &* height] }
      }
      end = first
    }
  }
}
