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
    var odd = remainder.oddEnds[...]
    for number in 0..<format.bandCount {
      let start = output.count
      let end = odd.first?.band == number ? odd.popFirst() : nil
      try encode(number, format, source, padding: end?.padding ?? 0, to: &output)
      let used = output.count - start
      output += end?.tail ?? [UInt8](repeating: 0, count: (8 - used & 7) & 7)
      sizes.append(output.count - start)
      unused.append(output.count - start - used)
    }
    // What is left is out of order.
    guard odd.isEmpty else { throw CRXRemainder.foreign }
    let header = remainder.header.isEmpty ? CRXHeader.usual(format, sizes: sizes, unused: unused) : remainder.header
    guard header.count == format.headerSize else { throw CRXRemainder.foreign }
    output.replaceSubrange(0..<format.headerSize, with: header)
    return output + remainder.trailer
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

  private static func encode(
    _ number: Int, _ format: CRXFormat, _ samples: UnsafePointer<UInt16>, padding: UInt8, to output: inout [UInt8]
  ) throws(Fault) {
    let place = format.place(ofBand: number)
    let length = place.width + 2
    let lines = UnsafeMutablePointer<Int32>.allocate(capacity: 2 * length)
    defer { lines.deallocate() }
    lines.update(repeating: 0, count: 2 * length)
    let coded = UnsafeMutablePointer<UInt8>.allocate(capacity: LineWriter.capacity(place.width))
    defer { coded.deallocate() }
    var writer = LineWriter(coded)
    for row in 0..<place.height {
      let (line, above) = (lines + (row & 1) * length, lines + (1 - row & 1) * length)
      guard gather(samples + place.start + 2 * row * format.width, place.width, format, to: line + 1) else {
        throw .damaged("crx.range", "a sample is larger than \(format.maximum)", at: "band \(number), row \(row)")
      }
      if row == 0 {
        writer.writeRow(line, below: above, width: place.width, isFirst: true)
      } else {
        writer.writeRow(line, below: above, width: place.width, isFirst: false)
      }
      output.append(contentsOf: UnsafeBufferPointer(start: coded, count: writer.position))
      writer.empty()
    }
    guard Int(padding) < 1 << writer.spareBits else { throw CRXRemainder.foreign }
    writer.align(padding: padding)
    output.append(contentsOf: UnsafeBufferPointer(start: coded, count: writer.position))
  }

  /// Every second sample as a row's values. False where one leaves the range.
  private static func gather(
    _ source: UnsafePointer<UInt16>, _ count: Int, _ format: CRXFormat, to line: UnsafeMutablePointer<Int32>
  ) -> Bool {
    let bias = Int32(truncatingIfNeeded: format.bias)
    var all: UInt16 = 0
    for index in 0..<count {
      let sample = source[2 &* index]
      all |= sample
      line[index] = Int32(sample) &- bias
    }
    return all <= format.maximum
  }
}
