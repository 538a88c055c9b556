/// Reads blocks of coded differences; never beyond the bytes, and never beyond a marker.
///
/// Where bytes run out, zeros are read, and `isExhausted` says so. Faults are looked for once in some rows, so that the loop has no exits.
struct BlockReader {
  /// Places that a block's tokens can reach: the last one, a run of 15, and the end's run.
  static let reach = 160
  /// Bits that a block's tokens can take: 64 codes of 16 bits with 11 bits behind them are fewer.
  static let blockBits = 2048

  private let base: UnsafePointer<UInt8>
  private let end: Int
  private let start: Int
  /// The next byte to take into the window.
  private(set) var position: Int
  /// The next bits, from the highest down; below the counted ones may stand bits of the byte at `position`, or zeros.
  private var window: UInt64 = 0
  private var count = 0
  /// Zeros at the end of the window that no byte gave.
  private var missing = 0
  /// Whether a code was met that means nothing.
  private(set) var metNoCode = false

  init(_ bytes: UnsafeBufferPointer<UInt8>, from position: Int) {
    // An empty buffer may have no address; it is never read from.
    base = bytes.baseAddress ?? UnsafePointer(bitPattern: 1).unsafelyUnwrapped
    end = bytes.count
    (self.position, start) = (position, position)
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
  private func refilledByBytes() -> BlockReader {
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

  /// A token by the long form: of code bits too many for the short one, or of a leaf that is special.
  @inline(never)
  private func token(_ long: UnsafePointer<UInt16>, atFirst: Bool) -> (reader: BlockReader, run: Int, value: Int16, leaf: UInt8) {
    var copy = self
    let entry = long[Int(truncatingIfNeeded: window &>> 48)]
    guard entry != 0 else {
      copy.metNoCode = true
      return (copy, CodeLookup.endRun, 0, CodeTable.end)
    }
    let leaf = UInt8(truncatingIfNeeded: entry >> 5)
    copy.skip(Int(entry & 31))
    if leaf == CodeTable.twin { return (copy, 0, 0, leaf) }
    if leaf == CodeTable.end, !atFirst { return (copy, CodeLookup.endRun, 0, leaf) }
    let size = UInt64(leaf & 15)
    guard size > 0 else { return (copy, Int(leaf >> 4), 0, leaf) }
    let bits = Int(copy.window &>> (64 &- size))
    copy.skip(Int(size))
    return (copy, Int(leaf >> 4), Int16(truncatingIfNeeded: bits >> Int(size - 1) == 0 ? bits - (1 << Int(size)) + 1 : bits), leaf)
  }

  private mutating func skip(_ bits: Int) {
    window &<<= UInt64(bits)
    count &-= bits
  }

  /// The short form's token: moves on by its bits, and gives the difference.
  @inline(__always)
  private mutating func value(_ entry: UInt64) -> Int16 {
    let (total, size) = (entry & 31, entry &>> 5 & 15)
    let rest = window &<< (total &- size)
    // Two shifts: size 0 has no bits at all.
    let bits = (rest &>> 1) &>> (63 &- size)
    // A leading zero marks a negative difference.
    let sign = UInt64(bitPattern: Int64(bitPattern: rest) &>> 63)
    window &<<= total
    count &-= Int(truncatingIfNeeded: total)
    return Int16(truncatingIfNeeded: bits &+ (~sign & (1 &- (1 &<< size))))
  }

  /// Reads one block into `block`, whose `reach` places are 0. True where its differences tell all tokens.
  ///
  /// Zeros at a block's end are told by its end code alone, others by runs as long as can be; whatever else says the same is another way.
  @inline(__always)
  mutating func readBlock(_ block: UnsafeMutablePointer<Int16>, short: UnsafePointer<UInt16>, long: UnsafePointer<UInt16>) -> Bool {
    var isUsual = true
    if count < 32 { refill() }
    let entry = UInt64(short[Int(truncatingIfNeeded: window &>> 52)])
    if entry != 0 {
      block[0] = value(entry)
    } else {
      let found = token(long, atFirst: true)
      self = found.reader
      block[0] = found.value
      isUsual = found.leaf != CodeTable.twin
    }
    let (laterShort, laterLong) = (short + CodeLookup.shortCount, long + CodeLookup.longCount)
    var place = 1
    /// Behind the last sixteen zeros that a code of their own stands for.
    var zerosEnd = 0
    while place < CRWFormat.blockSamples {
      if count < 32 { refill() }
      let entry = UInt64(laterShort[Int(truncatingIfNeeded: window &>> 52)])
      if entry != 0 {
        place &+= Int(truncatingIfNeeded: entry &>> 9)
        block[place] = value(entry)
        place &+= 1
      } else {
        let found = token(laterLong, atFirst: false)
        self = found.reader
        place &+= found.run
        block[place] = found.value
        place &+= 1
        if found.leaf == CodeTable.zeros { zerosEnd = place }
      }
    }
    // At 64 the block was filled; from 65 on a run led beyond it; from 82 on an end code came.
    if place > CodeLookup.endRun { return isUsual && zerosEnd != place &- CodeLookup.endRun &- 1 }
    return isUsual && place == CRWFormat.blockSamples && zerosEnd != place
  }

  /// The bits from an earlier state of this reader to this one, in whole bytes with zeros behind them, and their number.
  @inline(never)
  func bits(since earlier: BlockReader) -> (bytes: [UInt8], count: Int) {
    var number = earlier.count - count + (missing - earlier.missing)
    var index = earlier.position
    while index < position {
      number += 8
      index += base[index] == 0xFF ? 2 : 1
    }
    var copy = earlier
    var (bytes, left) = ([UInt8](), number)
    while left > 0 {
      if copy.count < 32 { copy = copy.refilledByBytes() }
      let taken = min(8, left)
      bytes.append(UInt8(copy.window >> 56) & ~(0xFF >> UInt8(taken)))
      copy.skip(taken)
      left -= taken
    }
    return (bytes, number)
  }

  /// Ends the stream at the next byte boundary: gives the bits up to there, and steps back to the first byte not begun.
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
}
