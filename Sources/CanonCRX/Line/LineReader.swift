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
  private var k = 0
  private var run = 0
  /// Whether a run led beyond its row.
  private(set) var metLongRun = false
  /// Whether a code began with more zeros than an encoder has a reason to write.
  private(set) var metLongCode = false

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    // An empty buffer may have no address; it is never read from.
    base = bytes.baseAddress ?? UnsafePointer(bitPattern: 1).unsafelyUnwrapped
    end = bytes.count
  }

  /// Whether more bits were taken than there are.
  var isExhausted: Bool { count < missing }

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
  private mutating func code() -> UInt32 {
    refill()
    let zeros = window.leadingZeroBitCount
    guard zeros < Self.escapeZeros else {
      let found = longCode()
      self = found.reader
      return found.code
    }
    let rest = window &<< UInt64(truncatingIfNeeded: zeros &+ 1)
    // Two shifts: there may be no low bits at all.
    let low = (rest &>> 1) &>> UInt64(truncatingIfNeeded: 63 &- k)
    window = rest &<< UInt64(truncatingIfNeeded: k)
    count &-= zeros &+ 1 &+ k
    return UInt32(truncatingIfNeeded: zeros) &<< UInt32(truncatingIfNeeded: k) | UInt32(truncatingIfNeeded: low)
  }

  @inline(never)
  private func longCode() -> (reader: LineReader, code: UInt32) {
    var copy = self
    copy.skip(Self.escapeZeros)
    copy.refill()
    if copy.window >> 63 == 0 { copy.metLongCode = true }
    copy.skip(1)
    copy.refill()
    let code = UInt32(truncatingIfNeeded: copy.window >> UInt64(64 - Self.escapeBits))
    copy.skip(Self.escapeBits)
    return (copy, code)
  }

  @inline(__always)
  private mutating func bit() -> Bool {
    refill()
    let isSet = window >> 63 == 1
    skip(1)
    return isSet
  }

  /// How many samples repeat the one to their left: at most `limit`, which is 2 or more.
  @inline(never)
  private func runLength(limit: Int) -> (reader: LineReader, length: Int) {
    var copy = self
    guard copy.bit() else { return (copy, 0) }
    var length = 1
    while copy.bit() {
      length += 1 << RunState.bits(copy.run)
      if length > limit { return (copy, limit) }
      if copy.run < RunState.limit { copy.run += 1 }
      if length == limit { return (copy, limit) }
    }
    let bits = RunState.bits(copy.run)
    copy.refill()
    length += Int(truncatingIfNeeded: (copy.window >> 1) >> UInt64(63 - bits))
    copy.skip(bits)
    if copy.run > 0 { copy.run -= 1 }
    if length > limit {
      copy.metLongRun = true
      length = limit
    }
    return (copy, length)
  }

  /// Reads a row, samples from place 1 to `width`, below another one; place 0 is for predictions.
  @inline(__always)
  mutating func readRow(_ row: UnsafeMutablePointer<Int32>, below above: UnsafePointer<Int32>, width: Int, isFirst: Bool) {
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
        let found = copy.runLength(limit: width &- column &+ 1)
        copy = found.reader
        for place in column..<(column &+ found.length) { row[place] = left }
        column &+= found.length
        guard column <= width else { break }
        prediction = above[column]
      }
      let code = copy.code()
      left = prediction &+ Median.unfolded(code)
      row[column] = left
      let isInside = !isFirst && column < width
      let seen = isInside ? RiceParameter.smoothed(code, above[column], above[column &+ 1]) : code
      copy.k = RiceParameter.next(copy.k, after: seen)
      column &+= 1
    }
    if column == width {
      let code = copy.code()
      row[column] = Median.of(left, above[column], above[column &- 1]) &+ Median.unfolded(code)
      copy.k = RiceParameter.next(copy.k, after: code)
    }
    self = copy
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
