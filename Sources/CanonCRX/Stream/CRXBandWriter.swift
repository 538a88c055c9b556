internal import ByteCoding

/// Writes one band: a plane of a tile.
struct CRXBandWriter {
  let format: CRXFormat
  let number: Int
  /// The number of its first row, all rows of all bands counted.
  let firstRow: Int

  /// Appends the band's coded bytes to `output`. Throws `damaged` (`crx.range`, `crx.remainder`).
  func write(
    _ samples: UnsafePointer<UInt16>, oddRows: ArraySlice<CRXRemainder.OddRow>, padding: UInt8, to output: inout [UInt8]
  ) throws(Fault) {
    let place = format.place(ofBand: number)
    // The row, the one above, and one to read odd rows into, each with a place before it.
    let length = place.width + 2
    let lines = UnsafeMutablePointer<Int32>.allocate(capacity: 3 * length)
    defer { lines.deallocate() }
    lines.update(repeating: 0, count: 3 * length)
    let coded = UnsafeMutablePointer<UInt8>.allocate(capacity: LineWriter.capacity(place.width))
    defer { coded.deallocate() }
    var writer = LineWriter(coded)
    var odd = oddRows
    for row in 0..<place.height {
      let (line, above) = (lines + (row & 1) * length, lines + (1 - row & 1) * length)
      guard gather(samples + place.start + 2 * row * format.width, place.width, to: line + 1) else {
        throw .damaged("crx.range", "a sample is larger than \(format.maximum)", at: "band \(number), row \(row)")
      }
      if odd.first?.row == firstRow + row, let bits = odd.popFirst() {
        try writeOdd(bits, line, below: above, place.width, isFirst: row == 0, spare: lines + 2 * length, &writer, coded, to: &output)
      } else if row == 0 {
        writer.writeRow(line, below: above, width: place.width, isFirst: true)
      } else {
        writer.writeRow(line, below: above, width: place.width, isFirst: false)
      }
      output.append(contentsOf: UnsafeBufferPointer(start: coded, count: writer.position))
      writer.empty()
    }
    // What is left is out of order.
    guard odd.isEmpty, Int(padding) < 1 << writer.spareBits else { throw CRXRemainder.foreign }
    writer.align(padding: padding)
    output.append(contentsOf: UnsafeBufferPointer(start: coded, count: writer.position))
  }

  /// Writes a row by its bits, which must say the same samples.
  private func writeOdd(
    _ odd: CRXRemainder.OddRow, _ line: UnsafeMutablePointer<Int32>, below above: UnsafePointer<Int32>, _ width: Int, isFirst: Bool,
    spare: UnsafeMutablePointer<Int32>, _ writer: inout LineWriter, _ coded: UnsafePointer<UInt8>, to output: inout [UInt8]
  ) throws(Fault) {
    line[0] = above[1]
    let state = odd.bits.withUnsafeBufferPointer { bytes -> LineState? in
      var reader = LineReader(bytes, state: writer.state)
      reader.readRow(spare, below: above, width: width, isFirst: isFirst)
      guard !reader.isExhausted, !reader.metLongRun, reader.taken == odd.bitCount else { return nil }
      return (0...width).allSatisfy { spare[$0] == line[$0] } ? reader.state : nil
    }
    guard let state, odd.isSound else { throw CRXRemainder.foreign }
    for start in stride(from: 0, to: odd.bitCount, by: LineWriter.pieceBits) {
      output.append(contentsOf: UnsafeBufferPointer(start: coded, count: writer.position))
      writer.empty()
      writer.write(odd.bits[(start / 8)...], count: min(LineWriter.pieceBits, odd.bitCount - start))
    }
    writer.adopt(state)
  }

  /// Every second sample as a row's values. False where one leaves the range.
  private func gather(_ source: UnsafePointer<UInt16>, _ count: Int, to line: UnsafeMutablePointer<Int32>) -> Bool {
    let bias = Int32(truncatingIfNeeded: format.bias)
    var all: UInt16 = 0
    for index in 0..<count {
      let sample = source[2 &* index]
      all |= sample
      line[index] = Int32(sample) &- bias
    }
    return all <= format.maximum
  }
}
