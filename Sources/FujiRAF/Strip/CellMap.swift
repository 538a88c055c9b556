/// Which place of which line each sample of six rows is coded at.
///
/// Six rows are coded as twelve lines: three of red (one for each two rows), six of green, three of blue. A line holds `lineStep` places
/// for each `period` columns. With X-Trans filters some even places of a line have no sample behind them.
struct CellMap {
  /// Columns after which the filters repeat: 2 or 6.
  let period: Int
  /// Places of a line for so many columns: 1 or 4.
  let lineStep: Int
  /// Row by row, 6 times `period`: the line, counted as in `StripLines`, and the place.
  let places: [(line: Int, place: Int)]

  init(_ filters: FujiColorFilters) {
    switch filters {
    case .bayer:
      (period, lineStep) = (2, 1)
      places = (0..<12).map { (Self.line(filters.color(row: $0 / 2, column: $0 % 2), row: $0 / 2), 0) }
    case .xTrans(let cells):
      (period, lineStep) = (6, 4)
      places = Self.places(cells.colors)
    }
  }

  /// Nil where two samples share a place, or a sample has a place that is not coded. `colors` are 36, each less than 3.
  init?(xTrans colors: [UInt8]) {
    (period, lineStep) = (6, 4)
    places = Self.places(colors)
    var coded = Set<Int>()
    for pass in LinePass.xTrans {
      for (line, spared) in [(pass.first, pass.firstSpared), (pass.second, pass.secondSpared)] {
        for place in 0..<4 where place & 1 == 1 || spared >> (place >> 1) & 1 == 0 { coded.insert(line * 4 + place) }
      }
    }
    guard Set(places.map { $0.line * 4 + $0.place }) == coded, coded.count == 36 else { return nil }
  }

  /// Of three columns the first has the even place, and the others share the odd one.
  private static func places(_ colors: [UInt8]) -> [(line: Int, place: Int)] {
    colors.indices.map { index in
      let (row, column) = (index / 6, index % 6)
      return (line(Int(colors[index]), row: row), column / 3 * 2 + (column % 3 == 0 ? 0 : 1))
    }
  }

  private static func line(_ color: Int, row: Int) -> Int {
    switch color {
    case 0: StripLines.red + row / 2
    case 1: StripLines.green + row
    default: StripLines.blue + row / 2
    }
  }
}
