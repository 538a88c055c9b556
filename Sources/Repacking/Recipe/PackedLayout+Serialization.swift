internal import ByteCoding

extension PackedLayout {
  func write(to writer: inout ByteWriter) {
    for byte in [packing.family.rawValue, UInt8(packing.bits), UInt8(packing.parameter), fill.rawValue] { writer.u8(byte) }
    for value in [columns, rowsPerLine, stride, rowStep, rotation?.starts.count ?? 0] { writer.varint(value) }
    guard let rotation else { return }
    for (start, step) in zip(rotation.starts, rotation.steps) {
      writer.varint(start)
      writer.varint(step)
    }
  }

  init(parsing reader: inout ByteReader) throws(Fault) {
    let family = SamplePacking.Family(rawValue: try reader.u8())
    let (bits, parameter) = (Int(try reader.u8()), Int(try reader.u8()))
    let fill = Fill(rawValue: try reader.u8())
    guard let family, let fill else {
      throw .unsupported("recipe.newer", "this program does not know this packing of samples")
    }
    guard let packing = SamplePacking(family: family, bits: bits, parameter: parameter) else {
      throw .damaged("recipe.values", "there is no such packing: \(family.rawValue), \(bits) bits, parameter \(parameter)")
    }
    let columns = try reader.varint()
    let rowsPerLine = try reader.varint()
    let stride = try reader.varint()
    let rowStep = try reader.varint()
    let phases = try reader.varint()
    guard (1...Self.columnLimit).contains(columns), (1...8).contains(rowsPerLine), (1...16).contains(rowStep),
      (0...RowRotation.phaseLimit).contains(phases), stride <= Self.strideLimit,
      stride >= packing.byteCount(columns * rowsPerLine)
    else { throw .damaged("recipe.values", "the lines of samples cannot be as the recipe says") }
    var (starts, steps): ([Int], [Int]) = ([], [])
    for _ in 0..<phases {
      let (start, step) = (try reader.varint(), try reader.varint())
      guard start < columns, step < columns else { throw .damaged("recipe.values", "a row is shifted by more than its length") }
      starts.append(start)
      steps.append(step)
    }
    self.init(
      packing: packing, columns: columns, rowsPerLine: rowsPerLine, stride: stride, rowStep: rowStep, fill: fill,
      rotation: phases == 0 ? nil : RowRotation(starts: starts, steps: steps))
  }
}
