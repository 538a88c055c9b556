internal import ArchiveFormat
internal import ArchiveStore
internal import ByteCoding
internal import MetadataCoding
internal import PlaneCodec
internal import SensorModel
internal import ShotMetadata
internal import TIFFWriting
internal import UnitCoding

/// Writes whatever can be had of one unit that does not restore, and the map of what is lost.
struct UnitSalvager {
  let archive: Archive
  let target: Folder
  let options: RestoreOptions

  /// Throws only what the machine says while files are written; what cannot be had is in the report.
  func salvage(_ unitPath: String, because fault: Fault) throws(Fault) -> SalvageReport {
    let salvage: UnitSalvage
    do throws(Fault) {
      salvage = UnitSalvage(
        try FileSource(archive.file(unitPath)), hints: sidecar(of: unitPath), workers: options.jobs, budget: options.budget)
    } catch {
      return SalvageReport(path: unitPath, unit: unitPath, files: [], cause: error.description, code: error.code)
    }
    let record = salvage.record
    let known = record.flatMap { try? $0.relativePath() } ?? SalvageNames.path(ofUnit: unitPath)
    guard let path = known, record.map({ $0.kind == .file }) ?? true else {
      return SalvageReport(path: unitPath, unit: unitPath, files: [], cause: fault.description, code: fault.code)
    }
    var map = DamageMap(
      software: options.software, path: "\(path)", unit: unitPath, originalSHA256: record?.sha256?.hex, originalSize: record?.size,
      tier: record?.tier?.rawValue, code: fault.code, cause: fault.description, damagedSections: salvage.damagedSections, alsoLost: [],
      files: [])
    if let tableFault = salvage.table.fault { map.alsoLost.append("section table: \(tableFault.cause)") }
    if !salvage.hasRecord {
      map.alsoLost.append(
        record == nil ? "the file record: time, permissions, size and digest of the original" : "the file record, taken from the sidecar")
    }
    try mosaic(salvage, path, &map)
    try pictures(salvage, path, &map)
    try pieces(salvage, path, &map)
    var report = SalvageReport(
      path: "\(path)", unit: unitPath, files: map.files, cause: fault.description, code: fault.code, samples: map.mosaic?.samples,
      lostSamples: map.mosaic?.lostSamples, originalBytes: record?.size, lostBytes: map.bytes?.lostBytes)
    guard !map.files.isEmpty else { return report }
    report.map = try write(path, ".json") { file throws(Fault) in
      try file.write(all: CanonicalJSON.encode(map, pretty: true) + [0x0A], at: 0)
    }
    return report
  }

  /// What the sidecar says of the unit, where it speaks of this version.
  private func sidecar(of unitPath: String) -> UnitSalvage.Hints? {
    struct Sidecar: Decodable {
      struct Unit: Decodable { var path: String }
      var original: FileRecord
      var unit: Unit
      var shot: ShotFacts?
    }
    guard let path = SalvageNames.sidecar(ofUnit: unitPath), let file = try? archive.file(path),
      let bytes = try? file.read(at: 0, upTo: 4 << 20), let found = try? CanonicalJSON.decode(Sidecar.self, from: bytes, at: path),
      found.unit.path == unitPath, let encoded = try? found.original.encoded(), let record = try? FileRecord(decoding: encoded)
    else { return nil }
    return UnitSalvage.Hints(record: record, facts: found.shot)
  }

