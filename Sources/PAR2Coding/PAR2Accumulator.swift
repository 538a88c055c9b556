internal import CPAR2
internal import Reporting

/// Adds slices to recovery slices, sixteen at a time: then a recovery slice comes from memory once for sixteen of them.
final class PAR2Accumulator: Sendable {
  private let rows: SplitRows
  private let inputs: SplitRows
  private let width: Int
  private let workers: Int
  private let field: PAR2Field
  private nonisolated(unsafe) var logarithms: [Int] = []

  static let group = 16
  /// Columns done together: those of the inputs stay in the processor's cache while all recovery slices pass by.
  static let tile = 1 << 15
  static let rowBlock = 32

  /// Uses the first `width` columns of `rows`.
  init(rows: SplitRows, width: Int, workers: Int, field: PAR2Field) {
    self.rows = rows
    self.width = width
    self.workers = workers
    self.field = field
    inputs = SplitRows(count: rows.count == 0 ? 0 : Self.group, width: width)
  }

  /// Takes the next slice's columns, given as words; `width` of them.
  func add(_ columns: UnsafeMutableRawBufferPointer, logarithm: Int) {
    guard rows.count > 0 else { return }
    inputs.split(UnsafeRawBufferPointer(columns), into: logarithms.count)
    logarithms.append(logarithm)
    if logarithms.count == Self.group { flush() }
  }

  /// Adds what was taken and not added yet.
  func flush() {
    guard !logarithms.isEmpty else { return }
    let blocks = (rows.count + Self.rowBlock - 1) / Self.rowBlock
    let tiles = (width + Self.tile - 1) / Self.tile
    let (logarithms, rows, inputs, width, field) = (logarithms, rows, inputs, width, field)
    Workers.forEach(Array(0..<tiles * blocks), workers) { item in
      let columns = item / blocks * Self.tile..<min(width, (item / blocks + 1) * Self.tile)
      for row in item % blocks * Self.rowBlock..<min(rows.count, (item % blocks + 1) * Self.rowBlock) {
        for (input, logarithm) in logarithms.enumerated() {
          rows.add(field.factor(logarithm, row), inputs, input, to: row, columns)
        }
      }
    }
    self.logarithms.removeAll(keepingCapacity: true)
  }
}

/// Rows of 16-bit words in the split order of `CPAR2`. Threads may write to different columns or rows at once.
final class SplitRows: @unchecked Sendable {
  let count: Int
  private let width: Int
  let bytes: UnsafeMutableRawBufferPointer

  /// `width` is a multiple of 64.
  init(count: Int, width: Int) {
    self.count = count
    self.width = width
    bytes = .allocate(byteCount: max(1, count * width), alignment: 64)
  }

  deinit { bytes.deallocate() }

  func clear() { bytes.initializeMemory(as: UInt8.self, repeating: 0) }

  private func start(_ row: Int, _ column: Int = 0) -> UnsafeMutablePointer<UInt8>? {
    precondition(row < count && column < width, "inside the rows")
    return bytes.baseAddress.map { ($0 + row * width + column).assumingMemoryBound(to: UInt8.self) }
  }

  /// Takes words as a row.
  func split(_ words: UnsafeRawBufferPointer, into row: Int) {
    precondition(words.count <= width && words.count % 64 == 0, "whole runs")
    guard let source = words.baseAddress, let target = start(row) else { return }
    glassine_par2_split(source.assumingMemoryBound(to: UInt8.self), target, words.count)
  }

  /// Gives the first words of a row.
  func join(_ row: Int, into words: UnsafeMutableRawBufferPointer) {
    precondition(words.count <= width && words.count % 64 == 0, "whole runs")
    guard let source = start(row), let target = words.baseAddress else { return }
    glassine_par2_join(source, target.assumingMemoryBound(to: UInt8.self), words.count)
  }

  /// Adds a multiple of some columns of another row.
  func add(_ factor: UInt16, _ other: SplitRows, _ input: Int, to row: Int, _ columns: Range<Int>) {
    precondition(columns.upperBound <= width && columns.upperBound <= other.width && columns.count % 64 == 0, "inside the rows")
    guard let source = other.start(input, columns.lowerBound), let sum = start(row, columns.lowerBound) else { return }
    glassine_par2_multiply_add(factor, source, sum, columns.count)
  }
}
