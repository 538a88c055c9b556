package import ByteCoding

/// What a compressed ORF stream holds besides its samples: about three bytes and the tail as cameras write it.
package struct OlympusORFRemainder: Hashable, Sendable {
  /// The bytes before the codes; empty where they are the usual ones.
  package var header: [UInt8]
  /// Samples whose code is an escape without need, by ascending number.
  package var needlessEscapes: [Int]
  /// What most escapes have as their idle bit, 0 or 1.
  package var usualIdleBit: UInt8
  /// Samples whose escape has the other idle bit, by ascending number.
  package var otherIdleBits: [Int]
  /// The bits that fill the last byte of codes, in the low bits; 0 where the codes fill it.
  package var padding: UInt8
  /// What follows the last byte that holds coded bits.
  package var tail: [UInt8]

  package init(
    header: [UInt8] = [], needlessEscapes: [Int] = [], usualIdleBit: UInt8 = 0, otherIdleBits: [Int] = [], padding: UInt8 = 0,
    tail: [UInt8] = []
  ) {
    (self.header, self.needlessEscapes, self.usualIdleBit) = (header, needlessEscapes, usualIdleBit)
    (self.otherIdleBits, self.padding, self.tail) = (otherIdleBits, padding, tail)
  }

  /// More escapes than this that samples do not tell are no camera's.
  static let escapeLimit = 1 << 20

  static let foreign = Fault.damaged("orf.remainder", "the remainder does not belong to a raw stream of these samples")

  /// Header, needless escapes, usual idle bit, other idle bits, padding, tail: lists with their counts, sample numbers as gaps, zeros at
  /// the tail's end only counted.
  package func serialized() -> [UInt8] {
    var writer = ByteWriter()
    writer.varint(header.count)
    writer.write(header)
    Self.write(needlessEscapes, to: &writer)
    writer.u8(usualIdleBit)
    Self.write(otherIdleBits, to: &writer)
    writer.u8(padding)
    let kept = (tail.lastIndex { $0 != 0 } ?? -1) + 1
    writer.varint(kept)
    writer.write(tail[..<kept])
    writer.varint(tail.count - kept)
    return writer.bytes
  }

  /// Reads what `serialized` wrote, and goes on behind it.
  ///
  /// Throws `damaged` (`orf.remainder`, `bytes.short`, `bytes.varint`), and `overLimit` (`orf.tail`) for a tail larger than a camera file.
  package init(parsing reader: inout ByteReader, budget: MemoryBudget = .standard) throws(Fault) {
    self.init(header: Array(try reader.read(try reader.varint())))
    needlessEscapes = try Self.numbers(&reader)
    usualIdleBit = try reader.u8()
    otherIdleBits = try Self.numbers(&reader)
    padding = try reader.u8()
    tail = Array(try reader.read(try reader.varint()))
    let zeros = try reader.varint()
    guard usualIdleBit < 2, tail.last != 0 else { throw Self.foreign }
    guard zeros <= budget.fileBytes else { throw .overLimit("orf.tail", "\(zeros) zeros after the raw stream exceed the limit for files") }
    tail += [UInt8](repeating: 0, count: zeros)
  }

  private static func write(_ numbers: [Int], to writer: inout ByteWriter) {
    writer.varint(numbers.count)
    var next = 0
    for number in numbers {
      writer.varint(number - next)
      next = number + 1
    }
  }

  private static func numbers(_ reader: inout ByteReader) throws(Fault) -> [Int] {
    let count = try reader.varint()
    guard count <= escapeLimit else { throw foreign }
    var numbers: [Int] = []
    var next = 0
    for _ in 0..<count {
      let gap = try reader.varint()
      // No image has more samples.
      guard gap < 1 << 32, next < 1 << 32 else { throw foreign }
      numbers.append(next + gap)
      next += gap + 1
    }
    return numbers
  }
}
