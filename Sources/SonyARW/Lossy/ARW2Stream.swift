package import ByteCoding

/// The room that takes Sony's compressed raw streams (ARW, TIFF compression 32767) apart, and puts them together again byte for byte.
///
/// `ARW2Stream` is the lossy form of eight bits a sample, `ARW1Stream` the Huffman coded form before it; `SonyARWFile` finds either in a
/// file. A stream is its format, its samples as coded, and a remainder.

/// An ARW2 stream in memory, its format known.
///
/// Each row is `width` bytes: blocks of 16 bytes for 16 samples, by turns those of the even and of the odd columns of 32.
package struct ARW2Stream: Sendable {
  package let format: ARW2Format
  let bytes: ArraySlice<UInt8>

  /// Takes a stream; it may go on after the last block. Throws `damaged` (`arw.short`) where there are fewer bytes than samples.
  package init(_ bytes: ArraySlice<UInt8>, format: ARW2Format) throws(Fault) {
    (self.bytes, self.format) = (bytes, format)
    guard bytes.count >= format.sampleCount else {
      throw .damaged("arw.short", "\(bytes.count) bytes are there of \(format.sampleCount)")
    }
  }

  /// Decodes all samples, row by row, as they were coded: eleven bits, before the curve; `target` has room for `format.sampleCount`.
  ///
  /// Every stream that is long enough can be decoded. Costs a nanosecond or two a sample, and memory for choices and odd blocks: nothing
  /// for most streams, twice the stream at worst. Throws `misuse` (`arw.room`) where there is no room.
  package func decode(into target: UnsafeMutableBufferPointer<UInt16>) throws(Fault) -> ARW2Remainder {
    guard target.count >= format.sampleCount, let start = target.baseAddress else {
      throw Fault(.misuse, "arw.room", "there is no room for the samples")
    }
    var reader = ARW2BlockReader()
    bytes.withUnsafeBufferPointer { bytes in
      // Never empty.
      guard let base = bytes.baseAddress else { return }
      for row in 0..<format.height { reader.read(base + row * format.width, format.width, into: start + row * format.width) }
    }
    var remainder = reader.ties.coded()
    remainder.oddBlocks = reader.oddBlocks
    remainder.tail = Array(bytes.dropFirst(format.sampleCount))
    return remainder
  }

  /// All samples, and what else makes the stream.
  package func decoded() throws(Fault) -> (samples: [UInt16], remainder: ARW2Remainder) {
    var samples = [UInt16](repeating: 0, count: format.sampleCount)
    let remainder = try samples.withUnsafeMutableBufferPointer { target throws(Fault) in try decode(into: target) }
    return (samples, remainder)
  }
}
