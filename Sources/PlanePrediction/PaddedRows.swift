/// Rows of 16-bit numbers with margins on all sides, so that kernels read past the ends without asking.
///
/// The memory is zeroed when it is taken. Rows -`margin` ..< height + `margin` and columns -16 ..< width + 48 exist.
package final class PaddedRows {
  package let width: Int
  package let height: Int
  package let stride: Int
  package static let margin = 3
  package static let leftMargin = 16
  package static let rightMargin = 48
  private let memory: UnsafeMutablePointer<Int16>
  /// Row 0, column 0.
  package let origin: UnsafeMutablePointer<Int16>

  package init(width: Int, height: Int) {
    self.width = width
    self.height = height
    stride = (width + Self.leftMargin + Self.rightMargin + 31) / 32 * 32
    let count = stride * (height + 2 * Self.margin + 1)
    memory = .allocate(capacity: count)
    memory.initialize(repeating: 0, count: count)
    origin = memory + Self.margin * stride + Self.leftMargin
  }

  deinit { memory.deallocate() }

  /// The first column of a row in -margin ..< height + margin.
  @inlinable @inline(__always)
  package func row(_ row: Int) -> UnsafeMutablePointer<Int16> { origin + row * stride }

  /// Repeats the first and last column of a row into the margins.
  package func extend(row number: Int) {
    let row = row(number)
    for column in 1...Self.leftMargin { row[-column] = row[0] }
    for column in 0..<Self.rightMargin { row[width + column] = row[width - 1] }
  }

  /// Copies a row, margins included, over another.
  package func copy(row source: Int, to target: Int) {
    let (from, to) = (row(source) - Self.leftMargin, row(target) - Self.leftMargin)
    to.update(from: from, count: stride)
  }
}
