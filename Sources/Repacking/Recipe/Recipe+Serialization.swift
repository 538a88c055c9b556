package import ByteCoding

extension Recipe {
  /// Layout kinds of the format; others come with later versions.
  private static let packedKind = 1
  private static let formatVersion: UInt8 = 1

  /// The recipe's bytes, as docs/FORMAT.md describes them.
  package func serialized() -> [UInt8] {
    var writer = ByteWriter()
    writer.u8(Self.formatVersion)
    for value in [fileLength, width, height, layouts.count] { writer.varint(value) }
    for layout in layouts {
      writer.varint(Self.packedKind)
      for byte in [layout.packing.family.rawValue, UInt8(layout.packing.bits), UInt8(layout.packing.parameter), layout.fill.rawValue] {
        writer.u8(byte)
      }
      let phases = layout.rotation?.starts.count ?? 0
      for value in [layout.columns, layout.rowsPerLine, layout.stride, layout.rowStep, phases] { writer.varint(value) }
      if let rotation = layout.rotation {
        for (start, step) in zip(rotation.starts, rotation.steps) {
          writer.varint(start)
          writer.varint(step)
        }
      }
    }
    writer.varint(segments.count)
    var position = 0
    for segment in segments {
      for value in [segment.layout, segment.offset - position, segment.byteCount, segment.row, segment.column] { writer.varint(value) }
      position = segment.end
    }
    return writer.bytes
  }

  /// Reads a recipe; whatever it lets through can be replayed within bounds.
  ///
  /// Throws `unsupported` (`recipe.newer`) for forms of later versions, `damaged` (`recipe.values`, `recipe.segments`,
  /// `bytes.short`, `bytes.varint`) for what no writer wrote, and `overLimit` (`recipe.file-limit`, `size.limit`).
  package init(parsing bytes: ArraySlice<UInt8>, budget: MemoryBudget = .standard) throws(Fault) {
    var reader = ByteReader(bytes)
    let version = try reader.u8()
    guard version == Self.formatVersion else {
      throw .unsupported("recipe.newer", "this recipe is of version \(version); this program reads version 1")
    }
    let fileLength = try reader.varint()
    guard fileLength <= budget.fileBytes else {
      throw .overLimit("recipe.file-limit", "a file of \(fileLength) bytes exceeds the limit of \(budget.fileBytes)")
    }
    let (width, height) = (try reader.varint(), try reader.varint())
    try budget.check(width: width, height: height, at: "the recipe's mosaic")
    let layoutCount = try reader.varint()
    var layouts: [PackedLayout] = []
    for index in 0..<layoutCount {
      let kind = try reader.varint()
      guard kind == Self.packedKind else {
        throw .unsupported("recipe.newer", "this program does not know layout kind \(kind)", at: "layout \(index)")
      }
      do throws(Fault) { layouts.append(try PackedLayout(parsing: &reader)) } catch { throw error.within("layout \(index)") }
    }
    let segmentCount = try reader.varint()
    var segments: [Segment] = []
    var position = 0
    for index in 0..<segmentCount {
      let layout = try reader.varint()
      let (gap, byteCount) = (try reader.varint(), try reader.varint())
      let (row, column) = (try reader.varint(), try reader.varint())
      guard layout < layouts.count, byteCount >= layouts[layout].lineBytes, row < Segment.positionLimit,
        column < Segment.positionLimit, gap <= fileLength - position, byteCount <= fileLength - position - gap
      else { throw .damaged("recipe.segments", "a run of samples cannot lie as the recipe says", at: "segment \(index)") }
      segments.append(Segment(offset: position + gap, byteCount: byteCount, layout: layout, row: row, column: column))
      position += gap + byteCount
    }
    guard reader.isAtEnd else { throw .damaged("recipe.values", "bytes follow the recipe's end", at: "offset \(reader.offset)") }
    self.init(fileLength: fileLength, width: width, height: height, layouts: layouts, segments: segments)
  }
}

extension PackedLayout {
  fileprivate init(parsing reader: inout ByteReader) throws(Fault) {
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
