package import ByteCoding

/// The colour filters of a compressed Fujifilm mosaic, counted from its top left; 0 is red, 1 green, 2 blue.
///
/// They decide which samples are coded together. Only filters that fit the order of coding exist: a value of this type is proved to.
package enum FujiColorFilters: Hashable, Sendable {
  /// 2x2.
  case bayer(BayerPhase)
  /// 6x6.
  case xTrans(XTransCells)

  /// Where red is among 2x2 filters: RG/GB, GR/BG, GB/RG, BG/GR.
  package enum BayerPhase: UInt8, Hashable, Sendable, CaseIterable {
    case redGreen, greenRed, greenBlue, blueGreen
  }

  /// A cell of 6x6 filters that fits the order of coding.
  package struct XTransCells: Hashable, Sendable {
    /// 36 colours, row by row.
    package let colors: [UInt8]

    /// Throws `unsupported` (`fuji.filters`) where these are not 36 colours that each have their place in the lines of the coding.
    package init(_ colors: [UInt8]) throws(Fault) {
      self.colors = colors
      guard colors.count == 36, colors.allSatisfy({ $0 < 3 }), CellMap(xTrans: colors) != nil else {
        throw .unsupported("fuji.filters", "the colour filters are not in the order that X-Trans samples are coded in")
      }
    }
  }

  /// The name that the stream's header has for the kind of filters.
  var rawType: UInt8 {
    switch self {
    case .bayer: 0
    case .xTrans: 16
    }
  }

  /// The colour at a place of the mosaic.
  package func color(row: Int, column: Int) -> Int {
    switch self {
    case .bayer(let phase):
      let place = UInt8((row & 1) * 2 + column & 1)
      return place == phase.rawValue ? 0 : place == phase.rawValue ^ 3 ? 2 : 1
    case .xTrans(let cells): return Int(cells.colors[row % 6 * 6 + column % 6])
    }
  }

  /// 0...3 for Bayer's; 16 and nine bytes of four colours each, the first in the lowest two bits, for X-Trans.
  func write(to writer: inout ByteWriter) {
    switch self {
    case .bayer(let phase): writer.u8(phase.rawValue)
    case .xTrans(let cells):
      writer.u8(16)
      for start in stride(from: 0, to: 36, by: 4) {
        writer.u8((0..<4).reduce(0) { $0 | cells.colors[start + $1] << UInt8(2 * $1) })
      }
    }
  }

  /// Throws `damaged` (`bytes.short`, `fuji.filters`), `unsupported` (`fuji.filters`).
  init(parsing reader: inout ByteReader) throws(Fault) {
    let kind = try reader.u8()
    if let phase = BayerPhase(rawValue: kind) {
      self = .bayer(phase)
    } else if kind == 16 {
      let bytes = try reader.read(9)
      self = .xTrans(try XTransCells(bytes.flatMap { byte in (0..<4).map { byte >> UInt8(2 * $0) & 3 } }))
    } else {
      throw .damaged("fuji.filters", "there are no colour filters of kind \(kind)")
    }
  }
}
