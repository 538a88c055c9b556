internal import SensorModel

/// A mosaic cut into strips or tiles, each a lossless JPEG stream.
enum LosslessJPEGRuns {
  /// The streams, left to right and top to bottom.
  static func streams(_ mosaic: Mosaic, bits: Int, _ options: DNGOptions, _ coding: LosslessJPEGOptions) -> [[UInt8]] {
    var streams: [[UInt8]] = []
    func add(row: Int, column: Int, width: Int, height: Int) {
      let tile = samples(of: mosaic, row: row, column: column, width: width, height: height, bits: bits, fill: options.fill)
      streams.append(LosslessJPEGEncoder.stream(tile: tile, width: width, height: height, precision: bits, options: coding))
    }
    switch options.organisation {
    case .strips(let rows):
      for row in stride(from: 0, to: mosaic.height, by: max(1, rows)) {
        add(row: row, column: 0, width: mosaic.width, height: min(max(1, rows), mosaic.height - row))
      }
    case .tiles(let width, let height):
      for row in stride(from: 0, to: mosaic.height, by: height) {
        for column in stride(from: 0, to: mosaic.width, by: width) { add(row: row, column: column, width: width, height: height) }
      }
    }
    return streams
  }

  /// The samples of a tile, row by row.
  static func samples(
    of mosaic: Mosaic, row: Int, column: Int, width: Int, height: Int, bits: Int, fill: DNGOptions.Fill
  ) -> [UInt16] {
    var random = RepeatableRandom(seed: 5, stream: UInt64(row) << 32 | UInt64(column))
    var samples: [UInt16] = []
    samples.reserveCapacity(width * height)
    for y in row..<(row + height) {
      for x in column..<(column + width) {
        if y < mosaic.height, x < mosaic.width {
          samples.append(mosaic[y, x])
          continue
        }
        switch fill {
        case .zero: samples.append(0)
        case .nearest: samples.append(mosaic[min(y, mosaic.height - 1), min(x, mosaic.width - 1)])
        case .sameColour: samples.append(mosaic[sameColour(y, mosaic.height), sameColour(x, mosaic.width)])
        case .noise: samples.append(UInt16(truncatingIfNeeded: random.next() >> 40) & UInt16(truncatingIfNeeded: (1 << bits) - 1))
        }
      }
    }
    return samples
  }

  /// The place itself, or the one of the last two that is as even or odd as it is far from them.
  private static func sameColour(_ place: Int, _ count: Int) -> Int {
    place < count ? place : max(0, count - 2 + (place - count) % 2)
  }
}
