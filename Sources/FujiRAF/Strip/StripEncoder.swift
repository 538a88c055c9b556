internal import ByteCoding

/// Encodes one strip.
struct StripEncoder: ~Copyable {
  private let format: FujiRAFFormat
  private let steps: UnsafePointer<Int8>
  private let lines: StripLines
  private let states: AdaptiveStates
  private let coded: UnsafeMutablePointer<UInt8>
  private var writer: CodeWriter
  /// The codes of places beyond the mosaic.
  private let outside: UnsafeBufferPointer<UInt8>
  private var reader: CodeReader
  private var met: UInt32 = 0

  init(_ format: FujiRAFFormat, outside: UnsafeBufferPointer<UInt8>, steps: UnsafePointer<Int8>) {
    (self.format, self.outside, self.steps) = (format, outside, steps)
    lines = StripLines(format)
    states = AdaptiveStates(format)
    reader = CodeReader(outside, format)
    coded = .allocate(capacity: CodeWriter.capacity(6 * FujiRAFFormat.stripWidth))
    writer = CodeWriter(coded, format)
  }

  deinit { coded.deallocate() }

  /// Encodes `columns` of the mosaic. Throws `damaged` for samples of more bits than the format's (`fuji.range`), and where the remainder
  /// is not one of such a strip (`fuji.remainder`).
  mutating func encode(
    columns: Range<Int>, of mosaic: UnsafePointer<UInt16>, ending: FujiRAFRemainder.Ending?
  ) throws(Fault) -> [UInt8] {
    let passes = format.filters.isXTrans ? LinePass.xTrans : LinePass.bayer
    let inside = lines.places(columns: columns.count)
    var output: [UInt8] = []
    // About half of the bits remain.
    output.reserveCapacity(columns.count * format.height)
    for row in stride(from: 0, to: format.height, by: 6) {
      let start = mosaic + (row * format.width + columns.lowerBound)
      guard Int(lines.gather(columns: columns.count, from: start, pitch: format.width)) < format.valueCount else {
        throw .damaged("fuji.range", "a sample has more than \(format.bits) bits", at: "row \(row)")
      }
      for pass in passes {
        lines.extend(pass.first)
        lines.extend(pass.second)
        encode(pass, inside: inside)
      }
      guard !reader.isExhausted, !reader.metOddCode, met >> UInt32(format.bits) == 0 else { throw FujiRAFRemainder.foreign }
      lines.advance()
      output.append(contentsOf: UnsafeBufferPointer(start: coded, count: writer.position))
      writer.empty()
    }
    try end(ending, &output)
    return output
  }

  private mutating func end(_ ending: FujiRAFRemainder.Ending?, _ output: inout [UInt8]) throws(Fault) {
    // All of the outside's bits must be taken, and what fills them up be zeros.
    guard reader.align() == 0, reader.position == outside.count else { throw FujiRAFRemainder.foreign }
    let padding = ending?.padding ?? 0
    guard Int(padding) < 1 << writer.spareBits else { throw FujiRAFRemainder.foreign }
    writer.align(padding: padding)
    output.append(contentsOf: UnsafeBufferPointer(start: coded, count: writer.position))
    if let ending {
      output += ending.bytes
    } else {
      output.append(contentsOf: repeatElement(0, count: -output.count & (FujiRAFRemainder.alignment - 1)))
    }
  }

  private mutating func encode(_ pass: LinePass, inside: Int) {
    let (first, second) = (lines[pass.first], lines[pass.second])
    let (evenStates, oddStates) = (states.even(pass.states), states.odd(pass.states))
    let (pitch, steps) = (lines.stride, steps)
    let pairs = lines.width / 2
    let mask = UInt32(format.valueCount - 1)
    let fill = Int.bitWidth - format.bits
    // Copies, so that they can stay in registers.
    var writer = writer
    var reader = reader
    var met = met

    @inline(__always)
    func sample(
      _ target: UnsafeMutablePointer<UInt16>, _ prediction: Prediction, _ states: UnsafeMutablePointer<AdaptiveStates.State>, isInside: Bool
    ) {
      let state = states + prediction.state
      let code: UInt32
      if isInside {
        let difference = Int(target.pointee) &- prediction.value
        let turned = (difference ^ prediction.sign) &- prediction.sign
        // Modulo the number of values, and with its sign.
        let residual = (turned &<< fill) &>> fill
        code = UInt32(truncatingIfNeeded: residual &<< 1 ^ residual &>> (Int.bitWidth - 1))
      } else {
        // The code is known, and tells the value.
        let read = reader.code(shift: state.pointee.shift)
        met |= read
        code = read & mask
        target.pointee = prediction.sample(code: code, mask: mask)
      }
      writer.write(code, shift: state.pointee.shift)
      state.pointee.update(code)
    }

    @inline(__always)
    func even(_ target: UnsafeMutablePointer<UInt16>, isSpared: Bool, isInside: Bool) {
      if isSpared {
        target.pointee = Prediction.spared(target, pitch)
      } else {
        sample(target, .even(target, pitch, steps), evenStates, isInside: isInside)
      }
    }

    for pair in 0..<(pairs &+ 4) {
      if pair < pairs {
        let place = pair &* 2
        even(first + place, isSpared: pass.firstSpared &>> (pair & 1) & 1 != 0, isInside: place < inside)
        even(second + place, isSpared: pass.secondSpared &>> (pair & 1) & 1 != 0, isInside: place < inside)
      }
      if pair >= 4 {
        let place = pair &* 2 &- 7
        sample(first + place, .odd(first + place, pitch, steps), oddStates, isInside: place < inside)
        sample(second + place, .odd(second + place, pitch, steps), oddStates, isInside: place < inside)
      }
    }
    self.writer = writer
    self.reader = reader
    self.met = met
  }
}
