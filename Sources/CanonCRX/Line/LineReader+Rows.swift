extension LineReader {
  /// How many samples repeat the one to their left: at most `limit`, which is 2 or more.
  @inline(never)
  private func runLength(limit: Int) -> (reader: LineReader, length: Int) {
    var copy = self
    guard copy.bit() else { return (copy, 0) }
    var length = 1
    while copy.bit() {
      length += 1 << copy.state.stepBits
      if length > limit { return (copy, limit) }
      copy.state.widenStep()
      if length == limit { return (copy, limit) }
    }
    length += copy.bits(copy.state.stepBits)
    copy.state.narrowStep()
    // A run to the row's end has no need of these bits.
    if length >= limit { copy.isOdd = true }
    if length > limit {
      copy.metLongRun = true
      length = limit
    }
    return (copy, length)
  }

  /// Reads a row, samples from place 1 to `width`, below another one; place 0 is for predictions.
  @inline(__always)
  mutating func readRow(_ row: UnsafeMutablePointer<Int32>, below above: UnsafePointer<Int32>, width: Int, isFirst: Bool) {
    var copy = self
    copy.isOdd = false
    var left = above[1]
    row[0] = left
    var column = 1
    while column < width {
      let (up, next) = (above[column], above[column &+ 1])
      if left != up || left != next {
        let code = copy.code()
        left = Median.of(left, up, above[column &- 1]) &+ Median.unfolded(code)
        row[column] = left
        copy.state.adapt(to: isFirst ? code : Median.smoothed(code, up, next))
        column &+= 1
      } else {
        let found = copy.runLength(limit: width &- column &+ 1)
        copy = found.reader
        for place in column..<(column &+ found.length) { row[place] = left }
        column &+= found.length
        guard column <= width else { break }
        let code = copy.code()
        let value = above[column] &+ Median.unfolded(code)
        // The run would have been longer.
        if value == left { copy.isOdd = true }
        left = value
        row[column] = left
        copy.state.adapt(to: isFirst || column == width ? code : Median.smoothed(code, above[column], above[column &+ 1]))
        column &+= 1
      }
    }
    if column == width {
      let code = copy.code()
      row[column] = Median.of(left, above[column], above[column &- 1]) &+ Median.unfolded(code)
      copy.state.adapt(to: code)
    }
    self = copy
  }
}
