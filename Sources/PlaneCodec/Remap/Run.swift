internal import ByteCoding

extension ValueRemap {
  /// Values at equal steps.
  struct Run: Hashable {
    var first: Int
    /// 1 where there is only one value.
    var step: Int
    var count: Int
    var last: Int { first + (count - 1) * step }

    /// Sorted values as runs: the longest from the left, except that two values make no run of their own.
    static func cover(_ values: [UInt16]) -> [Run] {
      var runs: [Run] = []
      var position = 0
      while position < values.count {
        let first = Int(values[position])
        var count = 1
        var step = 1
        if position + 1 < values.count {
          step = Int(values[position + 1]) - first
          while position + count < values.count, Int(values[position + count]) - Int(values[position + count - 1]) == step { count += 1 }
          // A pair at a distance may cost the run that its second value begins.
          if count == 2, step > 1 { count = 1 }
        }
        runs.append(Run(first: first, step: count > 1 ? step : 1, count: count))
        position += count
      }
      return runs
    }
  }
}

extension ValueRemap.Run {
  /// Reads distance, count less one, and step less one where there is more than one value; all values are 0...65535.
  init(from reader: inout ByteReader, after next: Int) throws(Fault) {
    let gap = try reader.varint()
    let more = try reader.varint()
    let extra = more > 0 ? try reader.varint() : 0
    guard gap <= 65_535 - min(next, 65_536), more <= 65_535, extra <= 65_534 else { throw Self.outside }
    first = next + gap
    step = extra + 1
    count = more + 1
    guard last <= 65_535 else { throw Self.outside }
  }

  /// Reads a single value by its distance.
  init(gapFrom reader: inout ByteReader, after next: Int) throws(Fault) {
    let gap = try reader.varint()
    guard gap <= 65_535 - min(next, 65_536) else { throw Self.outside }
    self.init(first: next + gap, step: 1, count: 1)
  }

  private static var outside: Fault { .damaged("plane.remap", "a value beyond 65535") }
}
