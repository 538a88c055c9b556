internal import ByteCoding

/// Decodes one strip.
struct StripDecoder: ~Copyable {
  /// What a strip holds besides its samples.
  struct Rest {
    var ending: FujiRAFRemainder.Ending?
    var outside: [UInt8]
  }

  private let format: FujiRAFFormat
  private let bytes: UnsafeBufferPointer<UInt8>
  private let steps: UnsafePointer<Int8>
  private let lines: StripLines
  private let states: AdaptiveStates
  private var reader: CodeReader
  private var outside = BitRun()
  /// All bits of all codes met.
  private var met: UInt32 = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>, _ format: FujiRAFFormat, steps: UnsafePointer<Int8>) {
    (self.bytes, self.format, self.steps) = (bytes, format, steps)
    lines = StripLines(format)
    states = AdaptiveStates(format)
    reader = CodeReader(bytes, format)
  }

  /// Decodes all rows into `columns` of the mosaic. Throws `damaged` (`fuji.short`, `fuji.code`).
  mutating func decode(columns: Range<Int>, into mosaic: UnsafeMutablePointer<UInt16>) throws(Fault) -> Rest {
    let passes = format.filters.isXTrans ? LinePass.xTrans : LinePass.bayer
    let inside = lines.places(columns: columns.count)
    for row in stride(from: 0, to: format.height, by: 6) {
      for pass in passes {
        lines.extend(pass.first)
        lines.extend(pass.second)
        decode(pass, inside: inside)
      }
      guard !reader.isExhausted else { throw .damaged("fuji.short", "a strip of coded samples ends before its last row", at: "row \(row)") }
      guard met >> UInt32(format.bits) == 0, !reader.metOddCode else {
        throw .damaged("fuji.code", "the coded samples hold a code that no camera writes", at: "row \(row)")
      }
      lines.scatter(columns: columns.count, to: mosaic + (row * format.width + columns.lowerBound), pitch: format.width)
      lines.advance()
    }
    return ending()
  }

  private mutating func ending() -> Rest {
    let padding = reader.align()
    let tail = bytes[reader.position...]
    let isUsual =
      padding == 0 && bytes.count % FujiRAFRemainder.alignment == 0 && tail.count < FujiRAFRemainder.alignment
      && tail.allSatisfy { $0 == 0 }
    return Rest(ending: isUsual ? nil : .init(padding: padding, bytes: Array(tail)), outside: outside.bytes)
  }

  private mutating func decode(_ pass: LinePass, inside: Int) {
    let (first, second) = (lines[pass.first], lines[pass.second])
    let (evenStates, oddStates) = (states.even(pass.states), states.odd(pass.states))
    let (pitch, steps) = (lines.stride, steps)
    let pairs = lines.width / 2
    let mask = UInt32(format.valueCount - 1)
    // Copies, so that they can stay in registers.
    var reader = reader
    var met = met

    @inline(__always)
    func sample(_ target: UnsafeMutablePointer<UInt16>, _ prediction: Prediction, _ states: UnsafeMutablePointer<AdaptiveStates.State>) {
      let state = states + prediction.state
      let code = reader.code(shift: state.pointee.shift)
      met |= code
      // Larger ones are an error that is told at the rows' end; till then they must do no harm.
      let bounded = code & mask
      state.pointee.update(bounded)
      target.pointee = prediction.sample(code: bounded, mask: mask)
    }

    @inline(__always)
    func even(_ target: UnsafeMutablePointer<UInt16>, isSpared: Bool) {
      if isSpared {
        target.pointee = Prediction.spared(target, pitch)
      } else {
        sample(target, .even(target, pitch, steps), evenStates)
      }
    }

    for pair in 0..<(pairs &+ 4) {
      if pair < pairs {
        let place = pair &* 2
        let before = reader.bitPosition
        even(first + place, isSpared: pass.firstSpared &>> (pair & 1) & 1 != 0)
        even(second + place, isSpared: pass.secondSpared &>> (pair & 1) & 1 != 0)
        if place >= inside { outside.append(before..<reader.bitPosition, of: bytes) }
      }
      if pair >= 4 {
        let place = pair &* 2 &- 7
        let before = reader.bitPosition
        sample(first + place, .odd(first + place, pitch, steps), oddStates)
        sample(second + place, .odd(second + place, pitch, steps), oddStates)
        if place >= inside { outside.append(before..<reader.bitPosition, of: bytes) }
      }
    }
    self.reader = reader
    self.met = met
  }
}
