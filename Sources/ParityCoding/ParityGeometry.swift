package import ByteCoding

/// How the blocks of a group and its parity hang together: a generalised integrated interleaved Reed-Solomon code over GF(2^8).
///
/// Block `b` belongs to stripe `b mod (lanes * stripesPerLane)` of the group, at position `b div (lanes * stripesPerLane)`; the stripe's
/// lane is its number modulo `lanes`. So a run of neighbours meets all stripes evenly. A stripe has `rows` parity blocks. The first
/// `storedRows` are kept. Of each row after them only a second code is kept, over the stripes of a lane: as many blocks as `outer` says.
package struct ParityGeometry: Hashable, Sendable {
  /// Data blocks; those that are missing to fill the last position count as zero.
  package let blockCount: Int
  package let lanes: Int
  package let stripesPerLane: Int
  /// Data blocks in a stripe.
  package let positions: Int
  package let storedRows: Int
  /// Parity blocks a lane keeps of row `storedRows`, `storedRows + 1`, and so on.
  package let outer: [Int]

  /// The most rows of which only outer parity is kept.
  package static let outerRowLimit = 64

  /// Throws `parity.geometry` unless the numbers are a code: `positions + rows` and `stripesPerLane` with each of `outer` at most 255,
  /// every stripe with at least one block, no position that is empty altogether.
  package init(blockCount: Int, lanes: Int, stripesPerLane: Int, positions: Int, storedRows: Int, outer: [Int]) throws(Fault) {
    let isEmpty = blockCount == 0 && lanes == 0 && stripesPerLane == 0 && positions == 0 && storedRows == 0 && outer.isEmpty
    guard isEmpty || Self.isCode(blockCount, lanes, stripesPerLane, positions, storedRows, outer) else {
      throw .damaged("parity.geometry", "the parity file's numbers describe no code")
    }
    self.blockCount = blockCount
    self.lanes = lanes
    self.stripesPerLane = stripesPerLane
    self.positions = positions
    self.storedRows = storedRows
    self.outer = outer
  }

  private static func isCode(_ blocks: Int, _ lanes: Int, _ depth: Int, _ positions: Int, _ stored: Int, _ outer: [Int]) -> Bool {
    guard (1...1 << 40).contains(blocks), (1...1 << 31).contains(lanes), (1...255).contains(depth), (1...255).contains(positions) else {
      return false
    }
    guard outer.count <= outerRowLimit, stored >= 0, positions + stored + outer.count <= 255 else { return false }
    guard stored > 0 || outer.isEmpty, outer.allSatisfy({ $0 >= 1 && $0 <= depth && depth + $0 <= 255 }) else { return false }
    let stripes = lanes * depth
    return stripes <= blocks && (positions - 1) * stripes < blocks && blocks <= positions * stripes
  }

  package var stripeCount: Int { lanes * stripesPerLane }

  /// Parity blocks of a stripe, kept or not.
  package var rows: Int { storedRows + outer.count }

  /// Blocks of parity that are kept.
  package var parityCount: Int { lanes * (stripesPerLane * storedRows + outer.reduce(0, +)) }

  package func stripe(of block: Int) -> Int { block % stripeCount }
  package func position(of block: Int) -> Int { block / stripeCount }

  /// The data block at a place; nil where the group has ended.
  package func block(stripe: Int, position: Int) -> Int? {
    let block = position * stripeCount + stripe
    return block < blockCount ? block : nil
  }

  /// Blocks that are kept of one row, over all lanes: a stripe's own, or the outer code's.
  func keptCount(row: Int) -> Int {
    row < storedRows ? stripeCount : outer[row - storedRows] * lanes
  }

  /// The number of the first kept block of a row; kept blocks are numbered row after row.
  func firstKept(row: Int) -> Int {
    row <= storedRows ? row * stripeCount : storedRows * stripeCount + outer.prefix(row - storedRows).reduce(0, +) * lanes
  }

  /// Row and place in it of a kept block: the stripe, or `index * lanes + lane` of the outer code.
  package func keptPlace(_ number: Int) -> (row: Int, place: Int) {
    let own = storedRows * stripeCount
    guard number >= own, stripeCount > 0 else { return stripeCount > 0 ? (number / stripeCount, number % stripeCount) : (0, 0) }
    var (row, place) = (storedRows, number - own)
    while row < rows, place >= keptCount(row: row) {
      place -= keptCount(row: row)
      row += 1
    }
    return (row, place)
  }
}
