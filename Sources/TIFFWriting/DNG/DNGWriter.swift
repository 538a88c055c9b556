package import ByteCoding
package import MetadataCoding
package import SensorModel
package import ShotMetadata

/// How a DNG's mosaic is coded.
package enum DNGCompression: String, Hashable, Sendable, CaseIterable {
  /// 16 bits a sample, in strips that follow each other.
  case uncompressed
  /// Lossless JPEG in tiles of up to 256x256; mosaics too narrow for tiles (under 16 samples, 17, 33...) are written
  /// uncompressed.
  case losslessJPEG
}

/// Writes DNG 1.4 files: the mosaic bit for bit over its full area, with what raw developers need to show it as they show the original.
package enum DNGWriter {
  /// Writes one DNG; whatever is at `path` is replaced, and what a failed call leaves there is no DNG.
  ///
  /// `preview` is stored in sensor orientation, reduced to 1024 samples a side; without one a small picture of the mosaic takes its
  /// place. Without `metadata` the Exif directory is made from the facts. Throws `environment` (`tiff.write`, with errno) where the
  /// disk says no, `misuse` (`dng.facts`) for facts that do not fit the mosaic, `unsupported` (`dng.cfa`) for filters DNG cannot name.
  /// Needs the memory of one tile, besides the mosaic. The file has the byte order of the maker note's.
  package static func write(
    mosaic: Mosaic, facts: ShotFacts, metadata: MetadataBlock?, preview: RGBPixels?, originalName: String, compression: DNGCompression,
    software: String, to path: String
  ) throws(Fault) {
    do throws(Fault) {
      let plan = try DNGPlan(mosaic: mosaic, facts: facts)
      let metadata = metadata ?? MetadataBlock()
      // A maker note's numbers may be in the byte order of the file around it.
      let file = try TIFFFile(creating: path, bigEndian: metadata.makerNote != nil && metadata.makerNoteBigEndian)
      let directories = try DNGMetadata(metadata, facts: facts).place(in: file)
      let picture = preview ?? MosaicThumbnail.pixels(of: mosaic, facts: facts, filter: plan.filter, area: plan.activeArea)
      try writeMain(
        to: file, plan: plan, metadata: metadata, directories: directories, preview: picture, originalName: originalName, software: software
      )
      try writeRaw(to: file, plan: plan, compression: compression)
      try file.settle()
      try amendMain(of: file, plan: plan)
      try file.finish()
    } catch { throw error.in(file: path) }
  }
}

/// A mosaic and its facts, checked against each other once.
struct DNGPlan {
  let mosaic: Mosaic
  let facts: ShotFacts
  let filter: DNGColorFilter
  let activeArea: PixelRectangle
  /// Counted from the full area's top left; inside the active area.
  let crop: PixelRectangle

  init(mosaic: Mosaic, facts: ShotFacts) throws(Fault) {
    let full = PixelRectangle(left: 0, top: 0, width: mosaic.width, height: mosaic.height)
    guard let area = facts.sensor.activeArea.inside(full), area == facts.sensor.activeArea else {
      throw Fault(.misuse, "dng.facts", "the active area does not lie in the mosaic")
    }
    let levels = facts.levels
    guard (1...16).contains(levels.blackPeriodWidth), (1...16).contains(levels.blackPeriodHeight),
      levels.black.count == levels.blackPeriodWidth * levels.blackPeriodHeight, levels.black.allSatisfy({ $0.isFinite && $0 < 65_536 }),
      (1...65_535).contains(levels.white)
    else { throw Fault(.misuse, "dng.facts", "the black and white levels do not fit together") }
    self.mosaic = mosaic
    self.facts = facts
    filter = try DNGColorFilter(facts.sensor.cfa, left: area.left, top: area.top)
    activeArea = area
    crop = facts.sensor.defaultCrop.flatMap { $0.inside(area) } ?? area
  }

  /// The camera matrix, one row of three a plane; nil where it is unknown, incomplete or there are no colours.
  var colorMatrix: [Double]? {
    let rows = facts.color.cameraFromXYZ
    guard !filter.isMonochrome, filter.planeColors.allSatisfy({ $0 < rows.count && rows[$0].count == 3 }) else { return nil }
    let values = filter.planeColors.flatMap { rows[$0] }
    return values.allSatisfy { $0.isFinite && abs($0) < 1_000 } && values.contains { $0 != 0 } ? values : nil
  }

  /// The as-shot white, one value a plane; nil where it is unknown or not usable.
  var asShotNeutral: [Double]? {
    guard !filter.isMonochrome, let neutral = facts.color.asShotNeutral, filter.planeColors.allSatisfy({ $0 < neutral.count }) else {
      return nil
    }
    let values = filter.planeColors.map { neutral[$0] }
    return values.allSatisfy { $0.isFinite && $0 > 0 && $0 < 1_000 } ? values : nil
  }
}

extension PixelRectangle {
  /// The part of this rectangle inside another; nil where they share nothing.
  fileprivate func inside(_ outer: PixelRectangle) -> PixelRectangle? {
    func overlap(_ start: Int, _ length: Int, _ outerStart: Int, _ outerLength: Int) -> Range<Int>? {
      let (end, overflow) = start.addingReportingOverflow(length)
      guard !overflow, length > 0 else { return nil }
      let range = max(start, outerStart)..<max(max(start, outerStart), min(end, outerStart + outerLength))
      return range.isEmpty ? nil : range
    }
    guard let columns = overlap(left, width, outer.left, outer.width), let rows = overlap(top, height, outer.top, outer.height) else {
      return nil
    }
    return PixelRectangle(left: columns.lowerBound, top: rows.lowerBound, width: columns.count, height: rows.count)
  }
}
