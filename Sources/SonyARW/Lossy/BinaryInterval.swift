/// A binary arithmetic coder: an interval of 32-bit numbers that each answer narrows, and whose settled bytes are written.
///
/// The same steps in both directions; no carries.
struct BinaryInterval {
  private var from: UInt32 = 0
  private var to: UInt32 = .max

  /// Bytes to decode, and the four of them that are compared with the interval. Zeros follow the last byte.
  struct Input {
    private let bytes: [UInt8]
    /// Bytes taken, those beyond the end too.
    private(set) var position = 0
    fileprivate var value: UInt32 = 0

    init(_ bytes: [UInt8]) {
      self.bytes = bytes
      for _ in 0..<4 { take() }
    }

    fileprivate mutating func take() {
      value = value << 8 | (position < bytes.count ? UInt32(bytes[position]) : 0)
      position += 1
    }
  }

  /// The last number of the part for yes; `to` is always larger.
  private func middle(_ chance: UInt16) -> UInt32 {
    from &+ UInt32(truncatingIfNeeded: (UInt64(to &- from) &* UInt64(chance)) &>> 16)
  }

  mutating func encode(_ answer: Bool, chance: UInt16, into output: inout [UInt8]) {
    let middle = middle(chance)
    if answer { to = middle } else { from = middle &+ 1 }
    while (from ^ to) >> 24 == 0 {
      output.append(UInt8(truncatingIfNeeded: to >> 24))
      settle()
    }
  }

  mutating func decode(chance: UInt16, from input: inout Input) -> Bool {
    let middle = middle(chance)
    let answer = input.value <= middle
    if answer { to = middle } else { from = middle &+ 1 }
    while (from ^ to) >> 24 == 0 {
      settle()
      input.take()
    }
    return answer
  }

  private mutating func settle() {
    from <<= 8
    to = to << 8 | 0xFF
  }

  /// Writes a number of the interval, so that a decoder takes exactly the bytes written.
  func finish(into output: inout [UInt8]) {
    for shift in [24, 16, 8, 0] as [UInt32] { output.append(UInt8(truncatingIfNeeded: from >> shift)) }
  }
}
