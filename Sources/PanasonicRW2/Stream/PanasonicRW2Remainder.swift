package import ByteCoding

/// What a Panasonic raw stream holds besides its samples: a handful of bytes where the camera writes what is usual.
package struct PanasonicRW2Remainder: Hashable, Sendable {
  /// What equal neighbours are usually coded as, where there is a choice: bit 0 where differences are taken from the sample before, bit 1
  /// where the code is the sample itself; 0 for the computed code, 1 for code 0.
  package var usualRest: UInt8
  /// Blocks whose shifts are not the least that do: their four (or three) fields of two bits XOR those, the first field lowest.
  package var oddShifts: SparseValues
  /// Blocks with equal neighbours that are coded in the other way: a bit for each such sample, that of the block's first sample lowest.
  package var oddRests: SparseValues
  /// Blocks whose spare bits are not all zero: those bits.
  package var spareBits: SparseValues
  /// The bytes that hold no block, in file order: those of the last section, and what follows it.
  package var tail: [UInt8]

  package init(tail: [UInt8] = []) {
    (usualRest, oddShifts, oddRests, spareBits, self.tail) = (0, SparseValues(), SparseValues(), SparseValues(), tail)
  }

  static let foreign = Fault.damaged("rw2.remainder", "the remainder does not belong to a raw stream of these samples")

  /// Usual rest, odd shifts, odd rests (wide), spare bits, tail; zeros at the tail's end are only counted.
  package func serialized() -> [UInt8] {
    var writer = ByteWriter()
    writer.u8(usualRest)
    oddShifts.write(to: &writer, wide: false)
    oddRests.write(to: &writer, wide: true)
    spareBits.write(to: &writer, wide: false)
    let kept = (tail.lastIndex { $0 != 0 } ?? -1) + 1
    writer.varint(kept)
    writer.write(tail[..<kept])
    writer.varint(tail.count - kept)
    return writer.bytes
  }

  /// Reads what `serialized` wrote, and goes on behind it.
  ///
  /// Throws `damaged` (`rw2.remainder`, `bytes.short`, `bytes.varint`), and `overLimit` (`rw2.tail`) for a tail larger than a camera file.
  package init(parsing reader: inout ByteReader, budget: MemoryBudget = .standard) throws(Fault) {
    usualRest = try reader.u8()
    oddShifts = try SparseValues(parsing: &reader, wide: false)
    oddRests = try SparseValues(parsing: &reader, wide: true)
    spareBits = try SparseValues(parsing: &reader, wide: false)
    tail = Array(try reader.read(try reader.varint()))
    let zeros = try reader.varint()
    guard usualRest < 4, tail.last != 0 else { throw Self.foreign }
    guard zeros <= budget.fileBytes else { throw .overLimit("rw2.tail", "\(zeros) zeros after the raw stream exceed the limit for files") }
    tail += [UInt8](repeating: 0, count: zeros)
  }
}
