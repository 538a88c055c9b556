package import ByteCoding

extension ARW2Stream {
  /// Makes a stream from its parts: the bytes that were decoded to them, where they come from `decode`.
  ///
  /// `samples` has `format.sampleCount` elements. Throws `misuse` (`arw.room`) for another number, and `damaged` where samples cannot stand
  /// in one block (`arw.samples`) or the remainder is not one of such a stream (`arw.remainder`).
  package static func encode(
    format: ARW2Format, samples: UnsafeBufferPointer<UInt16>, remainder: ARW2Remainder
  ) throws(Fault) -> [UInt8] {
    guard samples.count == format.sampleCount, let source = samples.baseAddress else {
      throw Fault(.misuse, "arw.room", "\(samples.count) samples given, \(format.sampleCount) needed")
    }
    var writer = ARW2BlockWriter(remainder)
    var failure: Fault?
    var output = [UInt8](unsafeUninitializedCapacity: format.sampleCount + remainder.tail.count) { buffer, count in
      // Never empty.
      guard let base = buffer.baseAddress else { return }
      do throws(Fault) {
        for row in 0..<format.height {
          try writer.write(source + row * format.width, format.width, into: base + row * format.width)
        }
        count = format.sampleCount
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    guard writer.isDone else { throw ARW2Remainder.foreign }
    output += remainder.tail
    return output
  }

  /// Makes a stream from its parts.
  package static func encode(format: ARW2Format, samples: [UInt16], remainder: ARW2Remainder) throws(Fault) -> [UInt8] {
    try samples.withUnsafeBufferPointer { samples throws(Fault) in try encode(format: format, samples: samples, remainder: remainder) }
  }

  /// Decodes all samples, encodes them again, and compares every byte.
  ///
  /// Throws what `decode` does, and `unsupported` (`arw.inexact`) where other bytes come out. Takes the memory of one more stream.
  package func decodeProving(into target: UnsafeMutableBufferPointer<UInt16>) throws(Fault) -> ARW2Remainder {
    let remainder = try decode(into: target)
    let samples = UnsafeBufferPointer(rebasing: target[..<format.sampleCount])
    guard try Self.encode(format: format, samples: samples, remainder: remainder)[...] == bytes else {
      throw .unsupported("arw.inexact", "the stream does not come back from its samples byte for byte")
    }
    return remainder
  }
}
