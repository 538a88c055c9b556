package import ByteCoding

extension OlympusORFStream {
  /// Makes a stream from its parts: the bytes that were decoded to them, where they come from `decode`.
  ///
  /// `samples` has `format.sampleCount` elements. Throws `misuse` for another number, and `damaged` where two samples differ by more than
  /// codes can say (`orf.range`), or the remainder is not one of such a stream (`orf.remainder`).
  package static func encode(
    format: OlympusORFFormat, samples: UnsafeBufferPointer<UInt16>, remainder: OlympusORFRemainder
  ) throws(Fault) -> [UInt8] {
    guard samples.count == format.sampleCount, let source = samples.baseAddress else {
      throw Fault(.misuse, "orf.room", "\(samples.count) samples given, \(format.sampleCount) needed")
    }
    let header = remainder.header.isEmpty ? format.usualHeader : remainder.header
    guard header.count == format.headerSize, remainder.usualIdleBit < 2 else { throw OlympusORFRemainder.foreign }
    let bits = CodeRules.bitsBySize(format.parameters)
    let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: CodeRules.capacity(format.width))
    defer { buffer.deallocate() }
    return try bits.withUnsafeBufferPointer { bits throws(Fault) in
      // The table is never empty.
      guard let bits = bits.baseAddress else { throw OlympusORFRemainder.foreign }
      return try encode(source, format, remainder, bits, buffer, header)
    }
  }

  /// Makes a stream from its parts.
  package static func encode(format: OlympusORFFormat, samples: [UInt16], remainder: OlympusORFRemainder) throws(Fault) -> [UInt8] {
    try samples.withUnsafeBufferPointer { samples throws(Fault) in try encode(format: format, samples: samples, remainder: remainder) }
  }

  /// Decodes all samples, encodes them again, and compares every byte.
  ///
  /// Throws what `decode` does, and `unsupported` (`orf.inexact`) where other bytes come out. Takes the memory of one more stream.
  package func decodeProving(into target: UnsafeMutableBufferPointer<UInt16>) throws(Fault) -> OlympusORFRemainder {
    let remainder = try decode(into: target)
    let samples = UnsafeBufferPointer(rebasing: target[..<format.sampleCount])
    guard try Self.encode(format: format, samples: samples, remainder: remainder)[...] == bytes else {
      throw .unsupported("orf.inexact", "the raw stream does not come back from its samples byte for byte")
    }
    return remainder
  }

  private static func encode(
    _ source: UnsafePointer<UInt16>, _ format: OlympusORFFormat, _ remainder: OlympusORFRemainder, _ table: UnsafePointer<UInt8>,
    _ buffer: UnsafeMutablePointer<UInt8>, _ header: [UInt8]
  ) throws(Fault) -> [UInt8] {
    let rules = CodeRules(format.parameters)
    let width = format.width
    let outside = [UInt16](repeating: UInt16(rules.outside << rules.plainBits), count: width)
    var output = header
    output.reserveCapacity(format.sampleCount + header.count + remainder.tail.count)
    var writer = CodeWriter(buffer)
    var escapes = EscapesLeft(remainder)
    for row in 0..<format.height {
      let place = source + row * width
      let fits = outside.withUnsafeBufferPointer { outside in
        // Never empty.
        let above = row < 2 ? outside.baseAddress.unsafelyUnwrapped : place - 2 * width
        return encodeRow(place, above: above, width: width, first: row * width, rules, table, &writer, &escapes)
      }
      guard fits else { throw .damaged("orf.range", "a sample does not fit what the raw stream can hold", at: "row \(row)") }
      output.append(contentsOf: UnsafeBufferPointer(start: buffer, count: writer.position))
      writer.empty()
    }
    guard escapes.isEmpty, Int(remainder.padding) < 1 << writer.spareBits else { throw OlympusORFRemainder.foreign }
    writer.align(padding: remainder.padding)
    output.append(contentsOf: UnsafeBufferPointer(start: buffer, count: writer.position))
    return output + remainder.tail
  }

  /// A row; false where a code would be wider than escapes can hold.
  @inline(__always)
  private static func encodeRow(
    _ row: UnsafePointer<UInt16>, above: UnsafePointer<UInt16>, width: Int, first: Int, _ rules: CodeRules,
    _ table: UnsafePointer<UInt8>, _ outer: inout CodeWriter, _ escapes: inout EscapesLeft
  ) -> Bool {
    var writer = outer
    var (even, odd) = (CodeContext(bits: rules.firstBits), CodeContext(bits: rules.firstBits))
    var (left, leftOdd, aboveLeft, aboveLeftOdd) = (rules.outside, rules.outside, rules.outside, rules.outside)
    var fits = true
    let plainMask = (1 &<< rules.plainBits) &- 1
    let fixedMask = (1 &<< rules.fixedBits) &- 1

    @inline(__always)
    func step(_ column: Int, _ context: inout CodeContext, _ left: inout Int, _ aboveLeft: inout Int) {
      let above = Int(above[column]) &>> rules.plainBits
      let sample = Int(row[column])
      let value = sample &>> rules.plainBits
      let difference = value &- rules.prediction(left: left, above: above, aboveLeft: aboveLeft)
      let upper = difference &>> rules.fixedBits
      let signed = upper &- context.carry
      let sign = signed &>> 63
      let code = signed ^ sign
      let upperPart = code &>> context.bits
      let front = (sign & 1) &<< rules.fixedBits | difference & fixedMask
      let shown = front &<< rules.plainBits | sample & plainMask
      let shownBits = 1 &+ rules.fixedBits &+ rules.plainBits
      if upperPart >= rules.escapeZeros || first &+ column == escapes.nextNeedless {
        writer.write(shown &<< rules.escapeZeros, count: shownBits &+ rules.escapeZeros)
        let idle = escapes.idleBit(first &+ column, isNeedless: upperPart < rules.escapeZeros)
        fits = fits && code < 1 &<< 15
        writer.write((upperPart & 0x7FFF) &<< 1 | idle, count: 16 &- context.bits)
      } else {
        writer.write(shown &<< (upperPart &+ 1) | 1, count: shownBits &+ upperPart &+ 1)
      }
      writer.write(code & ((1 &<< context.bits) &- 1), count: context.bits)
      rules.update(&context, code: code, upper: upper, table: table)
      (left, aboveLeft) = (value, above)
    }

    var column = 0
    while column &+ 1 < width {
      step(column, &even, &left, &aboveLeft)
      step(column &+ 1, &odd, &leftOdd, &aboveLeftOdd)
      column &+= 2
    }
    if column < width { step(column, &even, &left, &aboveLeft) }
    outer = writer
    return fits
  }
}

/// What of the remainder's lists is still to come.
private struct EscapesLeft {
  private(set) var nextNeedless: Int
  private var nextOther: Int
  private let needless: [Int]
  private let other: [Int]
  private var takenNeedless = 0
  private var takenOther = 0
  private let usual: Int

  init(_ remainder: OlympusORFRemainder) {
    (needless, other, usual) = (remainder.needlessEscapes, remainder.otherIdleBits, Int(remainder.usualIdleBit))
    (nextNeedless, nextOther) = (needless.first ?? .max, other.first ?? .max)
  }

  var isEmpty: Bool { takenNeedless == needless.count && takenOther == other.count }

  /// The idle bit of an escape; takes it off the lists. What is left at the end is no such stream's.
  @inline(never)
  mutating func idleBit(_ sample: Int, isNeedless: Bool) -> Int {
    if isNeedless, sample == nextNeedless {
      takenNeedless += 1
      nextNeedless = takenNeedless < needless.count ? needless[takenNeedless] : .max
    }
    guard sample == nextOther else { return usual }
    takenOther += 1
    nextOther = takenOther < other.count ? other[takenOther] : .max
    return 1 - usual
  }
}
