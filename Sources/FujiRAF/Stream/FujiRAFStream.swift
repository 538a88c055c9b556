package import ByteCoding

/// The room that takes the losslessly compressed raw streams of Fujifilm's RAF files apart, and puts them together again byte for byte.
///
/// A stream is a header, a table of lengths, and strips of 768 columns, each coded by itself: samples are predicted from two lines above
/// and, every second one, from both neighbours; residuals are Golomb codes whose parameter follows the gradients around them.

/// A compressed stream in memory, its format known.
package struct FujiRAFStream: Sendable {
  package let format: FujiRAFFormat
  let bytes: ArraySlice<UInt8>
  /// Where each strip lies in `bytes`, counted from their start.
  let strips: [Range<Int>]
  private let gradients: GradientTable

  /// What a strip holds besides its samples.
  package struct StripRemainder: Sendable {
    let ending: FujiRAFRemainder.Ending?
    let outside: [UInt8]
  }

  /// Takes a stream from its header on; it may go on after the last strip.
  ///
  /// Throws what the header says of itself (`unsupported`: `fuji.signature`, `fuji.lossy`, `fuji.version`), `unsupported` (`fuji.header`)
  /// where it is not the one of this format, and `damaged` (`fuji.short`) where bytes are missing.
  package init(_ bytes: ArraySlice<UInt8>, format: FujiRAFFormat) throws(Fault) {
    _ = try FujiRAFHeader(parsing: bytes)
    guard bytes.prefix(FujiRAFHeader.byteCount).elementsEqual(FujiRAFHeader.bytes(format)) else {
      throw .unsupported("fuji.header", "the header of the compressed samples is not the one of \(format.width)x\(format.height) samples")
    }
    var reader = ByteReader(bytes)
    try reader.skip(FujiRAFHeader.byteCount)
    var start = FujiRAFHeader.strips(format.stripCount)
    var strips: [Range<Int>] = []
    for index in 0..<format.stripCount {
      guard reader.remaining >= 4 else { throw .damaged("fuji.short", "the table of strips is cut off") }
      let length = Int(try reader.u32(bigEndian: true))
      guard start <= bytes.count, length <= bytes.count - start else {
        throw .damaged("fuji.short", "the strips are cut off", at: "strip \(index)")
      }
      strips.append(start..<(start + length))
      start += length
    }
    (self.bytes, self.format, self.strips) = (bytes, format, strips)
    gradients = GradientTable(format)
  }

  /// Decodes one strip into its columns of `target`, which has room for `format.sampleCount`.
  ///
  /// Strips may be decoded at the same time. Throws `damaged` where bytes run out (`fuji.short`) or are no code of a camera (`fuji.code`).
  package func decode(strip index: Int, into target: UnsafeMutableBufferPointer<UInt16>) throws(Fault) -> StripRemainder {
    guard strips.indices.contains(index), target.count >= format.sampleCount, let start = target.baseAddress else {
      throw Fault(.misuse, "fuji.room", "there is no such strip, or no room for the samples")
    }
    let range = (bytes.startIndex + strips[index].lowerBound)..<(bytes.startIndex + strips[index].upperBound)
    do throws(Fault) {
      return try bytes[range].withUnsafeBufferPointer { bytes throws(Fault) in
        try gradients.withSteps { steps throws(Fault) in
          var decoder = StripDecoder(bytes, format, steps: steps)
          let rest = try decoder.decode(columns: format.columns(ofStrip: index), into: start)
          return StripRemainder(ending: rest.ending, outside: rest.outside)
        }
      }
    } catch {
      throw error.within("strip \(index)")
    }
  }

  /// What makes the stream together with the samples, from all its strips in their order.
  package func remainder(_ parts: [StripRemainder]) throws(Fault) -> FujiRAFRemainder {
    guard parts.count == strips.count, let last = parts.last, let end = strips.last?.upperBound else {
      throw Fault(.misuse, "fuji.room", "\(parts.count) parts of \(strips.count) strips")
    }
    let start = bytes.startIndex
    let fill = bytes[(start + FujiRAFHeader.byteCount + strips.count * 4)..<(start + FujiRAFHeader.strips(strips.count))]
    return FujiRAFRemainder(
      endings: parts.map(\.ending), tableFill: fill.allSatisfy { $0 == 0 } ? nil : Array(fill), outside: last.outside,
      tail: Array(bytes[(start + end)...]))
  }

  /// Decodes all samples, row by row, as they were coded; `target` has room for `format.sampleCount`. Throws what `decode(strip:)` does.
  package func decode(into target: UnsafeMutableBufferPointer<UInt16>) throws(Fault) -> FujiRAFRemainder {
    var parts: [StripRemainder] = []
    for index in strips.indices { parts.append(try decode(strip: index, into: target)) }
    return try remainder(parts)
  }

  /// All samples, and what else makes the stream.
  package func decoded() throws(Fault) -> (samples: [UInt16], remainder: FujiRAFRemainder) {
    var samples = [UInt16](repeating: 0, count: format.sampleCount)
    let remainder = try samples.withUnsafeMutableBufferPointer { target throws(Fault) in try decode(into: target) }
    return (samples, remainder)
  }
}
