/// A plain decoder of lossless JPEG with predictor 1, written from ITU-T T.81 in the order of the stream; nil for anything unexpected.
struct LosslessJPEGDecoder {
  private let bytes: [UInt8]
  private var position = 0
  private var (bit, current): (Int, UInt8) = (0, 0)

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Interleaved samples, row by row, and how many rows there are.
  static func decode(_ bytes: [UInt8]) -> (samples: [UInt16], rows: Int)? {
    var decoder = LosslessJPEGDecoder(bytes)
    return decoder.decode()
  }

  private mutating func decode() -> (samples: [UInt16], rows: Int)? {
    var tables: [[Int: UInt8]] = []
    guard u16() == 0xFFD8 else { return nil }
    var marker = u16()
    while marker == 0xFFC4 {
      guard let length = u16(), byte() == UInt8(tables.count) else { return nil }
      var counts: [UInt8] = []
      for _ in 0..<16 { counts.append(byte() ?? 0) }
      guard length == 19 + counts.reduce(0, { $0 + Int($1) }) else { return nil }
      // A code is keyed by its bits behind a leading one.
      var (table, code): ([Int: UInt8], Int) = ([:], 0)
      for (index, count) in counts.enumerated() {
        for _ in 0..<count {
          guard code < (1 << (index + 1)) - 1, let value = byte(), value <= 16 else { return nil }
          table[1 << (index + 1) | code] = value
          code += 1
        }
        code <<= 1
      }
      tables.append(table)
      marker = u16()
    }
    guard marker == 0xFFC3, let length = u16(), byte() == 16, let rows = u16(), let columns = u16(), let count = byte(),
      length == 8 + 3 * Int(count), tables.count == Int(count)
    else { return nil }
    for component in 0..<count { guard byte() == component + 1, byte() == 0x11, byte() == 0 else { return nil } }
    guard u16() == 0xFFDA, u16() == 6 + 2 * Int(count), byte() == count else { return nil }
    for component in 0..<count { guard byte() == component + 1, byte() == component << 4 else { return nil } }
    guard byte() == 1, byte() == 0, byte() == 0 else { return nil }
    let (width, components) = (columns * Int(count), Int(count))
    var samples: [UInt16] = []
    for index in 0..<(rows * width) {
      let (row, column) = (index / width, index % width)
      let prediction = column >= components ? samples[index - components] : row == 0 ? 0x8000 : samples[index - width]
      guard let difference = difference(tables[column % components]) else { return nil }
      samples.append(prediction &+ difference)
    }
    guard bytes[position...] == [0xFF, 0xD9] else { return nil }
    return (samples, rows)
  }

  private mutating func byte() -> UInt8? {
    guard position < bytes.count else { return nil }
    position += 1
    return bytes[position - 1]
  }

  private mutating func u16() -> Int? {
    guard let high = byte(), let low = byte() else { return nil }
    return Int(high) << 8 | Int(low)
  }

  private mutating func nextBit() -> Int? {
    if bit == 0 {
      guard let next = byte() else { return nil }
      if next == 0xFF { guard byte() == 0 else { return nil } }
      (current, bit) = (next, 8)
    }
    bit -= 1
    return Int(current >> bit & 1)
  }

  private mutating func difference(_ table: [Int: UInt8]) -> UInt16? {
    var code = 1
    while table[code] == nil {
      guard code < 1 << 16, let bit = nextBit() else { return nil }
      code = code << 1 | bit
    }
    guard let category = table[code] else { return nil }
    if category == 0 { return 0 }
    if category == 16 { return 0x8000 }
    var value = 0
    for _ in 0..<category {
      guard let bit = nextBit() else { return nil }
      value = value << 1 | bit
    }
    if value < 1 << (category - 1) { value -= (1 << category) - 1 }
    return UInt16(truncatingIfNeeded: value)
  }
}
