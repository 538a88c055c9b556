internal import ByteCoding
internal import SensorModel

extension TIFFFile {
  /// Strips of 256 KiB or a row. They follow each other without a gap, which readers that take all rows for one run rely on.
  func write(stripsOf mosaic: Mosaic) throws(Fault) {
    let rows = max(1, min(mosaic.height, (1 << 18) / (mosaic.width * 2)))
    try set(.rowsPerStrip, rows)
    for (strip, top) in stride(from: 0, to: mosaic.height, by: rows).enumerated() {
      let part = mosaic.samples[(top * mosaic.width)..<(min(top + rows, mosaic.height) * mosaic.width)]
      try write(strip: strip, part.withUnsafeBytes { Array($0) })
    }
  }
}
