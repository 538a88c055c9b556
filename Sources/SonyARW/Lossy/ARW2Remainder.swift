package import ByteCoding

/// What an ARW2 stream holds besides its samples and what follows from them.
package struct ARW2Remainder: Hashable, Sendable {
  /// A block whose fields do not follow from its samples by the rule.
  package struct OddBlock: Hashable, Sendable {
    /// Its number in the stream, from 0.
    package var block: Int
    /// Place of the maximum (high four bits) and of the minimum (low four), both by the block's own fields; 0 where it is kept whole.
    package var places: UInt8
    /// The 16 bytes as two little-endian words where the block is kept whole; else 0.
    package var low: UInt64
    package var high: UInt64

    package init(block: Int, places: UInt8, low: UInt64 = 0, high: UInt64 = 0) {
      (self.block, self.places, self.low, self.high) = (block, places, low, high)
    }
  }

  /// Whether the usual place of the maximum is its last one rather than its first.
  package var maximumIsLast: Bool
  package var minimumIsLast: Bool
  /// Which of several places was taken, coded by `PlaceCoder`; empty where always the usual one was.
  package var choices: [UInt8]
  /// Ascending.
  package var oddBlocks: [OddBlock]
  /// What follows the last block.
  package var tail: [UInt8]

  package init(
    maximumIsLast: Bool = false, minimumIsLast: Bool = false, choices: [UInt8] = [], oddBlocks: [OddBlock] = [], tail: [UInt8] = []
  ) {
    (self.maximumIsLast, self.minimumIsLast) = (maximumIsLast, minimumIsLast)
    (self.choices, self.oddBlocks, self.tail) = (choices, oddBlocks, tail)
  }

  /// The remainder's bytes: four for a stream without choices, odd blocks and tail.
  package func serialized() -> [UInt8] {
    var writer = ByteWriter(reserving: choices.count + 4 * oddBlocks.count + tail.count + 16)
    writer.u8((maximumIsLast ? 1 : 0) | (minimumIsLast ? 2 : 0))
    writer.varint(choices.count)
    writer.write(choices)
    writer.varint(oddBlocks.count)
    var next = 0
    for odd in oddBlocks {
      writer.varint(odd.block - next)
      next = odd.block + 1
      writer.u8(odd.places)
      guard odd.places == 0 else { continue }
      writer.u64(odd.low)
      writer.u64(odd.high)
    }
    writer.varint(tail.count)
    writer.write(tail)
    return writer.bytes
  }

  /// Reads what `serialized` wrote, and goes on behind it. Throws `damaged` (`arw.remainder`, `bytes.short`, `bytes.varint`).
  package init(parsing reader: inout ByteReader) throws(Fault) {
    let rules = try reader.u8()
    guard rules < 4 else { throw Self.foreign }
    self.init(maximumIsLast: rules & 1 != 0, minimumIsLast: rules & 2 != 0)
    choices = Array(try reader.read(try reader.varint()))
    let count = try reader.varint()
    var next = 0
    for _ in 0..<count {
      let gap = try reader.varint()
      // No image has more blocks.
      guard gap < 1 << 32, next < 1 << 32 else { throw Self.foreign }
      var odd = OddBlock(block: next + gap, places: try reader.u8())
      next += gap + 1
      if odd.places == 0 {
        (odd.low, odd.high) = (try reader.u64(), try reader.u64())
      } else if odd.places >> 4 == odd.places & 15 {
        throw Self.foreign
      }
      oddBlocks.append(odd)
    }
    tail = Array(try reader.read(try reader.varint()))
  }

  static let foreign = Fault.damaged("arw.remainder", "the remainder does not belong to a stream of these samples")
}
