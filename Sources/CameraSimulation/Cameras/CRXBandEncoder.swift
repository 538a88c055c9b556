/// Ways to say the same samples: what cameras do, and what decoders take as well.
package enum SimulatedCRXHabit: CaseIterable, Sendable {
  case usual
  /// Some codes are written as they are although they are small.
  case longCodes
  /// Codes written as they are begin with more than 41 zeros.
  case manyZeros
  /// Runs end before they have to.
  case shortRuns
  /// Runs to the end of a row tell their length.
  case countedEnds
}

/// Codes one plane of a tile, sample by sample, looking up neighbours by rules instead of keeping rows.
struct CRXBandEncoder {
  private let rows: [[Int]]
  private let habit: SimulatedCRXHabit
  private var bytes: [UInt8] = []
  private var free = 0
  private var k = 0
  private var runState = 0
  private var symbols = 0

  /// Bits of a run's step by the state.
  private static let stepBits = [
    0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15,
  ]

  /// The coded bytes of rows of equal length; zeros fill the last byte.
  static func coded(_ rows: [[Int]], habit: SimulatedCRXHabit = .usual) -> [UInt8] {
    var encoder = CRXBandEncoder(rows: rows, habit: habit)
    for row in rows.indices { encoder.code(row) }
    return encoder.bytes
  }

  private init(rows: [[Int]], habit: SimulatedCRXHabit) { (self.rows, self.habit) = (rows, habit) }

  /// A sample; above the first row are zeros, left of the first column stands the first sample of the row above.
  private func sample(_ row: Int, _ column: Int) -> Int {
    if row < 0 { return 0 }
    return column < 0 ? sample(row - 1, 0) : rows[row][column]
  }

  private mutating func code(_ row: Int) {
    let width = rows[row].count
    var column = 0
    while column < width {
      let (left, above) = (sample(row, column - 1), sample(row - 1, column))
      var prediction = [left, above, left + above - sample(row - 1, column - 1)].sorted()[1]
      if column < width - 1, left == above, left == sample(row - 1, column + 1) {
        var run = rows[row][column...].prefix { $0 == left }.count
        if habit == .shortRuns { run /= 2 }
        codeRun(run, endsRow: column + run == width)
        column += run
        if column == width { return }
        prediction = sample(row - 1, column)
      }
      let error = rows[row][column] - prediction
      let number = error < 0 ? -2 * error - 1 : 2 * error
      codeNumber(number)
      if row == 0 || column == width - 1 {
        adapt(to: number)
      } else {
        adapt(to: (number + 2 * abs(sample(row - 1, column + 1) - sample(row - 1, column))) / 2)
      }
      column += 1
    }
  }

  private mutating func codeNumber(_ number: Int) {
    symbols += 1
    if number >> k > 40 || habit == .longCodes && symbols % 50 == 0 {
      put(zeros: habit == .manyZeros ? 41 + symbols % 300 : 41)
      put(1, bits: 1)
      put(number, bits: 21)
    } else {
      put(zeros: number >> k)
      put(1, bits: 1)
      put(number, bits: k)
    }
  }

  private mutating func adapt(to number: Int) {
    switch number >> k {
    case 6...: k += 2
    case 3...: k += 1
    default: if number < (1 << k) / 2 { k -= 1 }
    }
    k = min(k, 15)
  }

  private mutating func codeRun(_ run: Int, endsRow: Bool) {
    put(run > 0 ? 1 : 0, bits: 1)
    guard run > 0 else { return }
    var rest = run - 1
    while rest > 0 || !endsRow {
      let step = 1 << Self.stepBits[runState]
      if rest >= step {
        put(1, bits: 1)
        rest -= step
        runState = min(31, runState + 1)
      } else if endsRow, habit != .countedEnds {
        // The row's end cuts the step.
        put(1, bits: 1)
        return
      } else {
        put(0, bits: 1)
        put(rest, bits: Self.stepBits[runState])
        runState = max(0, runState - 1)
        return
      }
    }
  }

  private mutating func put(zeros: Int) {
    for _ in 0..<zeros { put(0, bits: 1) }
  }

  /// The lowest bits of a number, the highest of them first.
  private mutating func put(_ number: Int, bits: Int) {
    for bit in (0..<bits).reversed() {
      if free == 0 {
        bytes.append(0)
        free = 8
      }
      free -= 1
      bytes[bytes.count - 1] |= UInt8(number >> bit & 1) << UInt8(free)
    }
  }
}
