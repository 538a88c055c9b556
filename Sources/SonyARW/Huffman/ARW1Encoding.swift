internal import BitCoding
package import ByteCoding

extension ARW1Stream {
  /// Makes a stream from its parts: the bytes that were decoded to them, where they come from `decode`.
  ///
  /// `samples` has `format.sampleCount` elements. Throws `misuse` (`arw.room`) for another number, and `damaged` where a sample has more
  /// than twelve bits (`arw.samples`) or the remainder is not one of such a stream (`arw.remainder`).
  package static func encode(
    format: ARW1Format, samples: UnsafeBufferPointer<UInt16>, remainder: ARW1Remainder
  ) throws(Fault) -> [UInt8] {
    guard samples.count == format.sampleCount, let source = samples.baseAddress else {
      throw Fault(.misuse, "arw.room", "\(samples.count) samples given, \(format.sampleCount) needed")
    }
    let (width, height) = (format.width, format.height)
    let columns = UnsafeMutablePointer<UInt16>.allocate(capacity: columnsAtOnce * height)
    defer { columns.deallocate() }
    let coded = UnsafeMutablePointer<UInt8>.allocate(capacity: DifferenceWriter.capacity(height))
    defer { coded.deallocate() }
    var writer = DifferenceWriter(coded)
    var output: [UInt8] = []
    // About eight bits a sample.
    output.reserveCapacity(samples.count + remainder.tail.count)
    var before: UInt16 = 0
    var end = width
    let entries = ARW1Code.writing()
    while end > 0 {
      let first = (end - 1) / columnsAtOnce * columnsAtOnce
      guard take(first..<end, source, width, height, into: columns) else {
        throw .damaged("arw.samples", "a sample has more than twelve bits", at: "columns \(first) to \(end - 1)")
      }
      for column in (0..<(end - first)).reversed() {
        entries.withUnsafeBufferPointer { entries in
          // Never empty.
          guard let entries = entries.baseAddress else { return }
          writer.writeColumn(columns + column * height, height, entries, after: &before)
        }
        output.append(contentsOf: UnsafeBufferPointer(start: coded, count: writer.bits.position))
        writer.bits.empty()
      }
      end = first
    }
    guard Int(remainder.padding) < 1 << writer.bits.spareBits else { throw ARW1Remainder.foreign }
    writer.bits.align(padding: remainder.padding)
    output.append(contentsOf: UnsafeBufferPointer(start: coded, count: writer.bits.position))
    return output + remainder.tail
  }

  /// Takes columns out of the rows, in the order of the stream; false where a sample has more than twelve bits.
  private static func take(
    _ range: Range<Int>, _ source: UnsafePointer<UInt16>, _ width: Int, _ height: Int, into columns: UnsafeMutablePointer<UInt16>
  ) -> Bool {
    var met: UInt16 = 0
    for row in 0..<height {
      let from = source + (row &* width &+ range.lowerBound)
      let to = columns + (row &>> 1 &+ (row & 1 == 0 ? 0 : height / 2))
      for column in 0..<range.count {
        met |= from[column]
        to[column &* height] = from[column]
      }
    }
    return met < 1 << 12
  }

  /// Makes a stream from its parts.
  package static func encode(format: ARW1Format, samples: [UInt16], remainder: ARW1Remainder) throws(Fault) -> [UInt8] {
    try samples.withUnsafeBufferPointer { samples throws(Fault) in try encode(format: format, samples: samples, remainder: remainder) }
  }

  /// Decodes all samples, encodes them again, and compares every byte.
  ///
  /// Throws what `decode` does, and `unsupported` (`arw.inexact`) where other bytes come out. Takes the memory of one more stream.
  package func decodeProving(into target: UnsafeMutableBufferPointer<UInt16>) throws(Fault) -> ARW1Remainder {
    let remainder = try decode(into: target)
    let samples = UnsafeBufferPointer(rebasing: target[..<format.sampleCount])
    guard try Self.encode(format: format, samples: samples, remainder: remainder)[...] == bytes else {
      throw .unsupported("arw.inexact", "the stream does not come back from its samples byte for byte")
    }
    return remainder
  }
}
