package import ByteCoding

extension LosslessJPEGRemainder {
  private static let onesFlag: UInt8 = 1
  private static let usualEndingsFlag: UInt8 = 2
  private static let usualTailFlag: UInt8 = 4

  /// The remainder's bytes: one for a stream as T.81 describes it.
  package func serialized() -> [UInt8] {
    var writer = ByteWriter()
    writer.u8(
      (padsWithOnes ? Self.onesFlag : 0) | (endings.isEmpty ? Self.usualEndingsFlag : 0)
        | (tail == Self.endOfImage ? Self.usualTailFlag : 0))
    if !endings.isEmpty {
      writer.varint(endings.count)
      var next = 0
      for ending in endings {
        writer.varint(ending.segment - next)
        writer.u8(ending.padding)
        writer.varint(ending.separator.count)
        writer.write(ending.separator)
        next = ending.segment + 1
      }
    }
    if tail != Self.endOfImage {
      writer.varint(tail.count)
      writer.write(tail)
    }
    return writer.bytes
  }

  /// Reads what `serialized` wrote, and goes on behind it. Throws `damaged` (`ljpeg.remainder`, `bytes.short`, `bytes.varint`).
  package init(parsing reader: inout ByteReader) throws(Fault) {
    let flags = try reader.u8()
    guard flags < 8 else { throw .damaged("ljpeg.remainder", "a remainder of an unknown form") }
    self.init(padsWithOnes: flags & Self.onesFlag != 0)
    if flags & Self.usualEndingsFlag == 0 {
      let count = try reader.varint()
      var next = 0
      for _ in 0..<count {
        let gap = try reader.varint()
        guard gap < 65_536 else { throw .damaged("ljpeg.remainder", "a segment beyond the last row") }
        let padding = try reader.u8()
        let separator = Array(try reader.read(try reader.varint()))
        endings.append(Ending(segment: next + gap, padding: padding, separator: separator))
        next += gap + 1
      }
    }
    if flags & Self.usualTailFlag == 0 { tail = Array(try reader.read(try reader.varint())) }
  }
}
