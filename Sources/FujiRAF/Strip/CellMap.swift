/// Which place of which line each sample of six rows is coded at.
///
/// Six rows are coded as twelve lines: three of red (one for each two rows), six of green, three of blue. A line holds `lineStep` places
/// for each `period` columns. With X-Trans filters some even places of a line have no sample behind them; no two samples share a place.
struct CellMap {
  /// Columns after which the filters repeat: 2 or 6.
  let period: Int
  /// Places of a line for so many columns: 1 or 4.
  let lineStep: Int
  /// Row by row, 6 times `period`: the line, counted as in `StripLines`, and the place.
  let places: [(line: Int, place: Int)]

  init(_ filters: FujiColorFilters) {
    let (period, cell) = (filters.period, filters.cell)
    self.period = period
    lineStep = filters.isXTrans ? 4 : 1
    places = (0..<(6 * period)).map { index in
      let (row, column) = (index / period, index % period)
      // Of three columns the first has the even place, and the others share the odd one.
      let place = filters.isXTrans ? column / 3 * 2 + min(column % 3, 1) : 0
      return (Self.line(cell[row % period * period + column], row: row), place)
    }
  }

  private static func line(_ color: UInt8, row: Int) -> Int {
    switch color {
    case 0: StripLines.red + row / 2
    case 1: StripLines.green + row
    default: StripLines.blue + row / 2
    }
  }
}
