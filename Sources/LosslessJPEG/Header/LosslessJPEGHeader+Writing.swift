package import ByteCoding

extension LosslessJPEGHeader {
  /// Writes the header of a new stream: SOI, DHT for each table, SOF3, DRI where there are restarts, SOS. Components take the tables in
  /// turn; one table serves all, or there are as many as components.
  ///
  /// Throws as `init(parsing:)` does for values out of range; no value traps.
  package init(
    width: Int, height: Int, components: Int, precision: Int, predictor: Int, pointTransform: Int = 0, restartRows: Int = 0,
    tables: [HuffmanTable], sixteenthCategory: SixteenthCategory = .alone
  ) throws(Fault) {
    guard (1...65_535).contains(width), (1...65_535).contains(height), (1...4).contains(components), (0...255).contains(precision),
      (0...255).contains(predictor), (0...15).contains(pointTransform), (0...(65_535 / width)).contains(restartRows),
      tables.count == 1 || tables.count == components
    else { throw Fault(.misuse, "ljpeg.header", "a lossless JPEG header cannot hold these values") }
    var writer = ByteWriter()
    writer.write([0xFF, 0xD8])
    for (index, table) in tables.enumerated() {
      writer.write([0xFF, 0xC4])
      writer.u16(UInt16(19 + table.values.count), bigEndian: true)
      writer.u8(UInt8(index))
      writer.write(table.counts + table.values)
    }
    writer.write([0xFF, 0xC3])
    writer.u16(UInt16(8 + 3 * components), bigEndian: true)
    writer.u8(UInt8(precision))
    writer.u16(UInt16(height), bigEndian: true)
    writer.u16(UInt16(width), bigEndian: true)
    writer.u8(UInt8(components))
    for component in 0..<components { writer.write([UInt8(component + 1), 0x11, 0]) }
    if restartRows > 0 {
      writer.write([0xFF, 0xDD, 0, 4])
      writer.u16(UInt16(restartRows * width), bigEndian: true)
    }
    writer.write([0xFF, 0xDA])
    writer.u16(UInt16(6 + 2 * components), bigEndian: true)
    writer.u8(UInt8(components))
    for component in 0..<components { writer.write([UInt8(component + 1), UInt8(component % tables.count) << 4]) }
    writer.write([UInt8(predictor), 0, UInt8(pointTransform)])
    try self.init(parsing: writer.bytes[...], sixteenthCategory: sixteenthCategory)
  }
}
