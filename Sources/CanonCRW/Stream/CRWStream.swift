package import ByteCoding

/// The room that takes the raw records of Canon CRW files apart, and puts them together again byte for byte.
///
/// A record is its format, its samples, and a remainder. What is decoded here encodes to the same bytes.

/// A raw record in memory, its format known.
package struct CRWStream: Sendable {
  package let format: CRWFormat
  let bytes: ArraySlice<UInt8>

  /// The first difference of a row is one to this.
  static let origin: UInt16 = 512
  /// Rows that make whole blocks, whatever the width.
  static let groupRows = 8

  /// Takes a record; it may go on after the stream's end. Throws `damaged` (`crw.short`) where there are fewer bits than blocks need.
  package init(_ bytes: ArraySlice<UInt8>, format: CRWFormat) throws(Fault) {
    (self.bytes, self.format) = (bytes, format)
    // No block takes less than two codes of two bits.
    guard bytes.count >= format.codesStart, (bytes.count - format.codesStart) * 8 >= format.blockCount * 4 else {
      throw Self.short(at: 0)
    }
  }

  private static func short(at row: Int) -> Fault { .damaged("crw.short", "the coded samples end before the last row", at: "row \(row)") }

  /// Decodes all samples, row by row, as they were coded: 12 bits with low bits, else 10; `target` has room for `format.sampleCount`.
  ///
  /// Throws `damaged` where bytes run out (`crw.short`), are no code (`crw.code`), or make a sample of too many bits (`crw.range`).
  package func decode(into target: UnsafeMutableBufferPointer<UInt16>) throws(Fault) -> CRWRemainder {
    guard target.count >= format.sampleCount, let start = target.baseAddress else {
      throw Fault(.misuse, "crw.room", "there is no room for the samples")
    }
    let lookup = CodeLookup.all[format.table]
    return try bytes.withUnsafeBufferPointer { bytes throws(Fault) in
      try lookup.short.withUnsafeBufferPointer { short throws(Fault) in
        try lookup.long.withUnsafeBufferPointer { long throws(Fault) in
          // Neither is ever empty.
          guard let short = short.baseAddress, let long = long.baseAddress else { throw Self.short(at: 0) }
          return try decode(bytes, short, long, into: start)
        }
      }
    }
  }

  /// All samples, and what else makes the record.
  package func decoded() throws(Fault) -> (samples: [UInt16], remainder: CRWRemainder) {
    var samples = [UInt16](repeating: 0, count: format.sampleCount)
    let remainder = try samples.withUnsafeMutableBufferPointer { target throws(Fault) in try decode(into: target) }
    return (samples, remainder)
  }

  private func decode(
    _ bytes: UnsafeBufferPointer<UInt8>, _ short: UnsafePointer<UInt16>, _ long: UnsafePointer<UInt16>,
    into target: UnsafeMutablePointer<UInt16>
  ) throws(Fault) -> CRWRemainder {
    let width = format.width
    let block = UnsafeMutablePointer<Int16>.allocate(capacity: BlockReader.reach)
    defer { block.deallocate() }
    var remainder = CRWRemainder(preamble: preamble(bytes))
    var reader = BlockReader(bytes, from: format.codesStart)
    var number = 0
    var carry: Int16 = 0
    for row in stride(from: 0, to: format.height, by: Self.groupRows) {
      let samples = min(Self.groupRows, format.height - row) * width
      let coded = samples / CRWFormat.blockSamples * CRWFormat.blockSamples
      let group = target + row * width
      (group + coded).update(repeating: 0, count: samples - coded)
      for start in stride(from: 0, to: coded, by: CRWFormat.blockSamples) {
        block.update(repeating: 0, count: BlockReader.reach)
        let before = reader
        if !reader.readBlock(block, short: short, long: long) {
          let (bits, count) = reader.bits(since: before)
          remainder.oddBlocks.append(.init(block: number, bitCount: count, bits: bits))
        }
        carry &+= block[0]
        block[0] = carry
        UnsafeMutableRawPointer(group + start).copyMemory(from: block, byteCount: CRWFormat.blockSamples * 2)
        number += 1
      }
      // Zeros read beyond the end may be no code: what came first is the end.
      guard !reader.isExhausted else { throw Self.short(at: row) }
      guard !reader.metNoCode else {
        throw .damaged("crw.code", "the coded samples hold a code that means nothing", at: "row \(row)")
      }
      guard Self.undoDifferences(group, count: coded, width: width) else {
        throw .damaged("crw.range", "a coded sample has more than ten bits", at: "row \(row)")
      }
      if format.hasLowBits { Self.appendLowBits(group, count: samples, bytes: bytes, from: row * width / 4) }
    }
    let padding = reader.align()
    (remainder.padding, remainder.tail) = (padding.bits, Array(bytes[reader.position...]))
    return remainder
  }

  /// The bytes before the codes, without zeros at their end.
  private func preamble(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    let all = bytes[format.lowBitsSize..<format.codesStart]
    guard let last = all.lastIndex(where: { $0 != 0 }) else { return [] }
    return Array(all[...last])
  }

  /// Differences in place to samples, each from the one two places to the left, row by row. False where one has more than ten bits.
  private static func undoDifferences(_ group: UnsafeMutablePointer<UInt16>, count: Int, width: Int) -> Bool {
    var all: UInt16 = 0
    for start in stride(from: 0, to: count, by: width) {
      let (row, end) = (group + start, min(width, count - start))
      var (even, odd) = (origin, origin)
      var column = 0
      // Both are even.
      while column < end {
        even &+= row[column]
        odd &+= row[column &+ 1]
        row[column] = even
        row[column &+ 1] = odd
        all |= even | odd
        column &+= 2
      }
    }
    return all < 1024
  }

  /// Four samples share a byte, the first one its lowest bits.
  private static func appendLowBits(
    _ group: UnsafeMutablePointer<UInt16>, count: Int, bytes: UnsafeBufferPointer<UInt8>, from start: Int
  ) {
    for index in 0..<(count / 4) {
      let (place, low) = (group + index &* 4, UInt16(bytes[start &+ index]))
      place[0] = place[0] &<< 2 | low & 3
      place[1] = place[1] &<< 2 | low &>> 2 & 3
      place[2] = place[2] &<< 2 | low &>> 4 & 3
      place[3] = place[3] &<< 2 | low &>> 6
    }
  }
}
