internal import ByteCoding
internal import EntropyCoding
internal import PlanePrediction
internal import SensorModel

/// A plane on its way through the learned methods: it and the planes before it as numbers.
struct LearnedSubject: Sendable {
  let own: PlaneNumbers
  let earlier: [PlaneNumbers]
  let site: PlaneSite
  let sites: [PlaneSite]
  let remap: ValueRemap
  let centre: Int
  let lowest: Int
  let highest: Int
  /// Its place in the order of coding, from 0.
  var slot: Int { earlier.count }

  private let plane: NumberedPlane

  /// `remap` holds the values of all planes.
  init(_ plane: Plane, index: Int, earlier: [PositionedPlane], cell: PlaneCell, remap: ValueRemap) throws(Fault) {
    func numbered(_ plane: Plane, _ index: Int) throws(Fault) -> NumberedPlane {
      try NumberedPlane(plane, index: index, ValueDistribution(of: plane.samples), remap)
    }
    var before: [NumberedPlane] = []
    for one in earlier { before.append(try numbered(one.plane, one.index)) }
    try self.init(try numbered(plane, index), earlier: before, cell: cell, remap: remap)
  }

  /// `remap` is the one that the planes were numbered by.
  init(_ plane: NumberedPlane, earlier: [NumberedPlane], cell: PlaneCell, remap: ValueRemap) throws(Fault) {
    guard ([plane.index] + earlier.map(\.index)).allSatisfy(cell.holds) else {
      throw Fault(.misuse, "plane.index", "a plane outside the cell of \(cell.periodWidth)x\(cell.periodHeight)")
    }
    self.remap = remap
    self.plane = plane
    own = plane.numbers
    self.earlier = earlier.map(\.numbers)
    site = PlaneSite(index: plane.index, cell)
    sites = earlier.map { PlaneSite(index: $0.index, cell) }
    (lowest, highest) = plane.range
    let all = [plane] + earlier
    centre = (all.reduce(lowest) { min($0, $1.range.0) } + all.reduce(highest) { max($0, $1.range.1) } + 1) / 2
  }

  func numbers(widths: [Int32]?) -> LearnedNumbers {
    LearnedNumbers(centre: centre, lowest: lowest, highest: highest, widths: widths)
  }

  /// Equal cells, cells for the numbers in use, and cells shaped by frequency, as far as they may pay.
  var widths: [[Int32]?] {
    let histogram = plane.histogram(remap)
    var widths: [[Int32]?] = [nil]
    let used = histogram.count { $0 > 0 }
    if used * 100 < histogram.count * 97 { widths.append(CellWidths.widths(of: histogram, shaped: false)) }
    // Frequencies of many rare values tell nothing.
    if used * 64 < own.width * own.height { widths.append(CellWidths.widths(of: histogram, shaped: true)) }
    return widths
  }

  /// The middle of the plane: about a hundredth of its samples, 64 to 192 square, or as much as there is.
  var patch: TileGrid.Tile {
    let side = min(192, max(64, Int(Double(own.width * own.height).squareRoot()) / 10))
    let (columns, rows) = (min(own.width, side), min(own.height, side))
    return middle(columns, rows)
  }

  /// A larger patch: the middle eighth of the plane, no larger than a tile may be.
  var eighth: TileGrid.Tile { middle(min((own.width + 1) / 2, 1024), min((own.height + 3) / 4, 1024)) }

  private func middle(_ columns: Int, _ rows: Int) -> TileGrid.Tile {
    TileGrid.Tile(column: (own.width - columns) / 2, row: (own.height - rows) / 2, width: columns, height: rows)
  }
}

/// A draft, and what a patch of the plane takes when it is coded on its own.
struct LearnedDraft: Sendable {
  let draft: PlaneDraft
  let patch: TileGrid.Tile
  let patchBytes: Int
}
