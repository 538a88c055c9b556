internal import SensorModel

/// Looks for rows that are shifted cyclically, by amounts that step regularly from row to row.
enum RotationSearch {
  /// Comparisons spent before giving up: real rows differ at once, flat ones could cost their square.
  private static let comparisonLimit = 100_000_000

  /// The rotation of 8-bit rows of the mosaic's width that lie one after another from an offset; nil where there is none.
  static func find(_ file: UnsafeBufferPointer<UInt8>, from offset: Int, mosaic: Mosaic) -> RowRotation? {
    let (width, height) = (mosaic.width, mosaic.height)
    guard width > 1, width <= 8192, offset >= 0, offset <= file.count, width * height <= file.count - offset else { return nil }
    var left = comparisonLimit
    var shifts: [Int?] = []
    let isPossible = mosaic.samples.withUnsafeBufferPointer { samples -> Bool in
      for row in 0..<height {
        let values = UnsafeBufferPointer(rebasing: samples[(row * width)..<((row + 1) * width)])
        let start = offset + row * width
        let bytes = UnsafeBufferPointer(rebasing: file[start..<(start + width)])
        guard values.reduce(0, { $0 + Int($1) }) == bytes.reduce(0, { $0 + Int($1) }) else { return false }
        let matches = matches(values, bytes, &left)
        guard left > 0, !matches.isEmpty else { return false }
        shifts.append(matches.count == 1 ? matches[0] : nil)
      }
      return true
    }
    guard isPossible, shifts.contains(where: { $0 != nil && $0 != 0 }) else { return nil }
    return (1...RowRotation.phaseLimit).lazy.compactMap { fit(shifts, phases: $0, columns: width) }.first
  }

  /// Up to two shifts that turn the bytes into the values.
  private static func matches(
    _ values: UnsafeBufferPointer<UInt16>, _ bytes: UnsafeBufferPointer<UInt8>, _ left: inout Int
  ) -> [Int] {
    let width = values.count
    var found: [Int] = []
    for shift in 0..<width where found.count < 2 {
      var column = 0
      var place = shift
      while column < width, values[column] == UInt16(bytes[place]) {
        column += 1
        place = place + 1 == width ? 0 : place + 1
      }
      left -= column + 1
      if left <= 0 { return [] }
      if column == width { found.append(shift) }
    }
    return found
  }

  /// The starts and steps that explain every known shift; nil where none do.
  private static func fit(_ shifts: [Int?], phases: Int, columns: Int) -> RowRotation? {
    var (starts, steps): ([Int], [Int]) = ([], [])
    for phase in 0..<phases {
      let rows = Array(stride(from: phase, to: shifts.count, by: phases))
      let pair = zip(rows, rows.dropFirst()).lazy.compactMap { near, far -> (Int, Int, Int)? in
        guard let a = shifts[near], let b = shifts[far] else { return nil }
        return (near / phases, a, (b - a + columns) % columns)
      }.first
      let (number, shift, step) = pair ?? (0, rows.first.flatMap { shifts[$0] } ?? 0, 0)
      steps.append(step)
      starts.append((shift + columns - number % columns * step % columns) % columns)
    }
    let rotation = RowRotation(starts: starts, steps: steps)
    let holds = shifts.enumerated().allSatisfy { row, shift in shift == nil || shift == rotation.shift(row: row, columns: columns) }
    return holds ? rotation : nil
  }
}
