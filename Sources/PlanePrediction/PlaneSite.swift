/// Where the samples of a plane lie in the mosaic: a place in the repeating cell and the size of the cell, in photosites.
package struct PlaneSite: Hashable, Sendable {
  package let row: Int
  package let column: Int
  package let periodWidth: Int
  package let periodHeight: Int

  package init(index: Int, periodWidth: Int, periodHeight: Int) {
    row = index / periodWidth
    column = index % periodWidth
    self.periodWidth = periodWidth
    self.periodHeight = periodHeight
  }
}
