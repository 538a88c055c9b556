internal import BitCoding
package import ByteCoding

/// The room that takes the compressed strips of Nikon (NEF, compression 34713) and Pentax (PEF, compression 65535) apart, and puts them
/// together again byte for byte.
///
/// Both code the difference of each sample to the one two columns to the left by its size and its bits, without stuffing and without
/// markers; they differ in their Huffman codes and first predictors. A strip is its format, its samples, and a remainder.

/// A strip in memory, its format known.
package struct NikonPentaxStream: Sendable {
  package let format: NikonPentaxFormat
  let bytes: ArraySlice<UInt8>

  /// Takes a strip; it may go on after the last sample. Throws `damaged` (`nph.short`) where there are fewer bits than samples.
  package init(_ bytes: ArraySlice<UInt8>, format: NikonPentaxFormat) throws(Fault) {
    (self.bytes, self.format) = (bytes, format)
    guard bytes.count * 8 >= format.sampleCount else { throw Self.short(at: 0) }
  }

  private static func short(at row: Int) -> Fault { .damaged("nph.short", "the coded samples end before the last row", at: "row \(row)") }

  /// Decodes all samples, row by row, as they were coded: before any curve, modulo 65536; `target` has room for `format.sampleCount`.
  ///
  /// Throws `damaged` where bytes run out (`nph.short`) or are no code (`nph.code`).
  package func decode(into target: UnsafeMutableBufferPointer<UInt16>) throws(Fault) -> NikonPentaxRemainder {
    guard target.count >= format.sampleCount, let start = target.baseAddress else {
      throw Fault(.misuse, "nph.room", "there is no room for the samples")
    }
    let first = CodeTables(format.code).reading
    let second = format.splitCode.map { CodeTables($0).reading } ?? first
    return try bytes.withUnsafeBufferPointer { bytes throws(Fault) in
      try first.withUnsafeBufferPointer { first throws(Fault) in
        try second.withUnsafeBufferPointer { second throws(Fault) in
          // Neither is ever empty.
          guard let first = first.baseAddress, let second = second.baseAddress else { throw Self.short(at: 0) }
          return try decode(bytes, first, second, into: start)
        }
      }
    }
  }

  /// All samples, and what else makes the strip.
  package func decoded() throws(Fault) -> (samples: [UInt16], remainder: NikonPentaxRemainder) {
    var samples = [UInt16](repeating: 0, count: format.sampleCount)
    let remainder = try samples.withUnsafeMutableBufferPointer { target throws(Fault) in try decode(into: target) }
    return (samples, remainder)
  }

  private func decode(
    _ bytes: UnsafeBufferPointer<UInt8>, _ first: UnsafePointer<UInt64>, _ second: UnsafePointer<UInt64>,
    into target: UnsafeMutablePointer<UInt16>
  ) throws(Fault) -> NikonPentaxRemainder {
    var remainder = NikonPentaxRemainder()
    var reader = DifferenceReader(bytes)
    for number in 0..<format.height {
      let row = target + number * format.width
      let entries = format.splitRow > 0 && number >= format.splitRow ? second : first
      reader.forget()
      let before = reader
      Self.read(&reader, row, format.width, entries)
      // Zeros read beyond the end may be no code: what came first is the end.
      guard !reader.bits.isExhausted else { throw Self.short(at: number) }
      guard reader.met & (CodeTables.noCode & ~1) == 0 else {
        throw .damaged("nph.code", "the coded samples hold a code that means nothing", at: "row \(number)")
      }
      if reader.met & CodeTables.twin != 0 { remainder.twins += Self.twins(before, number * format.width, format.width, entries) }
      undoDifferences(row, number)
    }
    let padding = reader.align()
    (remainder.padding, remainder.tail) = (padding.bits, Array(bytes[reader.bits.position...]))
    return remainder
  }

  /// Reads the differences of a row. By value, so that the loop's own copy of the reader can stay in registers.
  private static func read(
    _ reader: inout DifferenceReader, _ row: UnsafeMutablePointer<UInt16>, _ width: Int, _ entries: UnsafePointer<UInt64>
  ) {
    var copy = reader
    for column in 0..<width { row[column] = copy.difference(entries).value }
    reader = copy
  }

  /// The places of a row whose codes are second ones, by reading it again.
  private static func twins(_ before: DifferenceReader, _ start: Int, _ width: Int, _ entries: UnsafePointer<UInt64>) -> [Int] {
    var reader = before
    return (start..<(start + width)).filter { _ in reader.difference(entries).entry & CodeTables.twin != 0 }
  }

  private func undoDifferences(_ row: UnsafeMutablePointer<UInt16>, _ number: Int) {
    for column in 0..<min(2, format.width) { row[column] &+= format.above(UnsafePointer(row), number, column) }
    guard format.width > 2 else { return }
    var (even, odd) = (row[0], row[1])
    var column = 2
    while column &+ 1 < format.width {
      even &+= row[column]
      odd &+= row[column &+ 1]
      row[column] = even
      row[column &+ 1] = odd
      column &+= 2
    }
    if column < format.width { row[column] &+= even }
  }
}
