package import ArchiveFormat
package import ByteCoding
internal import JXLCoding
package import MetadataCoding
internal import PlaneCodec
internal import Repacking
package import SensorModel
package import ShotMetadata

/// Whatever can be had of a damaged unit. What it gives is exactly what was archived, or said to be lost.
package struct UnitSalvage: Sendable {
  package let table: SalvagedTable
  /// What a sidecar says of the unit, for where the unit's own record and facts are lost.
  package struct Hints: Sendable {
    package var record: FileRecord
    package var facts: ShotFacts?

    package init(record: FileRecord, facts: ShotFacts?) {
      self.record = record
      self.facts = facts
    }
  }

  /// Whether `FILE` is there and whole.
  package let hasRecord: Bool
  /// Nil where `FILE` is lost and there are no hints.
  package let record: FileRecord?
  /// Nil where `SHOT` is lost and there are no hints, or where it was never there.
  package let facts: ShotFacts?
  private let workers: Int
  private let budget: MemoryBudget

  package init(_ source: any ByteSource, hints: Hints? = nil, workers: Int = 1, budget: MemoryBudget = .standard) {
    table = SalvagedTable(source)
    self.workers = workers
    self.budget = budget
    let own = table.whole(.file).flatMap { try? FileRecord(decoding: $0) }
    hasRecord = own != nil
    record = own ?? hints?.record
    facts = table.whole(.shot).flatMap { try? CanonicalJSON.decode(ShotFacts.self, from: $0, at: "section SHOT 0") } ?? hints?.facts
  }

  /// Sections that are not what they were, and those the unit must have had and that are not found.
  package var damagedSections: [String] {
    var names = table.entries.filter { !table.bytes($0).isWhole }.map(\.name)
    if table.sections(.file).isEmpty { names.insert("FILE 0", at: 0) }
    return names
  }

  /// The mosaic's size and cell: the record's, or those of the facts, or what the planes themselves tell.
  private var layout: PlaneLayout? {
    if record == nil && facts == nil { return layoutOfPlanes }
    let size: (width: Int, height: Int, periodWidth: Int, periodHeight: Int)
    if let mosaic = record?.mosaic {
      size = (mosaic.width, mosaic.height, mosaic.periodWidth, mosaic.periodHeight)
    } else if record == nil, let sensor = facts?.sensor {
      size = (sensor.width, sensor.height, sensor.cfa.periodWidth, sensor.cfa.periodHeight)
    } else {
      return nil
    }
    guard (1...16).contains(size.periodWidth), (1...16).contains(size.periodHeight) else { return nil }
    do throws(Fault) { try budget.check(width: size.width, height: size.height, at: "") } catch { return nil }
    return PlaneLayout(width: size.width, height: size.height, periodWidth: size.periodWidth, periodHeight: size.periodHeight)
  }

  /// The squarest cell that has as many positions as there are planes, and gives their sizes.
  private var layoutOfPlanes: PlaneLayout? {
    var planes: [Int: TileGrid] = [:]
    for entry in table.sections(.plane) {
      guard let summary = try? PlaneDecoder.front(table.bytes(entry).bytes[...], budget: budget) else { continue }
      planes[summary.index] = summary.grid
    }
    guard let first = planes[0] else { return nil }
    let count = (planes.keys.max() ?? 0) + 1
    let cells = (1...16).filter { count % $0 == 0 && count / $0 <= 16 }.sorted { abs($0 - count / $0) < abs($1 - count / $1) }
    for columns in cells {
      let rows = count / columns
      // The first row and column of the cell hold the mosaic's.
      let width = (0..<columns).reduce(0) { $0 + (planes[$1]?.width ?? first.width) }
      let height = (0..<rows).reduce(0) { $0 + (planes[$1 * columns]?.height ?? first.height) }
      guard (try? budget.check(width: width, height: height, at: "planes")) != nil else { continue }
      let layout = PlaneLayout(width: width, height: height, periodWidth: columns, periodHeight: rows)
      guard layout.planeIndices.count == count else { continue }
      let fits = planes.allSatisfy { index, grid in layout.size(ofPlane: index) == (grid.width, grid.height) }
      if fits { return layout }
    }
    return nil
  }

  /// The stored samples as far as they decode; nil where the unit never had a mosaic, or not even its size is known.
  package func mosaic() -> SalvagedMosaic? {
    let entries = table.sections(.plane)
    guard let layout, record?.mosaic != nil || !entries.isEmpty else { return nil }
    let known = Set(layout.planeIndices)
    var planes: [SalvagedPlane] = []
    for entry in entries where known.contains(Int(entry.index)) {
      let index = Int(entry.index)
      let size = layout.size(ofPlane: index)
      planes.append(
        PlaneDecoder.salvage(
          table.bytes(entry).bytes[...], index: index, width: size.width, height: size.height, cell: PlaneCell(layout), earlier: planes,
          workers: workers, budget: budget))
    }
    // Learned planes count the planes before them. Where one of those is not even known of, only a plane's own digest proves that it was
    // decoded right, and a plane with losses cannot be held against it.
    if planes.count < known.count {
      planes = planes.map { plane in
        guard plane.method?.hasModel ?? true, !plane.losses.isEmpty else { return plane }
        let fault = Fault.damaged("plane.tile.context", "a plane before it is not found", at: "plane \(plane.index)")
        return SalvagedPlane(lost: plane.index, width: plane.plane.width, height: plane.plane.height, fault: fault, method: plane.method)
      }
    }
    for index in layout.planeIndices where !planes.contains(where: { $0.index == index }) {
      let size = layout.size(ofPlane: index)
      let fault = Fault.damaged("unit.section.missing", "the plane's section is not found", at: "section PLNE \(index)")
      planes.append(SalvagedPlane(lost: index, width: size.width, height: size.height, fault: fault))
    }
    planes.sort { $0.index < $1.index }
    guard let stored = layout.merge(planes.map(\.plane)) else { return nil }
    let lost = planes.reduce(0) { $0 + $1.lostSamples }
    let isProved = lost == 0 && stored.withLittleEndianBytes { SHA256Digest(littleEndian: $0) } == record?.mosaic?.storedSHA256
    return SalvagedMosaic(layout: layout, stored: stored, planes: planes, curve: curve, isProved: isProved)
  }

  private var curve: SalvagedMosaic.Curve {
    guard let entry = table.sections(.curve).first else {
      let isLost = table.fault != nil || record?.mosaic.map { $0.storedSHA256 != $0.linearSHA256 } ?? false
      return isLost ? .lost : .none
    }
    guard let bytes = table.whole(entry), let inside = try? Wrapping.unwrap(bytes, limit: 131_072, at: "section CURV 0") else {
      return .lost
    }
    var reader = ByteReader(inside)
    var values: [UInt16] = []
    while let value = try? reader.u16() { values.append(value) }
    return values.isEmpty ? .lost : .table(values)
  }

  /// The metadata of a sensor-exact unit.
  package func metadata() -> MetadataBlock? {
    guard let bytes = table.whole(.metadata), let text = try? Wrapping.unwrap(bytes, limit: 256 << 20, at: "section META 0") else {
      return nil
    }
    return try? CanonicalJSON.decode(MetadataBlock.self, from: text, at: "section META 0")
  }

  private func recipe() -> Recipe? {
    guard let size = record?.size, size <= Int64(budget.fileBytes), let bytes = table.whole(.recipe),
      let plain = try? Wrapping.unwrap(bytes, limit: 4 * Int(size) + 65_536, at: "section RECP 0")
    else { return nil }
    return try? Recipe(parsing: plain[...], budget: budget)
  }

  /// The pictures inside the original that are whole: JPEGs, or, where their length is lost with the recipe, as JPEG XL files.
  package func pictures() -> [(index: Int, bytes: [UInt8], isJPEG: Bool)] {
    let counts = recipe()?.pictureBytes ?? []
    return table.sections(.picture).sorted { $0.index < $1.index }.compactMap { entry in
      guard let bytes = table.whole(entry) else { return nil }
      let index = Int(entry.index)
      if index < counts.count, let jpeg = try? JPEGTranscoder.decode(bytes[...], expecting: counts[index], budget: budget) {
        return (index, jpeg, true)
      }
      return (index, bytes, false)
    }
  }

  /// The original's file with wrong samples and black pictures where they are lost: good for nothing but its metadata. Nil where recipe or
  /// skeleton are lost, or the recipe does not fit such samples.
  package func approximateOriginal(_ stored: Mosaic?) -> [UInt8]? {
    guard let recipe = recipe(), let size = record?.size, let wrapped = table.whole(.skeleton),
      let skeleton = try? Wrapping.unwrap(wrapped, limit: Int(size), at: "section SKEL 0")
    else { return nil }
    let found = Dictionary(uniqueKeysWithValues: pictures().filter(\.isJPEG).map { ($0.index, $0.bytes) })
    let counts = recipe.pictureBytes
    guard counts.allSatisfy({ $0 >= 0 && Int64($0) <= size }), counts.reduce(0, { $0 &+ Int64($1) }) <= size else { return nil }
    let pictures = counts.enumerated().map { found[$0.offset] ?? [UInt8](repeating: 0, count: $0.element) }
    var bytes: [UInt8] = []
    do throws(Fault) {
      try RecipeReplayer.rebuild(recipe, skeleton: skeleton[...], residue: [], stored: stored, pictures: pictures) { piece throws(Fault) in
        guard Int64(bytes.count + piece.count) <= size else { throw .damaged("recipe.length", "longer than the original") }
        bytes.append(contentsOf: piece)
      }
    } catch {
      return nil
    }
    return bytes
  }

  /// The pieces of an original that was stored whole, in order, with the piece's bytes or nil where it is lost; memory holds one piece.
  ///
  /// Nothing where the unit holds no pieces. Throws what the body throws.
  package func forEachPiece(_ body: (_ offset: Int64, _ bytes: [UInt8]?, _ length: Int) throws(Fault) -> Void) throws(Fault) {
    let length = Int64(UnitEncoder.pieceLength)
    let entries = Dictionary(table.sections(.body).map { ($0.index, $0) }, uniquingKeysWith: { first, _ in first })
    let size = record?.size
    let highest = entries.keys.max().map { Int64($0) + 1 } ?? 0
    // Without the record the original ends with the last piece that is known of; with it, a whole table still bounds what it claims.
    let most = table.fault == nil ? highest : Int64(UnitTable.maximumSections)
    let count = size.map { min($0 / length + ($0 % length > 0 ? 1 : 0), most) } ?? highest
    for number in 0..<count {
      let expected = size.map { Int(min(length, $0 - number * length)) }
      var bytes: [UInt8]?
      if let entry = entries[UInt32(number)], let wrapped = table.whole(entry) {
        bytes = try? Wrapping.unwrap(wrapped, limit: UnitEncoder.pieceLength, at: "section \(entry.name)")
      }
      if let expected, bytes?.count != expected { bytes = nil }
      try body(number * length, bytes, bytes?.count ?? expected ?? Int(length))
    }
  }
}
