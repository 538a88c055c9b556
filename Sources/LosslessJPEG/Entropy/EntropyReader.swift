/// Reads coded differences from the bytes of a scan; never beyond them, and never beyond a marker.
///
/// Where bytes run out, zeros are read, and `isExhausted` says so. Faults are looked for once a row, so that the loop has no exits.
struct EntropyReader {
  enum Trouble: UInt8 {
    case none
    /// A code that the table does not have, or one for a category over 16.
    case code
    /// A code with a shorter twin of the same meaning.
    case twin
    /// Bits behind category 16 that make another, shorter category.
    case sixteenth
  }

  private let base: UnsafePointer<UInt8>
  private let end: Int
  private let sixteenthCategory: SixteenthCategory
  /// The first byte of the segment.
  private var start: Int
  /// The next byte to take into the window.
  private(set) var position: Int
  /// The next bits, from the highest down; below the counted ones may stand bits of the byte at `position`, or zeros.
  private var window: UInt64 = 0
  private var count = 0
  /// Zeros at the end of the window that no byte gave.
  private var missing = 0
  private(set) var trouble = Trouble.none

  init(_ bytes: UnsafeBufferPointer<UInt8>, from position: Int, sixteenthCategory: SixteenthCategory) {
    // An empty buffer may have no address; it is never read from.
    base = bytes.baseAddress ?? UnsafePointer(bitPattern: 1).unsafelyUnwrapped
    end = bytes.count
    (self.position, start) = (position, position)
    self.sixteenthCategory = sixteenthCategory
  }

  /// Whether more bits were taken than there are.
  var isExhausted: Bool { count < missing }

  @inline(__always)
  private mutating func refill() {
    if position &+ 8 <= end {
      let word = UInt64(bigEndian: UnsafeRawPointer(base + position).loadUnaligned(as: UInt64.self))
      let holdsFF = (~word &- 0x0101_0101_0101_0101) & word & 0x8080_8080_8080_8080 != 0
      if !holdsFF {
        window |= word &>> UInt64(truncatingIfNeeded: count)
        position &+= (63 &- count) &>> 3
        count |= 56
        return
      }
    }
    self = refilledByBytes()
  }

  /// By value, so that the loop's own copy can stay in registers.
  @inline(never)
  private func refilledByBytes() -> EntropyReader {
    var copy = self
    while copy.count <= 56 {
      if copy.position < end, base[copy.position] != 0xFF {
        copy.window |= UInt64(base[copy.position]) &<< UInt64(56 &- copy.count)
        copy.position &+= 1
      } else if copy.position &+ 1 < end, base[copy.position &+ 1] == 0 {
        copy.window |= 0xFF &<< UInt64(56 &- copy.count)
        copy.position &+= 2
      } else {
        copy.missing &+= 8
      }
      copy.count &+= 8
    }
    return copy
  }

  /// The next difference, modulo 65536.
  @inline(__always)
  private mutating func difference(_ short: UnsafePointer<UInt16>, _ long: UnsafePointer<Int32>) -> UInt16 {
    if count < 32 { refill() }
    let entry = UInt64(short[Int(truncatingIfNeeded: window &>> 52)])
    if entry == 0 {
      let (copy, value) = afterLongCode(long)
      self = copy
      return value
    }
    let (total, length, category) = (entry & 63, entry &>> 6 & 31, entry &>> 11)
    let rest = window &<< length
    // Two shifts: category 0 has no bits at all.
    let bits = (rest &>> 1) &>> (63 &- category)
    // A leading zero marks a negative difference.
    let sign = UInt64(bitPattern: Int64(bitPattern: rest) &>> 63)
    window &<<= total
    count &-= Int(truncatingIfNeeded: total)
    return UInt16(truncatingIfNeeded: bits &+ (~sign & (1 &- (1 &<< category))))
  }

  /// The rare cases: codes over 12 bits, category 16, and whatever must not occur.
  @inline(never)
  private func afterLongCode(_ long: UnsafePointer<Int32>) -> (EntropyReader, UInt16) {
    var copy = self
    let next = Int32(truncatingIfNeeded: window &>> 48)
    var length = 1
    while length <= 16, next >= long[length] { length += 1 }
    guard length <= 16 else { return (copy.stopped(by: .code), 0) }
    let answer = long[34 + Int(long[17 + length] + next >> Int32(16 - length))]
    guard answer < CodeLookup.twin else { return (copy.stopped(by: .twin), 0) }
    guard answer <= 16 else { return (copy.stopped(by: .code), 0) }
    copy.skip(length)
    guard answer > 0 else { return (copy, 0) }
    if answer == 16, sixteenthCategory == .alone { return (copy, 0x8000) }
    let bits = Int(copy.window &>> UInt64(64 - answer))
    copy.skip(Int(answer))
    if answer == 16 {
      guard bits == 0x7FFF else { return (copy.stopped(by: .sixteenth), 0) }
      return (copy, 0x8000)
    }
    let isNegative = bits >> Int(answer - 1) == 0
    return (copy, UInt16(truncatingIfNeeded: isNegative ? bits - (1 << Int(answer)) + 1 : bits))
  }

  private mutating func skip(_ bits: Int) {
    window &<<= UInt64(bits)
    count &-= bits
  }

  /// Goes on by one bit, so that the loop ends; what is read no longer matters.
  private func stopped(by trouble: Trouble) -> EntropyReader {
    var copy = self
    if copy.trouble == .none { copy.trouble = trouble }
    copy.skip(1)
    return copy
  }

  /// Reads the differences of one row; the tables' pointers lead to those of all components.
  mutating func read(
    _ row: UnsafeMutableBufferPointer<UInt16>, components: Int, short: UnsafePointer<UInt16>, long: UnsafePointer<Int32>
  ) {
    var reader = self
    switch components {
    case 1:
      for column in 0..<row.count { row[column] = reader.difference(short, long) }
    case 2:
      let (secondShort, secondLong) = (short + CodeLookup.shortCount, long + CodeLookup.longCount)
      var column = 0
      while column &+ 1 < row.count {
        row[column] = reader.difference(short, long)
        row[column &+ 1] = reader.difference(secondShort, secondLong)
        column &+= 2
      }
    default:
      var column = 0
      while column &+ components <= row.count {
        for component in 0..<components {
          row[column &+ component] = reader.difference(
            short + component &* CodeLookup.shortCount, long + component &* CodeLookup.longCount)
        }
        column &+= components
      }
    }
    self = reader
  }

  /// Ends a segment at the next byte boundary: gives the bits up to there, and steps back to the first byte not begun.
  mutating func align() -> (bits: UInt8, count: Int) {
    let real = max(0, count - missing)
    let spare = real & 7
    let bits = spare == 0 ? 0 : UInt8(window >> UInt64(64 - spare))
    for _ in 0..<(real >> 3) {
      // A zero behind 0xFF is always a stuffed one: otherwise 0xFF would have been a marker's.
      position -= position - 2 >= start && base[position - 1] == 0 && base[position - 2] == 0xFF ? 2 : 1
    }
    (window, count, missing) = (0, 0, 0)
    return (bits, spare)
  }

  /// Takes a run of bytes that no code is in; only after `align`.
  mutating func begin(at position: Int) { (self.position, start) = (position, position) }
}
