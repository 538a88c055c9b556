internal import BitCoding

/// Reads blocks of coded differences; never beyond the bytes, and never beyond a marker.
///
/// Where bytes run out, zeros are read, and `isExhausted` says so. Faults are looked for once in some rows, so that the loop has no exits.
struct BlockReader {
  /// Places that a block's tokens can reach: the last one, a run of 15, and the end's run.
  static let reach = 160
  /// Bits that a block's tokens can take: 64 codes of 16 bits with 11 bits behind them are fewer.
  static let blockBits = 2048

  private let base: UnsafeBufferPointer<UInt8>
  var bits: StuffedBitReader
  /// Whether a code was met that means nothing.
  private(set) var metNoCode = false

  init(_ bytes: UnsafeBufferPointer<UInt8>, from position: Int) {
    base = bytes
    bits = StuffedBitReader(bytes, from: position)
  }

  /// A token by the long form: of code bits too many for the short one, or of a leaf that is special.
  @inline(never)
  private func token(_ long: UnsafePointer<UInt16>, atFirst: Bool) -> (reader: BlockReader, run: Int, value: Int16, leaf: UInt8) {
    var copy = self
    let entry = long[Int(truncatingIfNeeded: bits.window &>> 48)]
    guard entry != 0 else {
      copy.metNoCode = true
      return (copy, CodeLookup.endRun, 0, CodeTable.end)
    }
    let leaf = UInt8(truncatingIfNeeded: entry >> 5)
    copy.bits.drop(Int(entry & 31))
    if leaf == CodeTable.twin { return (copy, 0, 0, leaf) }
    if leaf == CodeTable.end, !atFirst { return (copy, CodeLookup.endRun, 0, leaf) }
    let size = UInt64(leaf & 15)
    guard size > 0 else { return (copy, Int(leaf >> 4), 0, leaf) }
    let low = Int(copy.bits.window &>> (64 &- size))
    copy.bits.drop(Int(size))
    return (copy, Int(leaf >> 4), Int16(truncatingIfNeeded: low >> Int(size - 1) == 0 ? low - (1 << Int(size)) + 1 : low), leaf)
  }

  /// The short form's token: moves on by its bits, and gives the difference.
  @inline(__always)
  private mutating func value(_ entry: UInt64) -> Int16 {
    let (total, size) = (entry & 31, entry &>> 5 & 15)
    let rest = bits.window &<< (total &- size)
    // Two shifts: size 0 has no bits at all.
    let low = (rest &>> 1) &>> (63 &- size)
    // A leading zero marks a negative difference.
    let sign = UInt64(bitPattern: Int64(bitPattern: rest) &>> 63)
    bits.drop(Int(truncatingIfNeeded: total))
    return Int16(truncatingIfNeeded: low &+ (~sign & (1 &- (1 &<< size))))
  }

  /// Reads one block into `block`, whose `reach` places are 0. True where its differences tell all tokens.
  ///
  /// Zeros at a block's end are told by its end code alone, others by runs as long as can be; whatever else says the same is another way.
  @inline(__always)
  mutating func readBlock(_ block: UnsafeMutablePointer<Int16>, short: UnsafePointer<UInt16>, long: UnsafePointer<UInt16>) -> Bool {
    var isUsual = true
    if bits.count < 32 { bits.refill() }
    let entry = UInt64(short[Int(truncatingIfNeeded: bits.window &>> 52)])
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
      if bits.count < 32 { bits.refill() }
      let entry = UInt64(laterShort[Int(truncatingIfNeeded: bits.window &>> 52)])
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
    var number = earlier.bits.count - bits.count + (bits.missing - earlier.bits.missing)
    var index = earlier.bits.position
    while index < bits.position {
      number += 8
      index += base[index] == 0xFF ? 2 : 1
    }
    var copy = earlier.bits
    var (bytes, left) = ([UInt8](), number)
    while left > 0 {
      if copy.count < 32 { copy = copy.refilledByBytes() }
      let taken = min(8, left)
      bytes.append(UInt8(copy.window >> 56) & ~(0xFF >> UInt8(taken)))
      copy.drop(taken)
      left -= taken
    }
    return (bytes, number)
  }
}
