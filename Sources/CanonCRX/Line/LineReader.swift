/// Reads coded rows of one band; never beyond its bytes.
///
/// Where bytes run out, zeros are read, and `isExhausted` says so. Faults are looked for once a row, so that the loop has no exits.
struct LineReader {
  /// More zeros than a usual code begins with: the code follows as it is.
  static let escapeZeros = 41
  static let escapeBits = 21

  private let base: UnsafePointer<UInt8>
  private let end: Int
  /// The next byte to take into the window.
  private(set) var position = 0
  /// The next bits, from the highest down; below the counted ones may stand bits of the byte at `position`, or zeros.
  private var window: UInt64 = 0
  private var count = 0
  /// Zeros at the end of the window that no byte gave.
  private var missing = 0
  /// What coder and decoder adapt.
  var state: LineState
  /// Whether a run led beyond its row.
  var metLongRun = false
  /// Whether the row was told in another way than the writer's.
  var isOdd = false

  init(_ bytes: UnsafeBufferPointer<UInt8>, state: LineState = LineState()) {
    self.state = state
    // An empty buffer may have no address; it is never read from.
    base = bytes.baseAddress ?? UnsafePointer(bitPattern: 1).unsafelyUnwrapped
    end = bytes.count
  }

  /// Whether more bits were taken than there are.
  var isExhausted: Bool { count < missing }

  /// Bits taken.
  var taken: Int { position &* 8 &+ missing &- count }

  /// Fills the window to 56 bits or more.
  @inline(__always)
  private mutating func refill() {
    if position &+ 8 <= end {
      let word = UInt64(bigEndian: UnsafeRawPointer(base + position).loadUnaligned(as: UInt64.self))
      window |= word &>> UInt64(truncatingIfNeeded: count)
      position &+= (63 &- count) &>> 3
      count |= 56
    } else {
      self = refilledByBytes()
    }
  }

  /// By value, so that the loop's own copy can stay in registers.
  @inline(never)
  private func refilledByBytes() -> LineReader {
    var copy = self
    // Bits below the counted ones may be there already: the same ones are set again.
    while copy.count < 56 {
      if copy.position < end {
        copy.window |= UInt64(base[copy.position]) &<< UInt64(56 &- copy.count)
        copy.position &+= 1
      } else {
        copy.missing &+= 8
      }
      copy.count &+= 8
    }
    return copy
  }

  @inline(__always)
  private mutating func skip(_ bits: Int) {
    window &<<= UInt64(truncatingIfNeeded: bits)
    count &-= bits
  }

  /// The code of a symbol: zeros and a one give its high part, k bits the low one.
  @inline(__always)
  mutating func code() -> UInt32 {
    refill()
    let zeros = window.leadingZeroBitCount
    guard zeros < Self.escapeZeros else {
      let found = longCode()
      self = found.reader
      return found.code
    }
    let rest = window &<< UInt64(truncatingIfNeeded: zeros &+ 1)
    // Two shifts: there may be no low bits at all.
    let low = (rest &>> 1) &>> UInt64(truncatingIfNeeded: 63 &- state.k)
    window = rest &<< UInt64(truncatingIfNeeded: state.k)
    count &-= zeros &+ 1 &+ state.k
    return UInt32(truncatingIfNeeded: zeros) &<< UInt32(truncatingIfNeeded: state.k) | UInt32(truncatingIfNeeded: low)
  }

  /// A code as it is, behind 41 zeros or more and a one.
  @inline(never)
  private func longCode() -> (reader: LineReader, code: UInt32) {
    var copy = self
    var zeros = 0
    repeat {
      copy.refill()
      let some = min(copy.window.leadingZeroBitCount, copy.count)
      zeros += some
      let isEnd = some < copy.count
      copy.skip(some)
      if isEnd { break }
    } while !copy.isExhausted
    copy.refill()
    copy.skip(1)
    copy.refill()
    let code = UInt32(truncatingIfNeeded: copy.window >> UInt64(64 - Self.escapeBits))
    copy.skip(Self.escapeBits)
    if zeros > Self.escapeZeros || code >> UInt32(state.k) < Self.escapeZeros { copy.isOdd = true }
    return (copy, code)
  }

  @inline(__always)
  mutating func bit() -> Bool {
    refill()
    let isSet = window >> 63 == 1
    skip(1)
    return isSet
  }

  /// The next 0...15 bits as a number.
  mutating func bits(_ number: Int) -> Int {
    refill()
    // Two shifts: there may be none at all.
    let value = Int(truncatingIfNeeded: (window >> 1) >> UInt64(63 - number))
    skip(number)
    return value
  }

  /// The bits from one place to another one, in whole bytes with zeros behind them; all of them are there.
  func bits(from start: Int, to end: Int) -> [UInt8] {
    stride(from: start, to: end, by: 8).map { place in
      let (index, shift) = (place >> 3, UInt16(place & 7))
      let pair = UInt16(base[index]) << 8 | (index + 1 < self.end ? UInt16(base[index + 1]) : 0)
      let byte = UInt8(truncatingIfNeeded: (pair << shift) >> 8)
      return end - place >= 8 ? byte : byte & ~(0xFF >> UInt8(end - place))
    }
  }

  /// Ends the band at the next byte boundary: gives the bits up to there, and steps back to the first byte not begun.
  mutating func align() -> UInt8 {
    let real = max(0, count - missing)
    let spare = real & 7
    let bits = spare == 0 ? 0 : UInt8(window >> UInt64(64 - spare))
    position -= real >> 3
    (window, count, missing) = (0, 0, 0)
    return bits
  }
}