  private func mosaic(_ salvage: UnitSalvage, _ path: RelativePath, _ map: inout DamageMap) throws(Fault) {
    guard let mosaic = salvage.mosaic() else {
      if salvage.record?.mosaic != nil || !salvage.table.sections(.plane).isEmpty {
        map.alsoLost.append("the mosaic: not even its size is known")
      }
      return
    }
    map.mosaic = DamageMap.Mosaic(mosaic)
    guard mosaic.lostSamples < mosaic.sampleCount else { return }
    let mask = mosaic.lostMask()
    let metadata = metadata(salvage, mosaic, &map)
    var facts = salvage.facts
    if facts == nil { map.alsoLost.append("the facts of the shot: levels, colours, filters; so there is no DNG") }
    if mosaic.curve == .lost {
      map.alsoLost.append("the curve: samples are the camera's codes; so there is no DNG")
      facts = nil
    }
    let fill = Self.fill(facts)
    map.mosaic?.fill = facts == nil ? "zero" : "black level"
    let samples = mosaic.samples(mask, fill: fill)
    var isWritten = false
    if let facts, options.form != .tiff {
      do throws(Fault) {
        let name = try write(path, ".dng") { file throws(Fault) in
          try DNGWriter.write(
            mosaic: samples, facts: marked(facts, mosaic, path), metadata: metadata.map(Self.unnamed), preview: nil,
            originalName: String(decoding: path.name, as: UTF8.self), compression: options.uncompressed ? .uncompressed : .losslessJPEG,
            software: options.software, to: file.writablePath)
        }
        map.files.append(name)
        isWritten = true
      } catch {
        // Facts or filters that DNG cannot say are no reason to give nothing.
        if error.kind == .environment || error.code == "restore.exists" { throw error }
        map.alsoLost.append("the DNG: \(error.cause)")
      }
    }
    if !isWritten {
      map.files.append(try write(path, ".tiff") { file throws(Fault) in try MosaicTIFFWriter.write(samples, to: file.writablePath) })
    }
    map.files.append(
      try write(path, ".png") { file throws(Fault) in try file.write(all: DamagePicture.png(mosaic, mask), at: 0) })
  }

  /// The metadata for a DNG: that of a sensor-exact unit, or read from the original's file rebuilt about the wrong samples.
  private func metadata(_ salvage: UnitSalvage, _ mosaic: SalvagedMosaic, _ map: inout DamageMap) -> MetadataBlock? {
    let found: MetadataBlock? =
      if salvage.record?.tier == .sensorExact {
        salvage.metadata()
      } else {
        salvage.approximateOriginal(mosaic.stored).flatMap { try? MetadataReader.read($0, name: map.path) }
      }
    if found == nil { map.alsoLost.append("Exif, maker note, XMP and IPTC") }
    return found
  }

  /// The black level of a photosite, as the facts have it; 0 without them.
  private static func fill(_ facts: ShotFacts?) -> (Int, Int) -> UInt16 {
    guard let facts, facts.levels.blackPeriodWidth > 0, facts.levels.blackPeriodHeight > 0,
      isTable(facts.levels)
    else { return { _, _ in 0 } }
    let (levels, area) = (facts.levels, facts.sensor.activeArea)
    let values = levels.black.map { $0.isFinite ? UInt16(min(65_535, max(0, $0.rounded()))) : 0 }
    func phase(_ place: Int, _ start: Int, _ period: Int) -> Int { ((place &- start) % period + period) % period }
    return { row, column in
      values[
        phase(row, area.top, levels.blackPeriodHeight) * levels.blackPeriodWidth + phase(column, area.left, levels.blackPeriodWidth)]
    }
  }

  /// Facts of a hostile unit may claim any period.
  private static func isTable(_ levels: LevelFacts) -> Bool {
    let (count, overflow) = levels.blackPeriodWidth.multipliedReportingOverflow(by: levels.blackPeriodHeight)
    return !overflow && count == levels.black.count
  }

  /// Facts whose description says what the file is.
  private func marked(_ facts: ShotFacts, _ mosaic: SalvagedMosaic, _ path: RelativePath) -> ShotFacts {
    var facts = facts
    let lost = mosaic.lostSamples
    let mark =
      lost == 0
      ? "SALVAGED: every sample is exact, the original file is lost"
      : "SALVAGED: \(lost) of \(mosaic.sampleCount) samples are lost and set to the black level; see \(path).salvaged.json"
    facts.exposure.description = [mark, facts.exposure.description].compactMap { $0 }.joined(separator: "\n")
    return facts
  }

  /// Without the original's description, which would stand before the mark.
  private static func unnamed(_ metadata: MetadataBlock) -> MetadataBlock {
    var metadata = metadata
    metadata.ifd0.removeAll { $0.tag == 270 }
    return metadata
  }

