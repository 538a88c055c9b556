internal import CISAL

/// A matrix over GF(2^8), polynomial 0x11D, ready to be applied to runs of bytes.
///
/// Products are ISA-L's; they are the same on every machine, whatever instruction set it chooses.
package struct GaloisMatrix: Hashable, Sendable {
  package let rowCount: Int
  package let columnCount: Int
  /// Row after row.
  package let elements: [UInt8]
  private let tables: [UInt8]

  /// Takes `rowCount` x `columnCount` elements, row after row; each count is 0...255.
  package init(rowCount: Int, columnCount: Int, elements: [UInt8]) {
    precondition((0...255).contains(rowCount) && (0...255).contains(columnCount) && elements.count == rowCount * columnCount)
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.elements = elements
    tables = [UInt8](unsafeUninitializedCapacity: glassine_gf_tables_size(Int32(rowCount), Int32(columnCount))) { buffer, count in
      count = buffer.count
      guard rowCount > 0, columnCount > 0, let start = buffer.baseAddress else { return }
      glassine_gf_tables(elements, Int32(rowCount), Int32(columnCount), start)
    }
  }

  /// The coefficient of parity row `row` for data column `column`: 1 / ((255 - row) + column).
  ///
  /// Any square part of this Cauchy matrix has an inverse as long as rows and columns together are at most 256.
  package static func coefficient(_ row: Int, _ column: Int) -> UInt8 {
    glassine_gf_inverse(UInt8(truncatingIfNeeded: (255 - row) ^ column))
  }

  /// The part of the Cauchy matrix with these rows and columns.
  package init(cauchyRows rows: some Collection<Int>, columns: some Collection<Int>) {
    self.init(
      rowCount: rows.count, columnCount: columns.count, elements: rows.flatMap { row in columns.map { Self.coefficient(row, $0) } })
  }

  /// The inverse of a square matrix; nil where there is none.
  package func inverted() -> GaloisMatrix? {
    guard rowCount == columnCount else { return nil }
    guard rowCount > 0 else { return self }
    var working = elements
    var inverse = [UInt8](repeating: 0, count: elements.count)
    guard glassine_gf_invert(&working, &inverse, Int32(rowCount)) == 0 else { return nil }
    return GaloisMatrix(rowCount: rowCount, columnCount: columnCount, elements: inverse)
  }

  /// Writes the products: one source a column, one result a row, `count` bytes each; results overlap nothing.
  func multiply(_ sources: [UnsafePointer<UInt8>], into results: [UnsafeMutablePointer<UInt8>], count: Int) {
    precondition(sources.count == columnCount && results.count == rowCount)
    guard rowCount > 0 else { return }
    guard columnCount > 0 else { return results.forEach { $0.update(repeating: 0, count: count) } }
    let from: [UnsafePointer<UInt8>?] = sources
    let to: [UnsafeMutablePointer<UInt8>?] = results
    glassine_gf_multiply(tables, Int32(rowCount), Int32(columnCount), from, to, count)
  }

  /// Adds the products to what the sums hold.
  func multiply(_ sources: [UnsafePointer<UInt8>], addingTo sums: [UnsafeMutablePointer<UInt8>], count: Int) {
    precondition(sources.count == columnCount && sums.count == rowCount)
    guard rowCount > 0, columnCount > 0 else { return }
    let from: [UnsafePointer<UInt8>?] = sources
    let to: [UnsafeMutablePointer<UInt8>?] = sums
    glassine_gf_multiply_add(tables, Int32(rowCount), Int32(columnCount), from, to, count)
  }
}

/// Adds one run of bytes to another in GF(2^8): exclusive or.
func addBytes(_ source: UnsafePointer<UInt8>, to sum: UnsafeMutablePointer<UInt8>, count: Int) {
  glassine_gf_add(source, sum, count)
}
