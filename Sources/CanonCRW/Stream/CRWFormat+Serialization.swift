package import ByteCoding

extension CRWFormat {
  /// The format's bytes: width and height, the table, whether there are low bits.
  package func serialized() -> [UInt8] {
    var writer = ByteWriter()
    writer.varint(width)
    writer.varint(height)
    writer.u8(UInt8(table))
    writer.u8(hasLowBits ? 1 : 0)
    return writer.bytes
  }

  /// Reads what `serialized` wrote, and goes on behind it. Throws what the other initializer does, `damaged` (`crw.format`, `bytes.short`).
  package init(parsing reader: inout ByteReader, budget: MemoryBudget = .standard) throws(Fault) {
    let (width, height) = (try reader.varint(), try reader.varint())
    let (table, low) = (try reader.u8(), try reader.u8())
    guard low < 2 else { throw .damaged("crw.format", "the low bits are neither there nor not") }
    try self.init(width: width, height: height, table: Int(table), hasLowBits: low == 1, budget: budget)
  }
}
