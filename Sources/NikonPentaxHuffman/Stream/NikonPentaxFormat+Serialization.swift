package import ByteCoding

extension NikonPentaxFormat {
  /// The format's bytes: width, height, the code, the split row and its code, predictors. About 60, 110 with a split.
  package func serialized() -> [UInt8] {
    var writer = ByteWriter()
    writer.varint(width)
    writer.varint(height)
    code.write(to: &writer)
    writer.varint(splitRow)
    splitCode?.write(to: &writer)
    for predictor in predictors { writer.u16(predictor) }
    return writer.bytes
  }

  /// Reads what `serialized` wrote, and goes on behind it.
  ///
  /// Throws what the other initializer does, `unsupported` (`nph.code`) for codes that differences do not tell, and `damaged`
  /// (`nph.format`, `bytes.short`, `bytes.varint`).
  package init(parsing reader: inout ByteReader, budget: MemoryBudget = .standard) throws(Fault) {
    let (width, height) = (try reader.varint(), try reader.varint())
    let code = try DifferenceCode(parsing: &reader)
    let splitRow = try reader.varint()
    let splitCode = splitRow == 0 ? nil : try DifferenceCode(parsing: &reader)
    var predictors: [UInt16] = []
    for _ in 0..<4 { predictors.append(try reader.u16()) }
    guard splitRow < max(1, height) else { throw .damaged("nph.format", "the image is split behind its last row") }
    try self.init(
      width: width, height: height, code: code, splitRow: splitRow, splitCode: splitCode, predictors: predictors, budget: budget)
  }
}

extension DifferenceCode {
  /// The number of leaves; for each the code, its length, and its shift and size in the high and the low four bits.
  fileprivate func write(to writer: inout ByteWriter) {
    writer.u8(UInt8(leaves.count))
    for leaf in leaves {
      writer.u16(UInt16(leaf.bits))
      writer.u8(UInt8(leaf.length))
      writer.u8(UInt8(leaf.shift << 4 | leaf.size))
    }
  }

  fileprivate init(parsing reader: inout ByteReader) throws(Fault) {
    var codes: [(left: Int, length: Int, size: Int, shift: Int)] = []
    for _ in 0..<(try reader.u8()) {
      let bits = Int(try reader.u16())
      let (length, meaning) = (Int(try reader.u8()), Int(try reader.u8()))
      guard (1...12).contains(length), bits < 1 << length else { throw .damaged("nph.format", "a code of \(length) bits") }
      codes.append((bits << (12 - length), length, meaning & 15, meaning >> 4))
    }
    try self.init(codes)
  }
}
