internal import BitCoding

/// Reads coded rows of one band; never beyond its bytes.
///
/// Where bytes run out, zeros are read, and `isExhausted` says so. Faults are looked for once a row, so that the loop has no exits.
struct LineReader {
  /// More zeros than a usual code begins with: the code follows as it is.
  static let escapeZeros = 41
  static let escapeBits = 21

  private let base: UnsafeBufferPointer<UInt8>
  private var window: BitReader
  /// What coder and decoder adapt.
  var state: LineState
  /// Whether a run led beyond its row.
  var metLongRun = false
  /// Whether the row was told in another way than the writer's.
  var isOdd = false

  init(_ bytes: UnsafeBufferPointer<UInt8>, state: LineState = LineState()) {
    self.state = state
    window = BitReader(bytes)
    base = bytes
  }

  /// The code of a symbol: zeros and a one give its high part, k bits the low one.
  @inline(__always)
  mutating func code() -> UInt32 {
    window.refill()
    let zeros = window.window.leadingZeroBitCount
    guard zeros < Self.escapeZeros else {
      let found = longCode()
      self = found.reader
      return found.code
    }
    let rest = window.window &<< UInt64(truncatingIfNeeded: zeros &+ 1)
    // Two shifts: there may be no low bits at all.
    let low = (rest &>> 1) &>> UInt64(truncatingIfNeeded: 63 &- state.k)
    window.window = rest &<< UInt64(truncatingIfNeeded: state.k)
    window.count &-= zeros &+ 1 &+ state.k
    return UInt32(truncatingIfNeeded: zeros) &<< UInt32(truncatingIfNeeded: state.k) | UInt32(truncatingIfNeeded: low)
  }

  /// A code as it is, behind 41 zeros or more and a one.
  @inline(never)
  private func longCode() -> (reader: LineReader, code: UInt32) {
    var copy = self
    var zeros = 0
    repeat {
      copy.window.refill()
      let some = min(copy.window.window.leadingZeroBitCount, copy.window.count)
      zeros += some
      let isEnd = some < copy.window.count
      copy.window.drop(some)
      if isEnd { break }
    } while !copy.window.isExhausted
    copy.window.refill()
    copy.window.drop(1)
    copy.window.refill()
    let code = UInt32(truncatingIfNeeded: copy.window.peek(Self.escapeBits))
    copy.window.drop(Self.escapeBits)
    if zeros > Self.escapeZeros || code >> UInt32(state.k) < Self.escapeZeros { copy.isOdd = true }
    return (copy, code)
  }

  @inline(__always)
  mutating func bit() -> Bool { bits(1) == 1 }

  /// The next 0...15 bits as a number.
  @inline(__always)
  mutating func bits(_ number: Int) -> Int {
    window.refill()
    let value = window.peek(number)
    window.drop(number)
    return value
  }

  /// The bits from one place to another one, in whole bytes with zeros behind them; all of them are there.
  func bits(from start: Int, to end: Int) -> [UInt8] {
    stride(from: start, to: end, by: 8).map { place in
      let (index, shift) = (place >> 3, UInt16(place & 7))
      let pair = UInt16(base[index]) << 8 | (index + 1 < base.count ? UInt16(base[index + 1]) : 0)
      let byte = UInt8(truncatingIfNeeded: (pair << shift) >> 8)
      return end - place >= 8 ? byte : byte & ~(0xFF >> UInt8(end - place))
    }
  }

  /// Whether more bits were taken than there are.
  var isExhausted: Bool { window.isExhausted }

  /// Bits taken.
  var taken: Int { window.taken }

  /// The first byte not begun, after `align`.
  var position: Int { window.position }

  /// Ends the band at the next byte boundary: gives the bits up to there.
  mutating func align() -> UInt8 { window.align().bits }
}
