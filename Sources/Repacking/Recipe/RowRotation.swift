/// A cyclic shift of each row, as some early cameras store them.
///
/// Row k of a segment stores column c at place (c + shift) mod columns, where
/// shift = (starts[k mod n] + k / n * steps[k mod n]) mod columns and n is the number of phases.
struct RowRotation: Hashable, Sendable {
  static let phaseLimit = 16

  /// One start a phase, each below the number of columns; 1...16 of them.
  let starts: [Int]
  /// As many as starts, each below the number of columns.
  let steps: [Int]

  /// How far row k is shifted, below `columns`. Columns are at most 2^20, so nothing overflows.
  func shift(row: Int, columns: Int) -> Int {
    let phase = row % starts.count
    return (starts[phase] + (row / starts.count) % columns * steps[phase]) % columns
  }
}
