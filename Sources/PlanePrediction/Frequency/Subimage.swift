/// The four subimages of LC-FDNet (H. Rhee et al., CVPR 2022): a plane split by the parity of row and column.
package enum Subimage: Int, CaseIterable, Sendable {
  case a = 0
  case b = 1
  case c = 2
  case d = 3

  /// Rows and columns by which the subimage's first sample lies below and right of the plane's: 0 or 1.
  package var row: Int { rawValue >> 1 }
  package var column: Int { rawValue & 1 }

  /// The order of coding. `a` comes first by a coder of its own; each other sees all before it on all sides.
  package static let order: [Subimage] = [.a, .d, .b, .c]
  /// Those that the frequency decomposition codes.
  package static let decomposed: [Subimage] = [.d, .b, .c]

  /// The subimages that are there when this one is coded.
  package var earlier: [Subimage] { Array(Self.order.prefix { $0 != self }) }

  /// Samples along one side of the subimage, of `length` along that side of the plane.
  package func rows(of length: Int) -> Int { (length + 1 - row) / 2 }
  package func columns(of length: Int) -> Int { (length + 1 - column) / 2 }

  /// The subimage's place in the mosaic, whose period is twice its plane's.
  package func site(of plane: PlaneSite) -> PlaneSite {
    let period = plane.periodWidth * 2
    let index = (plane.row + row * plane.periodHeight) * period + plane.column + column * plane.periodWidth
    return PlaneSite(index: index, periodWidth: period, periodHeight: plane.periodHeight * 2)
  }
}
