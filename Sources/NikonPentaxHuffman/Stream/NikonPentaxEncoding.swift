internal import BitCoding
package import ByteCoding

extension NikonPentaxStream {
  /// Makes a strip from its parts: the bytes that were decoded to them, where they come from `decode`.
  ///
  /// `samples` has `format.sampleCount` elements. Throws `misuse` for another number, and `damaged` where a difference has no code
  /// (`nph.code`) or the remainder is not one of such a strip (`nph.remainder`).
  package static func encode(
    format: NikonPentaxFormat, samples: UnsafeBufferPointer<UInt16>, remainder: NikonPentaxRemainder
  ) throws(Fault) -> [UInt8] {
    guard samples.count == format.sampleCount, let source = samples.baseAddress else {
      throw Fault(.misuse, "nph.room", "\(samples.count) samples given, \(format.sampleCount) needed")
    }
    let coded = UnsafeMutablePointer<UInt8>.allocate(capacity: DifferenceWriter.capacity(format.width))
    defer { coded.deallocate() }
    let first = CodeTables(format.code).writing
    let second = format.splitCode.map { CodeTables($0).writing } ?? first
    var writer = DifferenceWriter(coded)
    var output: [UInt8] = []
    // About eight bits a sample.
    output.reserveCapacity(samples.count + remainder.tail.count)
    var twins = remainder.twins[...]
    for number in 0..<format.height {
      let row = source + number * format.width
      let end = (number + 1) * format.width
      let own = twins.prefix { $0 < end }
      twins = twins.dropFirst(own.count)
      let entries = format.splitRow > 0 && number >= format.splitRow ? second : first
      try entries.withUnsafeBufferPointer { entries throws(Fault) in
        guard let entries = entries.baseAddress else { throw NikonPentaxRemainder.foreign }
        if own.isEmpty {
          write(row, number, format, entries, &writer)
        } else {
          try write(row, number, format, entries, own.map { $0 - number * format.width }, &writer)
        }
      }
      guard !writer.lacksCode else {
        throw .damaged("nph.code", "a difference needs a code that the camera does not have", at: "row \(number)")
      }
      output.append(contentsOf: UnsafeBufferPointer(start: coded, count: writer.bits.position))
      writer.bits.empty()
    }
    guard twins.isEmpty, Int(remainder.padding) < 1 << writer.bits.spareBits else { throw NikonPentaxRemainder.foreign }
    writer.bits.align(padding: remainder.padding)
    output.append(contentsOf: UnsafeBufferPointer(start: coded, count: writer.bits.position))
    return output + remainder.tail
  }

  /// Makes a strip from its parts.
  package static func encode(
    format: NikonPentaxFormat, samples: [UInt16], remainder: NikonPentaxRemainder
  ) throws(Fault) -> [UInt8] {
    try samples.withUnsafeBufferPointer { samples throws(Fault) in try encode(format: format, samples: samples, remainder: remainder) }
  }

  /// Decodes all samples, encodes them again, and compares every byte.
  ///
  /// Throws what `decode` does, and `unsupported` (`nph.inexact`) where other bytes come out. Takes the memory of one more strip.
  package func decodeProving(into target: UnsafeMutableBufferPointer<UInt16>) throws(Fault) -> NikonPentaxRemainder {
    let remainder = try decode(into: target)
    let samples = UnsafeBufferPointer(rebasing: target[..<format.sampleCount])
    guard try Self.encode(format: format, samples: samples, remainder: remainder)[...] == bytes else {
      throw .unsupported("nph.inexact", "the strip does not come back from its samples byte for byte")
    }
    return remainder
  }

  private static func write(
    _ row: UnsafePointer<UInt16>, _ number: Int, _ format: NikonPentaxFormat, _ entries: UnsafePointer<UInt64>,
    _ writer: inout DifferenceWriter
  ) {
    var copy = writer
    for column in 0..<min(2, format.width) { copy.write(row[column] &- format.above(row, number, column), entries) }
    for column in 2..<max(2, format.width) { copy.write(row[column] &- row[column &- 2], entries) }
    writer = copy
  }

  /// A row with second codes at some columns.
  private static func write(
    _ row: UnsafePointer<UInt16>, _ number: Int, _ format: NikonPentaxFormat, _ entries: UnsafePointer<UInt64>,
    _ twins: [Int], _ writer: inout DifferenceWriter
  ) throws(Fault) {
    var next = 0
    for column in 0..<format.width {
      let difference = row[column] &- (column < 2 ? format.above(row, number, column) : row[column - 2])
      let isTwin = next < twins.count && twins[next] == column
      if isTwin { next += 1 }
      writer.write(difference, isTwin ? entries + CodeTables.writingCount : entries)
    }
    // What is left is out of order.
    guard next == twins.count else { throw NikonPentaxRemainder.foreign }
  }
}
