package import ByteCoding

extension CRWStream {
  /// Makes a raw record from its parts: the bytes that were decoded to them, where they come from `decode`.
  ///
  /// `samples` has `format.sampleCount` elements. Throws `misuse` for another number, and `damaged` where a sample has too many bits, or
  /// one that no code is made for has bits (`crw.range`), or the remainder is not one of such a record (`crw.remainder`).
  package static func encode(
    format: CRWFormat, samples: UnsafeBufferPointer<UInt16>, remainder: CRWRemainder
  ) throws(Fault) -> [UInt8] {
    guard samples.count == format.sampleCount, let source = samples.baseAddress else {
      throw Fault(.misuse, "crw.room", "\(samples.count) samples given, \(format.sampleCount) needed")
    }
    guard remainder.preamble.count <= CRWFormat.preambleSize else { throw CRWRemainder.foreign }
    let table = TokenTable.all[format.table]
    let groupSamples = min(groupRows, format.height) * format.width
    let differences = UnsafeMutablePointer<Int16>.allocate(capacity: groupSamples)
    defer { differences.deallocate() }
    let coded = UnsafeMutablePointer<UInt8>.allocate(capacity: BlockWriter.capacity(groupSamples))
    defer { coded.deallocate() }
    return try table.entries.withUnsafeBufferPointer { entries throws(Fault) in
      guard let entries = entries.baseAddress else { throw CRWRemainder.foreign }
      var assembly = Assembly(format: format, remainder: remainder, entries: entries, differences: differences, coded: coded)
      for row in stride(from: 0, to: format.height, by: groupRows) {
        try assembly.add(source + row * format.width, row: row)
      }
      return try assembly.finish()
    }
  }

  /// Makes a raw record from its parts.
  package static func encode(format: CRWFormat, samples: [UInt16], remainder: CRWRemainder) throws(Fault) -> [UInt8] {
    try samples.withUnsafeBufferPointer { samples throws(Fault) in try encode(format: format, samples: samples, remainder: remainder) }
  }

  /// Decodes all samples, encodes them again, and compares every byte.
  ///
  /// Throws what `decode` does, and `unsupported` (`crw.inexact`) where other bytes come out. Takes the memory of one more record.
  package func decodeProving(into target: UnsafeMutableBufferPointer<UInt16>) throws(Fault) -> CRWRemainder {
    let remainder = try decode(into: target)
    let samples = UnsafeBufferPointer(rebasing: target[..<format.sampleCount])
    guard try Self.encode(format: format, samples: samples, remainder: remainder)[...] == bytes else {
      throw .unsupported("crw.inexact", "the raw record does not come back from its samples byte for byte")
    }
    return remainder
  }
}

/// A record that grows by groups of rows.
private struct Assembly {
  private let format: CRWFormat
  private let remainder: CRWRemainder
  private let entries: UnsafePointer<UInt64>
  private let differences: UnsafeMutablePointer<Int16>
  private let coded: UnsafeMutablePointer<UInt8>
  private var output: [UInt8]
  private var writer: BlockWriter
  private var number = 0
  /// The next unusual block.
  private var odd = 0
  /// The first difference of the block before.
  private var carry: Int16 = 0

  init(
    format: CRWFormat, remainder: CRWRemainder, entries: UnsafePointer<UInt64>, differences: UnsafeMutablePointer<Int16>,
    coded: UnsafeMutablePointer<UInt8>
  ) {
    (self.format, self.remainder, self.entries) = (format, remainder, entries)
    (self.differences, self.coded) = (differences, coded)
    output = [UInt8](repeating: 0, count: format.codesStart)
    output.replaceSubrange(format.lowBitsSize..<(format.lowBitsSize + remainder.preamble.count), with: remainder.preamble)
    writer = BlockWriter(coded)
  }

  /// Adds the group of rows that begins with `row`.
  mutating func add(_ rows: UnsafePointer<UInt16>, row: Int) throws(Fault) {
    let samples = min(CRWStream.groupRows, format.height - row) * format.width
    let count = samples / CRWFormat.blockSamples * CRWFormat.blockSamples
    let shift: UInt16 = format.hasLowBits ? 2 : 0
    var all: UInt16 = 0
    for index in 0..<samples { all |= rows[index] }
    var uncoded: UInt16 = 0
    for index in count..<samples { uncoded |= rows[index] &>> shift }
    guard all <= format.maximum, uncoded == 0 else {
      throw .damaged("crw.range", "a sample does not fit what the raw record can hold", at: "row \(row)")
    }
    for start in stride(from: 0, to: count, by: format.width) {
      predict(rows + start, count: min(format.width, count - start), shift: shift, into: differences + start)
    }
    try writeBlocks(count)
    if format.hasLowBits { putLowBits(rows, count: samples, at: row * format.width / 4) }
    output.append(contentsOf: UnsafeBufferPointer(start: coded, count: writer.position))
    writer.empty()
  }

  /// The differences of a row, or of its front; `count` is even.
  private func predict(_ row: UnsafePointer<UInt16>, count: Int, shift: UInt16, into target: UnsafeMutablePointer<Int16>) {
    for column in 0..<min(2, count) { target[column] = Int16(truncatingIfNeeded: Int32(row[column] &>> shift) &- Int32(CRWStream.origin)) }
    for column in 2..<max(2, count) {
      target[column] = Int16(truncatingIfNeeded: Int32(row[column] &>> shift) &- Int32(row[column &- 2] &>> shift))
    }
  }

  private mutating func writeBlocks(_ count: Int) throws(Fault) {
    for start in stride(from: 0, to: count, by: CRWFormat.blockSamples) {
      let block = UnsafePointer(differences + start)
      if odd < remainder.oddBlocks.count, remainder.oddBlocks[odd].block == number {
        let bits = remainder.oddBlocks[odd]
        guard bits.isWhole else { throw CRWRemainder.foreign }
        writer.write(bits.bits, count: bits.bitCount)
        odd += 1
      } else {
        writer.writeBlock(first: block[0] &- carry, later: block + 1, entries: entries)
      }
      carry = block[0]
      number += 1
    }
  }

  private mutating func putLowBits(_ rows: UnsafePointer<UInt16>, count: Int, at start: Int) {
    output.withUnsafeMutableBufferPointer { output in
      for index in 0..<(count / 4) {
        let place = rows + index &* 4
        let low = place[0] & 3 | (place[1] & 3) &<< 2 | (place[2] & 3) &<< 4 | (place[3] & 3) &<< 6
        output[start &+ index] = UInt8(truncatingIfNeeded: low)
      }
    }
  }

  consuming func finish() throws(Fault) -> [UInt8] {
    guard odd == remainder.oddBlocks.count, Int(remainder.padding) < 1 << writer.spareBits else { throw CRWRemainder.foreign }
    writer.align(padding: remainder.padding)
    output.append(contentsOf: UnsafeBufferPointer(start: coded, count: writer.position))
    return output + remainder.tail
  }
}
