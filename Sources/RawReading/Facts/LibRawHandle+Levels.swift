internal import CLibRaw
internal import ShotMetadata

extension LibRawHandle {
  /// The most cells a black pattern is written out in; beyond it stands the mean.
  private static let blackCellLimit = 16_384

  func levelFacts() -> LevelFacts {
    let (width, height, black) = blackLevels()
    return LevelFacts(blackPeriodWidth: width, blackPeriodHeight: height, black: black, white: white)
  }

  /// LibRaw splits black into a base, a part a colour, and a pattern counted from the visible area: here is their sum.
  private func blackLevels() -> (width: Int, height: Int, cells: [Double]) {
    let channels = [numbers.channel_black.0, numbers.channel_black.1, numbers.channel_black.2, numbers.channel_black.3]
    let pattern = blackPattern()
    let hasPattern = !pattern.isEmpty && pattern.count == Int(numbers.black_columns) * Int(numbers.black_rows)
    let (patternWidth, patternHeight) = hasPattern ? (Int(numbers.black_columns), Int(numbers.black_rows)) : (1, 1)
    let coloured = Set(channels).count > 1 && numbers.filters != 0 && numbers.colors != 1
    let period = !coloured ? 1 : numbers.filters == 9 ? 6 : 16
    let (width, height) = (Self.leastCommonMultiple(patternWidth, period), Self.leastCommonMultiple(patternHeight, period))
    func level(_ row: Int, _ column: Int) -> Double {
      let index = coloured ? Int(visibleColorIndex(row: row, column: column) ?? 0) : 0
      let cell = hasPattern ? pattern[(row % patternHeight) * patternWidth + column % patternWidth] : 0
      return min(Double(numbers.black) + Double(channels[min(index, 3)]) + Double(cell), 65_535)
    }
    guard width * height <= Self.blackCellLimit else {
      let mean = pattern.map(Double.init).reduce(0, +) / Double(max(pattern.count, 1))
      return (1, 1, [min(Double(numbers.black) + channels.map(Double.init).reduce(0, +) / 4 + mean, 65_535)])
    }
    let cells = (0..<height).flatMap { row in (0..<width).map { level(row, $0) } }
    return Tiling.reduced(cells, width: width, height: height)
  }

  /// Saturation: LibRaw's maximum, else the file's white level, else all of the sample's bits.
  private var white: Int {
    let dng = [numbers.dng_white.0, numbers.dng_white.1, numbers.dng_white.2, numbers.dng_white.3].filter { $0 > 0 }.min()
    if numbers.maximum > 0 { return min(Int(numbers.maximum), 65_535) }
    if let dng { return min(Int(dng), 65_535) }
    return (1 << min(bitsPerSample ?? 16, 16)) - 1
  }

  private static func leastCommonMultiple(_ first: Int, _ second: Int) -> Int {
    var (larger, smaller) = (first, second)
    while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
    return first / larger * second
  }
}
