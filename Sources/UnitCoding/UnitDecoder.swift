package import ArchiveFormat
package import ByteCoding
package import MetadataCoding
internal import JXLCoding
internal import PlaneCodec
internal import Repacking
package import SensorModel
package import ShotMetadata

/// Gives back what a unit holds: the original's bytes, the mosaic, the facts. Needs nothing but the unit.
///
/// Every byte it gives was checked: sections against their digests, planes against theirs, the original against its SHA-256.
package struct UnitDecoder: Sendable {
  package let reader: UnitReader
  package let record: FileRecord
  let budget: MemoryBudget
  private let workers: Int

  /// Throws what reading the table and the record throws.
  package init(_ reader: UnitReader, workers: Int = 1, budget: MemoryBudget = .standard) throws(Fault) {
    self.reader = reader
    self.budget = budget
    self.workers = workers
    record = try reader.record()
  }

  /// Where restored bytes go, piece by piece.
  package typealias Sink = (UnsafeRawBufferPointer) throws(Fault) -> Void

  /// Gives the original's bytes in order, and throws at the end where they do not have the size and digest the record says.
  ///
  /// Throws `.misuse` (`restore.sensor-exact`) where the original was not kept; `.damaged` naming section and tile; `restore.digest`.
  package func original(into sink: Sink) throws(Fault) {
    guard record.kind == .file, let expected = record.sha256 else {
      throw Fault(.misuse, "restore.kind", "this is a \(record.kind.rawValue), it has no bytes")
    }
    var hasher = SHA256Hasher()
    func checked(_ bytes: UnsafeRawBufferPointer) throws(Fault) {
      hasher.update(bytes)
      try sink(bytes)
    }
    switch record.tier {
    case .storedWhole: try whole(into: checked)
    case .fileExact: try rebuilt(into: checked)
    case .sensorExact, nil:
      throw Fault(
        .misuse, "restore.sensor-exact", "only the mosaic and the metadata were kept (--keep mosaic), not the original file",
        advice: "restore it with --as dng or --as tiff")
    }
    guard Int64(hasher.count) == record.size, hasher.finish() == expected else {
      throw .damaged("restore.digest", "the restored bytes are not the original's: \(hasher.count) bytes, \(record.size) expected")
    }
  }

  private func whole(into sink: Sink) throws(Fault) {
    var left = record.size
    for (number, entry) in reader.table.sections(.body).enumerated() {
      guard entry.index == UInt32(number) else { throw .damaged("unit.body.order", "pieces are missing", at: "section \(entry.name)") }
      let piece = try Wrapping.unwrap(reader.payload(entry), limit: UnitEncoder.pieceLength, at: "section \(entry.name)")
      left -= Int64(piece.count)
      guard left >= 0 else { throw .damaged("unit.body.length", "more bytes than the record says", at: "section \(entry.name)") }
      try Self.give(piece, to: sink)
    }
    guard left == 0 else { throw .damaged("unit.body.length", "fewer bytes than the record says", at: "section BODY") }
  }

  private func rebuilt(into sink: Sink) throws(Fault) {
    let stored = record.mosaic == nil ? nil : try storedMosaic()
    let (recipe, skeleton) = try recipeAndSkeleton()
    let limit = Int(record.size)
    var residue: [UInt8] = []
    if let entry = reader.table.section(.residue) {
      residue = try Wrapping.unwrap(reader.payload(entry), limit: 4 * limit + 4096, at: "section RESD 0")
    }
    let pictures = try pictures(recipe.pictureBytes)
    do throws(Fault) {
      try RecipeReplayer.rebuild(
        recipe, skeleton: skeleton[...], residue: residue[...], stored: stored, pictures: pictures, into: sink)
    } catch {
      throw error.within("section RECP 0")
    }
  }

  /// The recipe, and the bytes outside of what it makes.
  func recipeAndSkeleton() throws(Fault) -> (Recipe, skeleton: [UInt8]) {
    guard record.size <= Int64(budget.fileBytes) else {
      throw .overLimit("record.size", "a file of \(record.size) bytes is not taken apart by any writer", at: "section FILE 0")
    }
    let limit = Int(record.size)
    // No recipe is longer than what it describes, but for some bytes a segment of tiny files.
    let serialized = try Wrapping.unwrap(reader.payload(.recipe), limit: 4 * limit + 65_536, at: "section RECP 0")
    let recipe: Recipe
    do throws(Fault) { recipe = try Recipe(parsing: serialized[...], budget: budget) } catch { throw error.within("section RECP 0") }
    return (recipe, try Wrapping.unwrap(reader.payload(.skeleton), limit: limit, at: "section SKEL 0"))
  }

  /// The JPEGs that the recipe names, as many bytes of each as it needs: each once, and no others.
  func pictures(_ counts: [Int]) throws(Fault) -> [[UInt8]] {
    let entries = reader.table.sections(.picture).sorted { $0.index < $1.index }
    if entries.map({ Int($0.index) }) != Array(counts.indices) {
      throw .damaged("unit.picture", "the pictures are not those of the recipe", at: "section table")
    }
    var pictures: [[UInt8]] = []
    for (entry, count) in zip(entries, counts) {
      let payload = try reader.payload(entry)
      do throws(Fault) {
        pictures.append(try JPEGTranscoder.decode(payload[...], expecting: count, budget: budget))
      } catch {
        throw error.within("section \(entry.name)")
      }
    }
    return pictures
  }

  static func give(_ bytes: [UInt8], to sink: Sink) throws(Fault) {
    var failure: Fault?
    bytes.withUnsafeBytes { buffer in
      do throws(Fault) { try sink(buffer) } catch { failure = error }
    }
    if let failure { throw failure }
  }
}

