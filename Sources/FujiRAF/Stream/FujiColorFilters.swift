/// The colour filters of a compressed Fujifilm mosaic, as a cell counted from its top left.
///
/// They decide which samples are coded together. Of all X-Trans cells only two fit the order of coding.
package enum FujiColorFilters: UInt8, Hashable, Sendable, CaseIterable {
  /// RG/GB.
  case redGreen = 0
  /// GR/BG.
  case greenRed = 1
  /// GB/RG.
  case greenBlue = 2
  /// BG/GR.
  case blueGreen = 3
  /// X-Trans with two greens side by side in front: GGRGGB/GGBGGR/BRGRBG/GGBGGR/GGRGGB/RBGBRG.
  case xTransPaired = 16
  /// X-Trans with another colour between the greens in front: GBGGRG/GRGGBG/BGBRGR/GRGGBG/GBGGRG/RGRBGB.
  case xTransSplit = 17

  /// The X-Trans filters of a cell of 6x6, row by row: 0 is red, 1 green, 2 blue. Nil for cells that do not fit the order of coding.
  package init?(xTrans colors: [UInt8]) {
    guard let found = [Self.xTransPaired, .xTransSplit].first(where: { $0.cell == colors }) else { return nil }
    self = found
  }

  package var isXTrans: Bool { self == .xTransPaired || self == .xTransSplit }

  /// The cell's sides: 2 or 6.
  package var period: Int { isXTrans ? 6 : 2 }

  /// The cell's colours, row by row: 0 is red, 1 green, 2 blue.
  package var cell: [UInt8] {
    switch self {
    case .redGreen: [0, 1, 1, 2]
    case .greenRed: [1, 0, 2, 1]
    case .greenBlue: [1, 2, 0, 1]
    case .blueGreen: [2, 1, 1, 0]
    case .xTransPaired:
      [1, 1, 0, 1, 1, 2, 1, 1, 2, 1, 1, 0, 2, 0, 1, 0, 2, 1, 1, 1, 2, 1, 1, 0, 1, 1, 0, 1, 1, 2, 0, 2, 1, 2, 0, 1]
    case .xTransSplit:
      [1, 2, 1, 1, 0, 1, 1, 0, 1, 1, 2, 1, 2, 1, 2, 0, 1, 0, 1, 0, 1, 1, 2, 1, 1, 2, 1, 1, 0, 1, 0, 1, 0, 2, 1, 2]
    }
  }

  /// The name that the stream's header has for the kind of filters.
  var rawType: UInt8 { isXTrans ? 16 : 0 }
}
