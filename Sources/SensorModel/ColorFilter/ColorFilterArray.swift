/// Which colour of filter covers each photosite: a small cell of colour indices, repeated over the whole mosaic.
///
/// Bayer is a 2x2 cell, X-Trans 6x6, four-colour cameras 2x2 to 2x8, monochrome 1x1.
package struct ColorFilterArray: Hashable, Sendable, Codable {
  /// Columns after which the pattern repeats, 1...16.
  package let periodWidth: Int
  /// Rows after which the pattern repeats, 1...16.
  package let periodHeight: Int
  /// (rows, columns), row-major: indices into `colors`.
  package let cells: [UInt8]
  /// One letter a colour: `RGB`, `RGBG` is written as `RGB` with both greens equal, `GMCY`, `W` for monochrome.
  package let colors: String

  /// Nil where the cell is empty, too large, of the wrong count or names a colour that is not there.
  package init?(periodWidth: Int, periodHeight: Int, cells: [UInt8], colors: String) {
    guard (1...16).contains(periodWidth), (1...16).contains(periodHeight), cells.count == periodWidth * periodHeight,
      !colors.isEmpty, cells.allSatisfy({ $0 < colors.utf8.count })
    else { return nil }
    self.periodWidth = periodWidth
    self.periodHeight = periodHeight
    self.cells = cells
    self.colors = colors
  }

  private init(checked periodWidth: Int, _ periodHeight: Int, _ cells: [UInt8], _ colors: String) {
    self.periodWidth = periodWidth
    self.periodHeight = periodHeight
    self.cells = cells
    self.colors = colors
  }

  /// One plane, no colour filters.
  package static let monochrome = ColorFilterArray(checked: 1, 1, [0], "W")

  /// The colour index at a photosite of the full area.
  package func colorIndex(row: Int, column: Int) -> Int {
    Int(cells[(row % periodHeight) * periodWidth + column % periodWidth])
  }

  /// The colour's letter at a photosite of the full area.
  package func letter(row: Int, column: Int) -> Character {
    let index = colors.index(colors.startIndex, offsetBy: colorIndex(row: row, column: column))
    return colors[index]
  }

  /// The pattern spelled row by row, rows separated by `/`: `RG/GB`.
  package var name: String {
    (0..<periodHeight).map { row in
      String((0..<periodWidth).map { letter(row: row, column: $0) })
    }.joined(separator: "/")
  }

  package var isBayer: Bool {
    periodWidth == 2 && periodHeight == 2 && colors == "RGB" && cells.filter { $0 == 1 }.count == 2
      && (cells[0] == cells[3] || cells[1] == cells[2]) && Set(cells).count == 3
  }
}

extension ColorFilterArray {
  private enum CodingKeys: String, CodingKey { case periodWidth, periodHeight, cells, colors }

  /// Holds what was written to the same rules as `init?`: an archive's bytes may be anything.
  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let cfa = ColorFilterArray(
      periodWidth: try values.decode(Int.self, forKey: .periodWidth), periodHeight: try values.decode(Int.self, forKey: .periodHeight),
      cells: try values.decode([UInt8].self, forKey: .cells), colors: try values.decode(String.self, forKey: .colors))
    guard let cfa else {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "colour filters that cannot be"))
    }
    self = cfa
  }
}

extension ColorFilterArray {
  /// The four Bayer phases by name: `RGGB`, `BGGR`, `GRBG`, `GBRG`; nil for any other text.
  package static func bayer(_ phase: String) -> ColorFilterArray? {
    let indices: [Character: UInt8] = ["R": 0, "G": 1, "B": 2]
    let cells = phase.compactMap { indices[$0] }
    guard ["RGGB", "BGGR", "GRBG", "GBRG"].contains(phase) else { return nil }
    return ColorFilterArray(periodWidth: 2, periodHeight: 2, cells: cells, colors: "RGB")
  }
}