extension UnitDecoder {
  /// The samples as the camera file held them, checked against the record's digest.
  ///
  /// Throws `.misuse` (`unit.no-mosaic`) for units without one; `.damaged` naming section and tile.
  package func storedMosaic() throws(Fault) -> Mosaic {
    guard let shape = record.mosaic else { throw Fault(.misuse, "unit.no-mosaic", "this file is kept without a mosaic of its own") }
    try budget.check(width: shape.width, height: shape.height, at: "section FILE 0")
    guard (1...16).contains(shape.periodWidth), (1...16).contains(shape.periodHeight) else {
      throw .damaged("record.values", "a cell of \(shape.periodWidth)x\(shape.periodHeight)", at: "section FILE 0")
    }
    let layout = PlaneLayout(
      width: shape.width, height: shape.height, periodWidth: shape.periodWidth, periodHeight: shape.periodHeight)
    let entries = reader.table.sections(.plane)
    // The table's order is the order of coding, which need not be the order of positions.
    let order = entries.map { Int($0.index) }
    guard order.sorted() == layout.planeIndices else {
      throw .damaged("unit.planes", "the planes are not those of the mosaic", at: "section table")
    }
    let cell = PlaneCell(layout)
    var planes: [PositionedPlane] = []
    for (entry, index) in zip(entries, order) {
      let size = layout.size(ofPlane: index)
      let payload = try reader.payload(entry)
      do throws(Fault) {
        let plane = try PlaneDecoder.decode(
          payload[...], index: index, width: size.width, height: size.height, cell: cell, earlier: planes, workers: workers, budget: budget)
        planes.append(PositionedPlane(index: index, plane: plane))
      } catch {
        throw error.within("section \(entry.name)")
      }
    }
    let positioned = planes.sorted { $0.index < $1.index }.map(\.plane)
    guard let mosaic = layout.merge(positioned), mosaic.withLittleEndianBytes({ SHA256Digest(littleEndian: $0) }) == shape.storedSHA256
    else {
      throw .damaged("unit.mosaic.digest", "the decoded mosaic does not have the digest the record says", at: "planes")
    }
    return mosaic
  }

  /// The mosaic as LibRaw gave it: the stored samples, through the curve where there is one.
  package func linearMosaic() throws(Fault) -> Mosaic {
    let stored = try storedMosaic()
    guard let entry = reader.table.section(.curve) else { return stored }
    var values = ByteReader(try Wrapping.unwrap(reader.payload(entry), limit: 131_072, at: "section CURV 0"))
    var curve: [UInt16] = []
    while !values.isAtEnd { curve.append(try values.u16()) }
    let linear = stored.mapped(by: curve)
    guard linear.withLittleEndianBytes({ SHA256Digest(littleEndian: $0) }) == record.mosaic?.linearSHA256 else {
      throw .damaged("unit.mosaic.digest", "the mosaic after the curve does not have the digest the record says", at: "section CURV 0")
    }
    return linear
  }

  /// The facts of the shot; nil for files that are no raws.
  package func facts() throws(Fault) -> ShotFacts? {
    guard let entry = reader.table.section(.shot) else { return nil }
    return try CanonicalJSON.decode(ShotFacts.self, from: reader.payload(entry), at: "section SHOT 0")
  }

  /// The metadata a sensor-exact unit carries; nil for other tiers, whose originals have it.
  package func metadata() throws(Fault) -> MetadataBlock? {
    guard let entry = reader.table.section(.metadata) else { return nil }
    let text = try Wrapping.unwrap(reader.payload(entry), limit: 256 << 20, at: "section META 0")
    return try CanonicalJSON.decode(MetadataBlock.self, from: text, at: "section META 0")
  }

  /// Proves the unit: both ends equal, every section intact, and the original (or, sensor-exact, the mosaic) rebuilt.
  package func prove() throws(Fault) {
    try reader.checkBothEnds()
    for entry in reader.table.sections where entry.kind == .shot || entry.kind == .metadata { _ = try reader.payload(entry) }
    guard record.kind == .file else { return }
    if record.tier == .sensorExact {
      _ = try linearMosaic()
      _ = try metadata()
    } else {
      try original { _ throws(Fault) in }
      if reader.table.section(.curve) != nil { _ = try linearMosaic() }
    }
    _ = try facts()
  }
}
