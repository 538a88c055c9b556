internal import ByteCoding

/// Values of a few blocks; all others have 0.
package struct SparseValues: Hashable, Sendable {
  /// Numbers of the blocks, ascending.
  package private(set) var blocks: [UInt32]
  /// One for each of them, never 0.
  package private(set) var values: [UInt16]

  package init() { (blocks, values) = ([], []) }

  package var isEmpty: Bool { blocks.isEmpty }
  package var count: Int { blocks.count }

  /// Adds a value other than 0 behind all others; `block` is larger than theirs.
  package mutating func append(_ value: UInt16, at block: Int) {
    blocks.append(UInt32(truncatingIfNeeded: block))
    values.append(value)
  }

  /// Count; gaps between the blocks (varints); the values' low bytes; their high bytes where they are `wide`.
  ///
  /// Like things lie together, so that a general compressor packs them well.
  func write(to writer: inout ByteWriter, wide: Bool) {
    writer.varint(blocks.count)
    var next: UInt32 = 0
    for block in blocks {
      writer.varint(Int(block &- next))
      next = block &+ 1
    }
    writer.write(values.lazy.map { UInt8(truncatingIfNeeded: $0) })
    if wide { writer.write(values.lazy.map { UInt8(truncatingIfNeeded: $0 >> 8) }) }
  }

  /// Throws `damaged` (`rw2.remainder`, `bytes.short`, `bytes.varint`).
  init(parsing reader: inout ByteReader, wide: Bool) throws(Fault) {
    self.init()
    let count = try reader.varint()
    // A gap and a value are two bytes at least.
    guard count <= reader.remaining / (wide ? 3 : 2) else { throw PanasonicRW2Remainder.foreign }
    blocks.reserveCapacity(count)
    var next = 0
    for _ in 0..<count {
      let gap = try reader.varint()
      guard gap < 1 << 32, next + gap < 1 << 32 else { throw PanasonicRW2Remainder.foreign }
      blocks.append(UInt32(next + gap))
      next += gap + 1
    }
    values = try reader.read(count).map(UInt16.init)
    if wide {
      for (index, high) in try reader.read(count).enumerated() { values[index] |= UInt16(high) << 8 }
    }
    guard !values.contains(0) else { throw PanasonicRW2Remainder.foreign }
  }
}

/// Takes a `SparseValues` off block by block.
struct SparseCursor {
  private let list: SparseValues
  private var index = 0
  /// The block that has the next value.
  private(set) var next: Int

  init(_ list: SparseValues) {
    self.list = list
    next = list.blocks.first.map(Int.init) ?? .max
  }

  var isAtEnd: Bool { index == list.count }

  /// The value of a block; blocks come in order.
  @inline(__always)
  mutating func value(at block: Int) -> UInt16 {
    guard block == next else { return 0 }
    return take()
  }

  @inline(never)
  private mutating func take() -> UInt16 {
    let value = list.values[index]
    index += 1
    next = index < list.count ? Int(list.blocks[index]) : .max
    return value
  }
}