  private func pictures(_ salvage: UnitSalvage, _ path: RelativePath, _ map: inout DamageMap) throws(Fault) {
    for picture in salvage.pictures() {
      map.files.append(
        try write(path, "-\(picture.index).\(picture.isJPEG ? "jpg" : "jxl")") { file throws(Fault) in
          try file.write(all: picture.bytes, at: 0)
        })
    }
  }

  private func pieces(_ salvage: UnitSalvage, _ path: RelativePath, _ map: inout DamageMap) throws(Fault) {
    guard salvage.record?.tier == .storedWhole || !salvage.table.sections(.body).isEmpty else { return }
    var bytes = DamageMap.Bytes(size: salvage.record?.size, lostBytes: 0, lost: [])
    // A first look: where nothing is left there is nothing to write.
    var isAnyLeft = false
    try salvage.forEachPiece { offset, piece, length throws(Fault) in
      isAnyLeft = isAnyLeft || piece != nil
      guard piece == nil else { return }
      bytes.lostBytes += Int64(length)
      if let last = bytes.lost.last, last.offset + last.length == offset {
        bytes.lost[bytes.lost.count - 1].length += Int64(length)
      } else {
        bytes.lost.append(.init(offset: offset, length: Int64(length)))
      }
    }
    map.bytes = bytes
    guard isAnyLeft else { return }
    map.files.append(
      try write(path, ".partial") { file throws(Fault) in
        var end: Int64 = 0
        try salvage.forEachPiece { offset, piece, length throws(Fault) in
          if let piece { try file.write(all: piece, at: Int(offset)) }
          end = offset + Int64(length)
        }
        try file.truncate(to: Int(end))
      })
  }

  /// Writes a file aside and gives it its name, which is given back for the map.
  private func write(_ path: RelativePath, _ ending: String, _ body: (OpenFile) throws(Fault) -> Void) throws(Fault) -> String {
    guard let salvaged = SalvageNames.name(path, ending) else { throw Fault(.misuse, "restore.name", "a name that cannot be") }
    let parent = try target.folder(at: salvaged.components.dropLast(), creating: true)
    if try parent.status(salvaged.name) != nil, !options.force {
      throw Fault(.misuse, "restore.exists", "\(salvaged) is already there", advice: "use --force to replace it")
    }
    let aside = Array(".glassine-salvage-\(SHA256Digest(of: salvaged.bytes).hex.prefix(16))".utf8)
    if try parent.status(aside) != nil { try parent.remove(aside) }
    let file = try parent.create(aside, permissions: 0o600)
    do throws(Fault) {
      try body(file)
      try parent.setPermissions(aside, 0o644)
      try file.synchronize()
      try parent.rename(aside, to: parent, as: salvaged.name, replacing: options.force)
      try parent.synchronize()
    } catch {
      try? parent.remove(aside)
      throw error
    }
    return String(decoding: salvaged.name, as: UTF8.self)
  }
}

extension DamageMap.Mosaic {
  init(_ mosaic: SalvagedMosaic) {
    let layout = mosaic.layout
    let tiles = mosaic.planes.flatMap { plane in
      plane.losses.map { loss in
        let (top, left) = (plane.index / layout.periodWidth, plane.index % layout.periodWidth)
        let tile = loss.tile
        return DamageMap.Tile(
          section: "PLNE \(plane.index)", plane: plane.index, tile: loss.number,
          inPlane: PixelRectangle(left: tile.column, top: tile.row, width: tile.width, height: tile.height),
          inMosaic: PixelRectangle(
            left: left + tile.column * layout.periodWidth, top: top + tile.row * layout.periodHeight,
            width: (tile.width - 1) * layout.periodWidth + 1, height: (tile.height - 1) * layout.periodHeight + 1),
          stepX: layout.periodWidth, stepY: layout.periodHeight, code: loss.fault.code, cause: loss.fault.cause)
      }
    }
    self.init(
      width: layout.width, height: layout.height, samples: mosaic.sampleCount, lostSamples: mosaic.lostSamples,
      lostShare: Double(mosaic.lostSamples) / Double(mosaic.sampleCount), values: mosaic.curve == .lost ? "stored" : "linear", fill: "zero",
      isExact: mosaic.isProved, lost: tiles)
  }
}
