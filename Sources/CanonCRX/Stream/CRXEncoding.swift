package import ByteCoding

extension CRXStream {
  /// Makes a picture from its parts: the bytes that were decoded to them, where they come from `decode`.
  ///
  /// `samples` has `format.sampleCount` elements. Throws `misuse` for another number, and `damaged` where a sample is too large
  /// (`crx.range`) or the remainder is not one of such a picture (`crx.remainder`).
  package static func encode(
    format: CRXFormat, samples: UnsafeBufferPointer<UInt16>, remainder: CRXRemainder
  ) throws(Fault) -> [UInt8] {
    guard samples.count == format.sampleCount, let source = samples.baseAddress else {
      throw Fault(.misuse, "crx.room", "\(samples.count) samples given, \(format.sampleCount) needed")
    }
    guard remainder.header.isEmpty || remainder.header.count == format.headerSize else { throw CRXRemainder.foreign }
    var output = [UInt8](repeating: 0, count: format.headerSize)
    // A little more than half of the samples' bits.
    output.reserveCapacity(samples.count * 5 / 4 + format.headerSize + remainder.trailer.count)
    var (sizes, unused): ([Int], [Int]) = ([], [])
    var (oddRows, oddEnds) = (remainder.oddRows[...], remainder.oddEnds[...])
    var firstRow = 0
    for number in 0..<format.bandCount {
      let start = output.count
      let end = oddEnds.first?.band == number ? oddEnds.popFirst() : nil
      let nextRow = firstRow + format.place(ofBand: number).height
      let own = oddRows.prefix { $0.row < nextRow }
      oddRows = oddRows.dropFirst(own.count)
      let band = CRXBandWriter(format: format, number: number, firstRow: firstRow)
      try band.write(source, oddRows: own, padding: end?.padding ?? 0, to: &output)
      firstRow = nextRow
      let used = output.count - start
      output += end?.tail ?? [UInt8](repeating: 0, count: (8 - used & 7) & 7)
      sizes.append(output.count - start)
      unused.append(output.count - start - used)
    }
    // What is left is out of order.
    guard oddRows.isEmpty, oddEnds.isEmpty else { throw CRXRemainder.foreign }
    let header = remainder.header.isEmpty ? CRXHeader.usual(format, sizes: sizes, unused: unused) : remainder.header
    guard header.count == format.headerSize else { throw CRXRemainder.foreign }
    output.replaceSubrange(0..<format.headerSize, with: header)
    output += remainder.trailer
    return output
  }

  /// Makes a picture from its parts.
  package static func encode(format: CRXFormat, samples: [UInt16], remainder: CRXRemainder) throws(Fault) -> [UInt8] {
    try samples.withUnsafeBufferPointer { samples throws(Fault) in try encode(format: format, samples: samples, remainder: remainder) }
  }

  /// Decodes all samples, encodes them again, and compares every byte.
  ///
  /// Throws what `decode` does, and `unsupported` (`crx.inexact`) where other bytes come out. Takes the memory of one more picture.
  package func decodeProving(into target: UnsafeMutableBufferPointer<UInt16>) throws(Fault) -> CRXRemainder {
    let remainder = try decode(into: target)
    let samples = UnsafeBufferPointer(rebasing: target[..<format.sampleCount])
    guard try Self.encode(format: format, samples: samples, remainder: remainder)[...] == bytes else {
      throw .unsupported("crx.inexact", "the picture does not come back from its samples byte for byte")
    }
    return remainder
  }
}
