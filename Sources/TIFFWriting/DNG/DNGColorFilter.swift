internal import ByteCoding
internal import SensorModel

/// A colour filter array in DNG's terms: colour codes, counted from the top left of the active area.
struct DNGColorFilter: Hashable {
  /// Columns and rows of the repeated cell.
  let periodWidth: Int
  let periodHeight: Int
  /// (rows, columns), row-major: colour codes (0 red, 1 green, 2 blue, 3 cyan, 4 magenta, 5 yellow, 6 white).
  let pattern: [UInt8]
  /// The code of each colour plane; two filters of one colour share a plane.
  let planeCodes: [UInt8]
  /// Which of the array's colours each plane is.
  let planeColors: [Int]

  /// One plane and no filters at all.
  var isMonochrome: Bool { planeCodes.count == 1 }

  /// Throws `unsupported` (`dng.cfa`) for a colour DNG has no code for.
  init(_ cfa: ColorFilterArray, left: Int, top: Int) throws(Fault) {
    var codes: [UInt8] = []
    for letter in cfa.colors {
      guard let code = Self.codes[letter] else {
        throw .unsupported("dng.cfa", "DNG has no code for filters of the colour \(letter)")
      }
      codes.append(code)
    }
    var pattern: [UInt8] = []
    for row in 0..<cfa.periodHeight {
      for column in 0..<cfa.periodWidth { pattern.append(codes[cfa.colorIndex(row: top + row, column: left + column)]) }
    }
    var planes: [Int] = []
    for index in codes.indices where !planes.contains(where: { codes[$0] == codes[index] }) { planes.append(index) }
    periodWidth = cfa.periodWidth
    periodHeight = cfa.periodHeight
    self.pattern = pattern
    planeColors = planes
    planeCodes = planes.map { codes[$0] }
  }

  /// Sony's emerald is written as cyan, the nearest colour DNG knows.
  private static let codes: [Character: UInt8] = ["R": 0, "G": 1, "B": 2, "C": 3, "E": 3, "M": 4, "Y": 5, "W": 6]
}
