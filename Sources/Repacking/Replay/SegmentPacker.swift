internal import ByteCoding
internal import SensorModel

/// Makes the bytes of a segment from the stored samples, a bounded number of lines at a time.
struct SegmentPacker {
  /// Bytes made at once, unless eight lines are longer.
  private static let chunkLength = 1 << 18

  let layout: PackedLayout
  let segment: Segment
  let stored: Mosaic

  /// Calls the body with chunk after chunk; together they are the whole segment, with zeros in padding and spare bits.
  func forEachChunk(_ body: (UnsafeMutableBufferPointer<UInt8>) throws(Fault) -> Void) throws(Fault) {
    let lineCount = (segment.byteCount - 1) / layout.stride + 1
    // Words of 2, 3, 4 or 8 bytes may span lines, so a chunk is a multiple of 24 lines where there are words.
    let unit = layout.packing.wordLength > 1 ? 24 : 1
    let wanted = min(lineCount, max(1, Self.chunkLength / layout.stride))
    let linesAtOnce = min(lineCount, (wanted + unit - 1) / unit * unit)
    // The last line of all needs room only for its samples: strides may be far longer than a short segment.
    let last = (lineCount - 1) * layout.stride
    let needed = last + max(layout.lineBytes, segment.byteCount - last)
    var buffer = [UInt8](repeating: 0, count: min(linesAtOnce * layout.stride, needed))
    var line = [UInt16](repeating: 0, count: layout.lineSamples)
    for first in stride(from: 0, to: lineCount, by: linesAtOnce) {
      let start = first * layout.stride
      let length = min(linesAtOnce * layout.stride, segment.byteCount - start)
      try buffer.withUnsafeMutableBufferPointer { (bytes) throws(Fault) in
        if first > 0 { bytes.update(repeating: 0) }
        if let base = bytes.baseAddress {
          for number in first..<min(lineCount, first + linesAtOnce) {
            gather(line: number, into: &line)
            line.withUnsafeBufferPointer { layout.packing.pack($0, into: base + (number - first) * layout.stride) }
          }
        }
        let chunk = UnsafeMutableBufferPointer(rebasing: bytes[..<length])
        reverseWords(chunk, of: layout.packing.wordLength)
        try body(chunk)
      }
    }
  }

  /// The samples of one line, taken from the mosaic, filled where they lie outside of it, and rotated.
  private func gather(line number: Int, into line: inout [UInt16]) {
    line.withUnsafeMutableBufferPointer { target in
      for index in 0..<layout.rowsPerLine {
        let row = number * layout.rowsPerLine + index
        let part = UnsafeMutableBufferPointer(rebasing: target[(index * layout.columns)..<((index + 1) * layout.columns)])
        gather(row: segment.row + row * layout.rowStep, into: part)
        if let rotation = layout.rotation { rotate(part, by: rotation.shift(row: row, columns: layout.columns)) }
      }
    }
  }

  private func gather(row: Int, into target: UnsafeMutableBufferPointer<UInt16>) {
    let isEdge = layout.fill == .edge
    guard row < stored.height || isEdge else {
      target.update(repeating: 0)
      return
    }
    stored.samples.withUnsafeBufferPointer { samples in
      let start = min(row, stored.height - 1) * stored.width
      let inside = max(0, min(target.count, stored.width - segment.column))
      if inside > 0, let source = samples.baseAddress, let place = target.baseAddress {
        place.update(from: source + start + segment.column, count: inside)
      }
      let beyond = isEdge ? samples[start + stored.width - 1] : 0
      for index in inside..<target.count { target[index] = beyond }
    }
  }

  private func rotate(_ row: UnsafeMutableBufferPointer<UInt16>, by shift: Int) {
    guard shift > 0 else { return }
    let held = Array(row)
    let rest = row.count - shift
    held.withUnsafeBufferPointer { held in
      for column in 0..<rest { row[shift + column] = held[column] }
      for column in 0..<shift { row[column] = held[rest + column] }
    }
  }
}
