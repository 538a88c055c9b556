extension RGBPixels {
  /// The same picture with 8-bit samples and no side over `limit`, by averaging whole blocks; itself where it fits already.
  func reduced(toFit limit: Int) -> RGBPixels {
    let factor = max(1, (max(width, height) + limit - 1) / limit)
    let (columns, rows) = (max(1, width / factor), max(1, height / factor))
    if factor == 1, bits == 8 { return self }
    let shift = UInt64(bits - 8)
    let (across, down) = (min(factor, width), min(factor, height))
    let area = UInt64(across * down)
    var result: [UInt16] = []
    result.reserveCapacity(columns * rows * 3)
    samples.withUnsafeBufferPointer { source in
      for row in 0..<rows {
        for column in 0..<columns {
          for channel in 0..<3 {
            var sum: UInt64 = 0
            for y in (row * factor)..<(row * factor + down) {
              for x in (column * factor)..<(column * factor + across) { sum += UInt64(source[(y * width + x) * 3 + channel]) }
            }
            result.append(UInt16(truncatingIfNeeded: min(255, (sum / area) >> shift)))
          }
        }
      }
    }
    return RGBPixels(width: columns, height: rows, bits: 8, samples: result) ?? self
  }

  /// Rows as a TIFF strip of this depth holds them, in the machine's byte order.
  func stripBytes(rows: Range<Int>) -> [UInt8] {
    let part = samples[(rows.lowerBound * width * 3)..<(rows.upperBound * width * 3)]
    if bits == 8 { return part.map { UInt8(truncatingIfNeeded: $0) } }
    return part.withUnsafeBytes { Array($0) }
  }
}
