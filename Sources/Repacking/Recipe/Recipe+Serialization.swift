package import ByteCoding

extension Recipe {
  private static let formatVersion: UInt8 = 1

  /// The recipe's bytes, as docs/FORMAT.md describes them.
  package func serialized() -> [UInt8] {
    var writer = ByteWriter()
    writer.u8(Self.formatVersion)
    for value in [fileLength, width, height, layouts.count] { writer.varint(value) }
    for layout in layouts { layout.write(to: &writer) }
    writer.varint(segments.count)
    var position = 0
    for segment in segments {
      for value in [segment.layout, segment.offset - position, segment.byteCount] { writer.varint(value) }
      position = segment.end
      let layout = layouts[segment.layout]
      guard layout.picture == nil else { continue }
      writer.varint(segment.row)
      writer.varint(segment.column)
      guard layout.stream != nil else { continue }
      writer.varint(segment.remainder.count)
      writer.write(segment.remainder)
    }
    return writer.bytes
  }

  /// Reads a recipe; whatever it lets through can be replayed within bounds.
  ///
  /// Throws `unsupported` (`recipe.newer`) for forms of later versions, `damaged` (`recipe.values`, `recipe.segments`,
  /// `bytes.short`, `bytes.varint`, the codes of streams) for what no writer wrote, and `overLimit` (`recipe.file-limit`, `size.limit`).
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
    let hasMosaic = width > 0 || height > 0
    if hasMosaic { try budget.check(width: width, height: height, at: "the recipe's mosaic") }
    let layoutCount = try reader.varint()
    var layouts: [SegmentLayout] = []
    for index in 0..<layoutCount {
      do throws(Fault) { layouts.append(try SegmentLayout(parsing: &reader, budget: budget)) } catch {
        throw error.within("layout \(index)")
      }
    }
    let pictures = layouts.compactMap(\.picture)
    guard !layouts.isEmpty, pictures.count <= SegmentLayout.pictureLimit, hasMosaic || pictures.count == layouts.count,
      pictures.sorted() == Array(0..<pictures.count)
    else { throw .damaged("recipe.values", "no layout, samples without a mosaic, or pictures out of number") }
    let segmentCount = try reader.varint()
    var segments: [Segment] = []
    var position = 0
    for index in 0..<segmentCount {
      let segment = try Segment(parsing: &reader, layouts: layouts, after: position, fileLength: fileLength, at: "segment \(index)")
      segments.append(segment)
      position = segment.end
    }
    guard reader.isAtEnd else { throw .damaged("recipe.values", "bytes follow the recipe's end", at: "offset \(reader.offset)") }
    self.init(fileLength: fileLength, width: width, height: height, layouts: layouts, segments: segments)
    guard pictureBytes.count == pictures.count, pictureBytes.allSatisfy({ $0 > 0 }) else {
      throw .damaged("recipe.values", "a picture has no bytes")
    }
  }
}

extension Segment {
  fileprivate init(
    parsing reader: inout ByteReader, layouts: [SegmentLayout], after position: Int, fileLength: Int, at place: String
  ) throws(Fault) {
    let misplaced = Fault.damaged("recipe.segments", "a run of bytes cannot lie as the recipe says", at: place)
    let index = try reader.varint()
    guard index < layouts.count else { throw misplaced }
    let (gap, byteCount) = (try reader.varint(), try reader.varint())
    guard byteCount > 0, gap <= fileLength - position, byteCount <= fileLength - position - gap else { throw misplaced }
    self.init(offset: position + gap, byteCount: byteCount, layout: index, row: 0, column: 0)
    let layout = layouts[index]
    guard layout.picture == nil else { return }
    (row, column) = (try reader.varint(), try reader.varint())
    guard row < Segment.positionLimit, column < Segment.positionLimit else { throw misplaced }
    if case .packed(let packed) = layout {
      guard byteCount >= packed.lineBytes else { throw misplaced }
    } else {
      remainder = Array(try reader.read(try reader.varint()))
    }
  }
}
