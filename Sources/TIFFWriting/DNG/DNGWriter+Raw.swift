internal import ByteCoding
internal import SensorModel
internal import ShotMetadata

extension DNGWriter {
  /// The raw directory: the mosaic, and what its numbers mean.
  static func writeRaw(to file: TIFFFile, plan: DNGPlan, compression: DNGCompression) throws(Fault) {
    let (mosaic, area, crop) = (plan.mosaic, plan.activeArea, plan.crop)
    try file.set(.newSubfileType, 0)
    try file.set(.imageWidth, mosaic.width)
    try file.set(.imageLength, mosaic.height)
    try file.set(.bitsPerSample, 16)
    try file.set(.samplesPerPixel, 1)
    try file.set(.planarConfiguration, 1)
    try file.set(.photometric, plan.filter.isMonochrome ? 34_892 : 32_803)
    if !plan.filter.isMonochrome {
      try file.set(.cfaRepeatPatternDim, plan.filter.periodHeight, plan.filter.periodWidth)
      try file.set(.cfaPattern, bytes: plan.filter.pattern)
      try file.set(.cfaPlaneColor, bytes: plan.filter.planeCodes)
      try file.set(.cfaLayout, 1)
    }
    let levels = plan.facts.levels
    try file.set(.blackLevelRepeatDim, levels.blackPeriodHeight, levels.blackPeriodWidth)
    try file.set(.blackLevel, levels.black.map { max(0, $0) })
    try file.set(.whiteLevel, levels.white)
    // Sides of a photosite, scaled so that the smaller stays one.
    let aspect = plan.facts.sensor.pixelAspect
    let square = !(aspect.isFinite && aspect > 0.01 && aspect < 100)
    try file.set(.defaultScale, square ? [1, 1] : aspect >= 1 ? [1, aspect] : [1 / aspect, 1])
    try file.set(.defaultCropOrigin, crop.left - area.left, crop.top - area.top)
    try file.set(.defaultCropSize, crop.width, crop.height)
    try file.set(.activeArea, area.top, area.left, area.top + area.height, area.left + area.width)
    if compression == .losslessJPEG, let tileWidth = tileWidth(for: mosaic.width) {
      try writeTiles(of: mosaic, width: tileWidth, to: file, components: plan.filter.isMonochrome ? 1 : 2)
    } else {
      try file.set(.compression, 1)
      try file.write(stripsOf: mosaic)
    }
    try file.endDirectory()
  }

  /// The widest tile of up to 256 samples that every reader takes; nil where there is none.
  ///
  /// Tiles are no wider than the mosaic, since LibRaw wraps rows at the mosaic's width and not at the tile's, and the last one shows
  /// more than one column, since rawspeed refuses half a pair.
  private static func tileWidth(for mosaicWidth: Int) -> Int? {
    stride(from: 256, to: 0, by: -16).first { $0 <= mosaicWidth && mosaicWidth % $0 != 1 }
  }

  private static func writeTiles(of mosaic: Mosaic, width: Int, to file: TIFFFile, components: Int) throws(Fault) {
    let height = min(256, (mosaic.height + 15) / 16 * 16)
    try file.set(.compression, 7)
    try file.set(.tileWidth, width)
    try file.set(.tileLength, height)
    let coding = LosslessJPEGTile(width: width, height: height, components: components)
    var tile = [UInt16](repeating: 0, count: width * height)
    var index = 0
    for top in stride(from: 0, to: mosaic.height, by: height) {
      for left in stride(from: 0, to: mosaic.width, by: width) {
        copy(mosaic, left: left, top: top, width: width, into: &tile)
        try file.write(codedTile: index, coding.encode(tile))
        index += 1
      }
    }
  }

  /// Fills a tile; past the edges it repeats the last two columns and the last row, which cost next to nothing coded.
  private static func copy(_ mosaic: Mosaic, left: Int, top: Int, width: Int, into tile: inout [UInt16]) {
    let height = tile.count / width
    let (columns, rows) = (min(width, mosaic.width - left), min(height, mosaic.height - top))
    mosaic.samples.withUnsafeBufferPointer { source in
      tile.withUnsafeMutableBufferPointer { tile in
        for row in 0..<height {
          let start = row * width
          if row >= rows {
            for column in 0..<width { tile[start + column] = tile[start - width + column] }
            continue
          }
          let line = (top + row) * mosaic.width + left
          for column in 0..<columns { tile[start + column] = source[line + column] }
          for column in columns..<max(columns, width) { tile[start + column] = tile[start + max(0, column - 2)] }
        }
      }
    }
  }
}
