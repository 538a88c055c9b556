package import ByteCoding

/// The room that takes the compressed raw streams of Olympus and OM System cameras (ORF) apart, and puts them together again byte for byte.
///
/// A stream is a header and one code a sample, adaptive Golomb-Rice: sign, fixed low bits of the difference and of the sample, an upper
/// part as zeros before a one, a lower part. Format known from dcraw and LibRaw. What is decoded here encodes to the same bytes.

/// A compressed ORF stream in memory, its format known.
package struct OlympusORFStream: Sendable {
  package let format: OlympusORFFormat
  let bytes: ArraySlice<UInt8>

  /// Takes a stream; it may go on after its last code. Throws `damaged` (`orf.short`) where there are fewer bits than codes need.
  package init(_ bytes: ArraySlice<UInt8>, format: OlympusORFFormat) throws(Fault) {
    (self.bytes, self.format) = (bytes, format)
    let parameters = format.parameters
    let least = 2 + parameters.fixedBits + parameters.plainBits + Int(CodeRules.bitsBySize(parameters).min() ?? 0)
    guard bytes.count >= format.headerSize, (bytes.count - format.headerSize) * 8 / least >= format.sampleCount else {
      throw Self.short(at: 0)
    }
  }

  private static func short(at row: Int) -> Fault { .damaged("orf.short", "the coded samples end before the last row", at: "row \(row)") }

  /// Decodes all samples, row by row; `target` has room for `format.sampleCount`.
  ///
  /// Throws `damaged` where bytes run out (`orf.short`) or make a sample below 0 or of more than 16 bits (`orf.range`), and `unsupported`
  /// (`orf.escapes`) for more needless escapes than any camera writes.
  package func decode(into target: UnsafeMutableBufferPointer<UInt16>) throws(Fault) -> OlympusORFRemainder {
    guard target.count >= format.sampleCount, let start = target.baseAddress else {
      throw Fault(.misuse, "orf.room", "there is no room for the samples")
    }
    let bits = CodeRules.bitsBySize(format.parameters)
    return try bytes.withUnsafeBufferPointer { bytes throws(Fault) in
      try bits.withUnsafeBufferPointer { bits throws(Fault) in
        // The table is never empty.
        guard let bits = bits.baseAddress else { throw Self.short(at: 0) }
        return try decode(bytes, bits, into: start)
      }
    }
  }

  /// All samples, and what else makes the stream.
  package func decoded() throws(Fault) -> (samples: [UInt16], remainder: OlympusORFRemainder) {
    var samples = [UInt16](repeating: 0, count: format.sampleCount)
    let remainder = try samples.withUnsafeMutableBufferPointer { target throws(Fault) in try decode(into: target) }
    return (samples, remainder)
  }

  private func decode(
    _ bytes: UnsafeBufferPointer<UInt8>, _ table: UnsafePointer<UInt8>, into target: UnsafeMutablePointer<UInt16>
  ) throws(Fault) -> OlympusORFRemainder {
    let rules = CodeRules(format.parameters)
    let width = format.width
    let outside = [UInt16](repeating: UInt16(rules.outside << rules.plainBits), count: width)
    var reader = CodeReader(bytes, from: format.headerSize)
    var escapes = Escapes()
    for row in 0..<format.height {
      let place = target + row * width
      let all = outside.withUnsafeBufferPointer { outside in
        // Never empty.
        let above = row < 2 ? outside.baseAddress.unsafelyUnwrapped : UnsafePointer(place - 2 * width)
        return Self.decodeRow(place, above: above, width: width, first: row * width, rules, table, &reader, &escapes)
      }
      guard !reader.isExhausted else { throw Self.short(at: row) }
      guard all >> (16 - rules.plainBits) == 0 else {
        throw .damaged("orf.range", "a coded sample is negative or has more than 16 bits", at: "row \(row)")
      }
      guard escapes.count <= OlympusORFRemainder.escapeLimit else {
        throw .unsupported("orf.escapes", "the raw stream has more unusual codes than any camera writes", at: "row \(row)")
      }
    }
    var remainder = OlympusORFRemainder(needlessEscapes: escapes.needless)
    let header = Array(bytes[..<format.headerSize])
    if header != format.usualHeader { remainder.header = header }
    let ones = escapes.withOne.count > escapes.withZero.count
    (remainder.usualIdleBit, remainder.otherIdleBits) = (ones ? 1 : 0, ones ? escapes.withZero : escapes.withOne)
    remainder.padding = reader.align()
    remainder.tail = Array(bytes[reader.position...])
    return remainder
  }

  /// A row; gives all its samples without plain bits, or'ed.
  @inline(__always)
  private static func decodeRow(
    _ row: UnsafeMutablePointer<UInt16>, above: UnsafePointer<UInt16>, width: Int, first: Int, _ rules: CodeRules,
    _ table: UnsafePointer<UInt8>, _ outer: inout CodeReader, _ escapes: inout Escapes
  ) -> Int {
    var reader = outer
    var (even, odd) = (CodeContext(bits: rules.firstBits), CodeContext(bits: rules.firstBits))
    var (left, leftOdd, aboveLeft, aboveLeftOdd) = (rules.outside, rules.outside, rules.outside, rules.outside)
    var all = 0

    @inline(__always)
    func step(_ column: Int, _ context: inout CodeContext, _ left: inout Int, _ aboveLeft: inout Int) {
      let above = Int(above[column] &>> UInt16(truncatingIfNeeded: rules.plainBits))
      let predicted = rules.prediction(left: left, above: above, aboveLeft: aboveLeft)
      reader.refill()
      let sign = Int(truncatingIfNeeded: Int64(bitPattern: reader.window) &>> 63)
      reader.drop(1)
      let fixed = reader.peek(rules.fixedBits)
      reader.drop(rules.fixedBits)
      let plain = reader.peek(rules.plainBits)
      reader.drop(rules.plainBits)
      var upperPart = reader.window.leadingZeroBitCount
      if upperPart < rules.escapeZeros {
        reader.drop(upperPart &+ 1)
      } else {
        upperPart = escape(&reader, rules.escapeZeros, bits: context.bits, sample: first &+ column, &escapes)
      }
      let code = upperPart &<< context.bits | reader.peek(context.bits)
      reader.drop(context.bits)
      let upper = (code ^ sign) &+ context.carry
      rules.update(&context, code: code, upper: upper, table: table)
      let value = upper &<< rules.fixedBits &+ fixed &+ predicted
      all |= value
      row[column] = UInt16(truncatingIfNeeded: value &<< rules.plainBits | plain)
      (left, aboveLeft) = (value, above)
    }

    var column = 0
    while column &+ 1 < width {
      step(column, &even, &left, &aboveLeft)
      step(column &+ 1, &odd, &leftOdd, &aboveLeftOdd)
      column &+= 2
    }
    if column < width { step(column, &even, &left, &aboveLeft) }
    outer = reader
    return all
  }

  /// The upper part of an escape: 15 bits less those of the lower part, and one that means nothing.
  @inline(never)
  private static func escape(_ reader: inout CodeReader, _ zeros: Int, bits: Int, sample: Int, _ escapes: inout Escapes) -> Int {
    reader.drop(zeros)
    let upperPart = reader.peek(15 &- bits)
    reader.drop(15 &- bits)
    escapes.add(sample, idleBit: reader.peek(1), isNeedless: upperPart < zeros)
    reader.drop(1)
    return upperPart
  }
}

/// The escapes of a stream, as far as samples do not tell them.
private struct Escapes {
  var needless: [Int] = []
  var withZero: [Int] = []
  var withOne: [Int] = []

  var count: Int { max(needless.count, min(withZero.count, withOne.count)) }

  mutating func add(_ sample: Int, idleBit: Int, isNeedless: Bool) {
    if isNeedless { needless.append(sample) }
    if idleBit == 0 { withZero.append(sample) } else { withOne.append(sample) }
  }
}
