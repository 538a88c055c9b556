/// Writes coded rows of one band into a buffer that is emptied after each row.
struct LineWriter {
  /// Bytes that a row may take: 64 bits a sample, and a remainder of the row before.
  static func capacity(_ width: Int) -> Int { width * 8 + 32 }

  private let output: UnsafeMutablePointer<UInt8>
  /// Bytes in the buffer.
  private(set) var position = 0
  private var pending: UInt64 = 0
  /// Fewer than 32 between symbols.
  private var pendingBits = 0
  /// What coder and decoder adapt.
  private(set) var state = LineState()

  init(_ output: UnsafeMutablePointer<UInt8>) { self.output = output }

  /// The buffer's content was taken.
  mutating func empty() { position = 0 }

  /// At most 32 bits.
  @inline(__always)
  private mutating func append(_ bits: UInt64, _ count: Int) {
    pending = pending &<< UInt64(truncatingIfNeeded: count) | bits
    pendingBits &+= count
    guard pendingBits >= 32 else { return }
    pendingBits &-= 32
    let word = UInt32(truncatingIfNeeded: pending &>> UInt64(truncatingIfNeeded: pendingBits))
    UnsafeMutableRawPointer(output + position).storeBytes(of: word.bigEndian, as: UInt32.self)
    position &+= 4
  }

  @inline(__always)
  private mutating func write(_ code: UInt32) {
    let zeros = Int(truncatingIfNeeded: code &>> UInt32(truncatingIfNeeded: state.k))
    let low = UInt64(code) & (1 &<< UInt64(truncatingIfNeeded: state.k) &- 1)
    if zeros &+ 1 &+ state.k <= 32 {
      append(1 &<< UInt64(truncatingIfNeeded: state.k) | low, zeros &+ 1 &+ state.k)
    } else if zeros < LineReader.escapeZeros {
      append(0, zeros &- 8)
      append(1 &<< UInt64(truncatingIfNeeded: state.k) | low, 9 &+ state.k)
    } else {
      append(0, 32)
      append(1, LineReader.escapeZeros &- 31)
      append(UInt64(code), LineReader.escapeBits)
    }
  }

  /// Tells that `length` samples repeat the one to their left; `isLast` where they are the rest of the row.
  private mutating func writeRun(_ length: Int, isLast: Bool) {
    guard length > 0 else { return append(0, 1) }
    append(1, 1)
    var rest = length - 1
    while rest >= 1 << state.stepBits {
      rest -= 1 << state.stepBits
      append(1, 1)
      state.widenStep()
    }
    if isLast {
      // A step beyond the row's end is cut there.
      if rest > 0 { append(1, 1) }
    } else {
      append(UInt64(rest), 1 + state.stepBits)
      state.narrowStep()
    }
  }

  /// Writes a row, samples from place 1 to `width`, below another one; place 0 is for predictions, and set here.
  @inline(__always)
  mutating func writeRow(_ row: UnsafeMutablePointer<Int32>, below above: UnsafePointer<Int32>, width: Int, isFirst: Bool) {
    var copy = self
    var left = above[1]
    row[0] = left
    var column = 1
    while column < width {
      let (up, next) = (above[column], above[column &+ 1])
      var prediction = up
      if left != up || left != next {
        prediction = Median.of(left, up, above[column &- 1])
      } else {
        let start = column
        while column <= width, row[column] == left { column &+= 1 }
        copy.writeRun(column &- start, isLast: column > width)
        guard column <= width else { break }
        prediction = above[column]
      }
      left = row[column]
      let code = Median.folded(left &- prediction)
      copy.write(code)
      let isInside = !isFirst && column < width
      copy.state.adapt(to: isInside ? Median.smoothed(code, above[column], above[column &+ 1]) : code)
      column &+= 1
    }
    if column == width {
      let code = Median.folded(row[column] &- Median.of(left, above[column], above[column &- 1]))
      copy.write(code)
      copy.state.adapt(to: code)
    }
    self = copy
  }

  /// The most bits that `write` takes at once, a multiple of 8.
  static let pieceBits = 256

  /// Writes `count` bits from the front of bytes: a piece of an odd row.
  mutating func write(_ bytes: some Sequence<UInt8>, count: Int) {
    var left = count
    for byte in bytes where left > 0 {
      let taken = min(8, left)
      append(UInt64(byte >> UInt8(8 - taken)), taken)
      left -= taken
    }
  }

  /// Goes on as if an odd row had been adapted to.
  mutating func adopt(_ state: LineState) { self.state = state }

  /// Bits that the last byte begun leaves free, 0...7.
  var spareBits: Int { (8 - pendingBits & 7) & 7 }

  /// Fills the last byte with the low bits of `padding`, and ends it.
  mutating func align(padding: UInt8) {
    let spare = UInt64(spareBits)
    pending = pending << spare | UInt64(padding) & ((1 << spare) - 1)
    pendingBits += Int(spare)
    while pendingBits > 0 {
      pendingBits -= 8
      output[position] = UInt8(truncatingIfNeeded: pending >> UInt64(pendingBits))
      position += 1
    }
    pending = 0
  }
}
