internal import BitCoding

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

  var bits: StuffedBitReader
  private let sixteenthCategory: SixteenthCategory
  private(set) var trouble = Trouble.none

  init(_ bytes: UnsafeBufferPointer<UInt8>, from position: Int, sixteenthCategory: SixteenthCategory) {
    bits = StuffedBitReader(bytes, from: position)
    self.sixteenthCategory = sixteenthCategory
  }

  /// The next difference, modulo 65536.
  @inline(__always)
  private mutating func difference(_ short: UnsafePointer<UInt16>, _ long: UnsafePointer<Int32>) -> UInt16 {
    if bits.count < 32 { bits.refill() }
    let entry = UInt64(short[Int(truncatingIfNeeded: bits.window &>> 52)])
    if entry == 0 {
      let (copy, value) = afterLongCode(long)
      self = copy
      return value
    }
    let (total, length, category) = (entry & 63, entry &>> 6 & 31, entry &>> 11)
    let rest = bits.window &<< length
    // Two shifts: category 0 has no bits at all.
    let low = (rest &>> 1) &>> (63 &- category)
    // A leading zero marks a negative difference.
    let sign = UInt64(bitPattern: Int64(bitPattern: rest) &>> 63)
    bits.drop(Int(truncatingIfNeeded: total))
    return UInt16(truncatingIfNeeded: low &+ (~sign & (1 &- (1 &<< category))))
  }

  /// The rare cases: codes over 12 bits, category 16, and whatever must not occur.
  @inline(never)
  private func afterLongCode(_ long: UnsafePointer<Int32>) -> (EntropyReader, UInt16) {
    var copy = self
    let next = Int32(truncatingIfNeeded: bits.window &>> 48)
    var length = 1
    while length <= 16, next >= long[length] { length += 1 }
    guard length <= 16 else { return (copy.stopped(by: .code), 0) }
    let answer = long[34 + Int(long[17 + length] + next >> Int32(16 - length))]
    guard answer < CodeLookup.twin else { return (copy.stopped(by: .twin), 0) }
    guard answer <= 16 else { return (copy.stopped(by: .code), 0) }
    copy.bits.drop(length)
    guard answer > 0 else { return (copy, 0) }
    if answer == 16, sixteenthCategory == .alone { return (copy, 0x8000) }
    let low = Int(copy.bits.window &>> UInt64(64 - answer))
    copy.bits.drop(Int(answer))
    if answer == 16 {
      guard low == 0x7FFF else { return (copy.stopped(by: .sixteenth), 0) }
      return (copy, 0x8000)
    }
    let isNegative = low >> Int(answer - 1) == 0
    return (copy, UInt16(truncatingIfNeeded: isNegative ? low - (1 << Int(answer)) + 1 : low))
  }

  /// Goes on by one bit, so that the loop ends; what is read no longer matters.
  private func stopped(by trouble: Trouble) -> EntropyReader {
    var copy = self
    if copy.trouble == .none { copy.trouble = trouble }
    copy.bits.drop(1)
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
}
