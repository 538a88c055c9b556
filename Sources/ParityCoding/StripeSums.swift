/// Parity of stripes while their data blocks come in, position after position: rows of sums, and a batch of blocks not yet added.
///
/// Memory: `stripes * (rows + depth)` blocks. Each stripe is worked on by one thread at a time, so results do not depend on threads.
final class StripeSums {
  /// Positions that are added at once: sums are read and written that many times less often.
  static let depth = 8

  let stripes: Int
  let rows: Int
  let positions: Int
  private let sums: BlockStore
  private let batch: BlockStore
  /// The first position of the batch, and how many are in it.
  private var start = 0
  private let workers: Int

  init(stripes: Int, rows: Int, positions: Int, workers: Int) {
    self.stripes = stripes
    self.rows = rows
    self.positions = positions
    self.workers = workers
    sums = BlockStore(count: stripes * rows)
    batch = BlockStore(count: stripes * Self.depth)
  }

  /// Blocks of memory that such sums take.
  static func blocks(stripes: Int, rows: Int) -> Int { stripes * (rows + depth) }

  /// Where a data block of the current batch goes; it must be filled, or left as it is where it is zero or unknown.
  func place(stripe: Int, position: Int) -> UnsafeMutableRawBufferPointer {
    precondition(position >= start && position < start + Self.depth, "a position of the batch")
    return batch.buffer(stripe * Self.depth + position - start)
  }

  /// The first position behind the batch.
  var batchEnd: Int { min(positions, start + Self.depth) }

  /// Adds the batch to the sums and begins the next one. `body` sees every block of the batch on the way, from several threads.
  func flush(_ body: @Sendable (_ stripe: Int, _ position: Int, _ bytes: UnsafeRawBufferPointer) -> Void = { _, _, _ in }) {
    let (start, end, rows, sums, batch) = (start, batchEnd, rows, sums, batch)
    let matrix = GaloisMatrix(cauchyRows: 0..<rows, columns: start..<end)
    spread(stripes, over: workers) { stripe in
      let blocks = (start..<end).map { batch[stripe * Self.depth + $0 - start] }
      for (position, block) in zip(start..<end, blocks) {
        body(stripe, position, UnsafeRawBufferPointer(start: block, count: ParityBlock.size))
      }
      let targets = (0..<rows).map { sums[stripe * rows + $0] }
      matrix.multiply(blocks.map { UnsafePointer($0) }, addingTo: targets, count: ParityBlock.size)
    }
    batch.clear()
    self.start = end
  }

  /// One row's sum of a stripe, when everything was added: its parity block.
  func sum(stripe: Int, row: Int) -> UnsafeMutablePointer<UInt8> { sums[stripe * rows + row] }

  /// The same, for use from several threads that each stay with their own sums.
  func table() -> SumTable { SumTable(rows: rows, store: sums) }
}

/// The sums alone, without what adds to them.
struct SumTable: Sendable {
  let rows: Int
  let store: BlockStore

  subscript(stripe: Int, row: Int) -> UnsafeMutablePointer<UInt8> { store[stripe * rows + row] }
}
