package import ByteCoding

extension FujiRAFStream {
  /// Makes streams of one format from their parts, strip by strip: strips may be encoded at the same time.
  package struct Encoder: Sendable {
    package let format: FujiRAFFormat
    package let remainder: FujiRAFRemainder
    private let gradients: GradientTable

    /// Throws `damaged` (`fuji.remainder`) where the remainder is not one of such a stream.
    package init(_ format: FujiRAFFormat, remainder: FujiRAFRemainder) throws(Fault) {
      let fill = FujiRAFHeader.strips(format.stripCount) - FujiRAFHeader.byteCount - format.stripCount * 4
      guard remainder.endings.count == format.stripCount, remainder.tableFill == nil || remainder.tableFill?.count == fill else {
        throw FujiRAFRemainder.foreign
      }
      (self.format, self.remainder) = (format, remainder)
      gradients = GradientTable(format)
    }

    /// A strip's bytes. `samples` are those of the whole mosaic, `format.sampleCount`.
    ///
    /// Throws `misuse` (`fuji.room`), `damaged` for samples of too many bits (`fuji.range`) or a foreign remainder (`fuji.remainder`).
    package func encode(strip index: Int, samples: UnsafeBufferPointer<UInt16>) throws(Fault) -> [UInt8] {
      guard (0..<format.stripCount).contains(index), samples.count == format.sampleCount, let source = samples.baseAddress else {
        throw Fault(.misuse, "fuji.room", "\(samples.count) samples given, \(format.sampleCount) needed, or there is no strip \(index)")
      }
      let outside = index == format.stripCount - 1 ? remainder.outside : []
      return try outside.withUnsafeBufferPointer { outside throws(Fault) in
        try gradients.withSteps { steps throws(Fault) in
          var encoder = StripEncoder(format, outside: outside, steps: steps)
          return try encoder.encode(columns: format.columns(ofStrip: index), of: source, ending: remainder.endings[index])
        }
      }
    }

    /// The stream of all strips' bytes. Throws `misuse` for another number of them, `overLimit` (`fuji.limit`) for 4 GiB and more.
    package func stream(_ strips: [[UInt8]]) throws(Fault) -> [UInt8] {
      guard strips.count == format.stripCount else {
        throw Fault(.misuse, "fuji.room", "\(strips.count) strips given, \(format.stripCount) needed")
      }
      let length = strips.reduce(FujiRAFHeader.strips(strips.count)) { $0 + $1.count }
      var writer = ByteWriter(reserving: length + remainder.tail.count)
      writer.write(FujiRAFHeader.bytes(format))
      for strip in strips {
        guard let count = UInt32(exactly: strip.count) else { throw .overLimit("fuji.limit", "a strip takes \(strip.count) bytes") }
        writer.u32(count, bigEndian: true)
      }
      writer.write(remainder.tableFill ?? Array(repeating: 0, count: FujiRAFHeader.strips(strips.count) - writer.count))
      for strip in strips { writer.write(strip) }
      writer.write(remainder.tail)
      return writer.bytes
    }
  }

  /// Makes a stream from its parts: the bytes that were decoded to them, where they come from `decode`. Throws what `Encoder` does.
  package static func encode(
    format: FujiRAFFormat, samples: UnsafeBufferPointer<UInt16>, remainder: FujiRAFRemainder
  ) throws(Fault) -> [UInt8] {
    let encoder = try Encoder(format, remainder: remainder)
    var strips: [[UInt8]] = []
    for index in 0..<format.stripCount { strips.append(try encoder.encode(strip: index, samples: samples)) }
    return try encoder.stream(strips)
  }

  /// Makes a stream from its parts.
  package static func encode(format: FujiRAFFormat, samples: [UInt16], remainder: FujiRAFRemainder) throws(Fault) -> [UInt8] {
    try samples.withUnsafeBufferPointer { samples throws(Fault) in try encode(format: format, samples: samples, remainder: remainder) }
  }

  /// Decodes all samples, encodes them again, and compares every byte.
  ///
  /// Throws what `decode` does, and `unsupported` (`fuji.inexact`) where other bytes come out. Takes the memory of two more streams.
  package func decodeProving(into target: UnsafeMutableBufferPointer<UInt16>) throws(Fault) -> FujiRAFRemainder {
    let remainder = try decode(into: target)
    let samples = UnsafeBufferPointer(rebasing: target[..<format.sampleCount])
    guard try Self.encode(format: format, samples: samples, remainder: remainder)[...] == bytes else {
      throw .unsupported("fuji.inexact", "the stream does not come back from its samples byte for byte")
    }
    return remainder
  }
}
