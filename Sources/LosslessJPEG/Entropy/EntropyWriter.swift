internal import BitCoding

/// Writes coded differences, with a zero byte after every 0xFF, into a buffer that is emptied after each row.
struct EntropyWriter {
  /// Bytes that so many differences may take: 32 bits each, every byte a stuffed zero, and a remainder of the row before.
  static func capacity(_ count: Int) -> Int { count * 8 + 16 }

  var bits: StuffedBitWriter
  /// Whether a difference had a category without a code.
  private(set) var lacksCode = false

  init(_ output: UnsafeMutablePointer<UInt8>) { bits = StuffedBitWriter(output) }

  @inline(__always)
  private mutating func write(_ difference: UInt16, _ entries: UnsafePointer<UInt64>) {
    let category = 16 &- Int16(bitPattern: difference).magnitude.leadingZeroBitCount
    let entry = entries[category]
    if entry == 0 { lacksCode = true }
    let low = UInt64(difference &- (difference &>> 15)) & (entry &>> 8 & 0xFFFF)
    let total = entry & 0xFF
    bits.write(entry &>> 24 | low, count: Int(truncatingIfNeeded: total))
  }

  /// Writes the differences of one row; the pointer leads to the entries of all components.
  mutating func write(_ row: UnsafeBufferPointer<UInt16>, components: Int, entries: UnsafePointer<UInt64>) {
    var writer = self
    switch components {
    case 1:
      for difference in row { writer.write(difference, entries) }
    case 2:
      let second = entries + CodeTable.count
      var column = 0
      while column &+ 1 < row.count {
        writer.write(row[column], entries)
        writer.write(row[column &+ 1], second)
        column &+= 2
      }
    default:
      var column = 0
      while column &+ components <= row.count {
        for component in 0..<components { writer.write(row[column &+ component], entries + component &* CodeTable.count) }
        column &+= components
      }
    }
    self = writer
  }
}
