package import ByteCoding

extension CRWImage {
  /// A raw record taken apart, known to come back byte for byte.
  package struct Proved: Sendable {
    /// As found, or with the other answer to whether there are low bits.
    package let format: CRWFormat
    package let samples: [UInt16]
    package let remainder: CRWRemainder
  }

  /// Decodes the raw record of `file` and encodes it again; where that fails, the same with low bits where none seemed to be, or without.
  ///
  /// Throws the first try's fault: what `CRWStream` throws. Takes the memory of the samples and of one more record.
  package func proved(in file: ArraySlice<UInt8>) throws(Fault) -> Proved {
    guard range.upperBound <= file.count else { throw Fault(.misuse, "crw.file", "the record lies outside the file") }
    let record = file[(file.startIndex + range.lowerBound)..<(file.startIndex + range.upperBound)]
    do throws(Fault) {
      return try Self.proved(record, format)
    } catch {
      if let other = try? Self.proved(record, format.withOtherLowBits) { return other }
      throw error
    }
  }

  private static func proved(_ record: ArraySlice<UInt8>, _ format: CRWFormat) throws(Fault) -> Proved {
    // Before memory is taken for samples, there must be bits for them.
    let stream = try CRWStream(record, format: format)
    var samples = [UInt16](repeating: 0, count: format.sampleCount)
    let remainder = try samples.withUnsafeMutableBufferPointer { target throws(Fault) in try stream.decodeProving(into: target) }
    return Proved(format: format, samples: samples, remainder: remainder)
  }
}
