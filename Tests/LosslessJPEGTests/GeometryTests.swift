import ByteCoding
import LosslessJPEG
import TestSupport
import Testing

/// Where decoded samples lie on the sensor.
@Suite struct GeometryTests {
  @Test func slicesFillTheSensorAsLibRawSaysTheyDo() throws {
    for (values, height) in [([2, 5, 3], 4), ([0, 0, 7], 3), ([1, 1, 1], 1), ([3, 16, 8], 11), ([0, 9, 5], 2)] {
      let width = values[0] * values[1] + values[2]
      let samples = (0..<(width * height)).map { UInt16($0) }
      let slices = try CanonSlices(values, sampleCount: samples.count)
      #expect(slices.rowSamples == width && slices.height == height)
      var rows = [UInt16](repeating: 0, count: samples.count)
      samples.withUnsafeBufferPointer { from in rows.withUnsafeMutableBufferPointer { slices.place(from, into: $0) } }
      for (index, sample) in samples.enumerated() {
        var (slice, rest) = (0, index)
        if values[0] > 0 {
          slice = min(values[0], index / (values[1] * height))
          rest -= slice * values[1] * height
        }
        let sliceWidth = slice == values[0] ? values[2] : values[1]
        #expect(rows[rest / sliceWidth * width + rest % sliceWidth + slice * values[1]] == sample, "\(values), sample \(index)")
      }
      var back = [UInt16](repeating: 0, count: samples.count)
      rows.withUnsafeBufferPointer { from in back.withUnsafeMutableBufferPointer { slices.collect(from, into: $0) } }
      #expect(back == samples)
    }
  }

  @Test func slicesThatCannotBe() {
    for values in [[], [1, 2], [1, 0, 3], [2, 5, 0], [-1, 5, 3], [1, 5, 70_000], [2, 5, 4]] {
      #expect(throws: Fault.self, "\(values)") { try CanonSlices(values, sampleCount: 52) }
    }
  }

  /// What a tile holds at a place, by the definition of its filling.
  private func sample(_ fill: TileFill, _ mosaic: [UInt16], _ width: Int, _ height: Int, _ row: Int, _ column: Int) -> UInt16 {
    if row < height, column < width { return mosaic[row * width + column] }
    func even(_ place: Int, _ count: Int) -> Int {
      var place = place
      while place >= count, place >= 2 { place -= 2 }
      return min(place, count - 1)
    }
    switch fill {
    case .nearest: return mosaic[min(row, height - 1) * width + min(column, width - 1)]
    case .sameColour: return mosaic[even(row, height) * width + even(column, width)]
    case .zero: return 0
    case .samples: return UInt16(row * 31 + column * 7 + 1)
    }
  }

  @Test func tilesAssembleAndComeApart() throws {
    var random = RepeatableRandomNumberGenerator(seed: 10)
    for (width, height, across, down) in [(10, 7, 4, 4), (8, 8, 4, 2), (5, 5, 8, 8), (1, 1, 2, 2), (9, 3, 16, 2), (33, 17, 16, 16)] {
      let mosaic = (0..<(width * height)).map { _ in UInt16(random.below(60_000) + 1) }
      for fill in [TileFill.zero, .nearest, .sameColour, .samples([])] {
        for order in [MosaicTile.Order.rows, .squares] {
          var found = [UInt16](repeating: 0, count: mosaic.count)
          let tiles = ((width + across - 1) / across) * ((height + down - 1) / down)
          for index in 0..<tiles {
            let tile = try MosaicTile(
              index: index, mosaicWidth: width, mosaicHeight: height, width: across, height: down, order: order, sampleCount: across * down)
            let samples = (0..<tile.sampleCount).map { place -> UInt16 in
              var (row, column) = (place / across, place % across)
              if order == .squares {
                let (square, corner) = (place / 4, place % 4)
                (row, column) = (square / (across / 2) * 2 + corner / 2, square % (across / 2) * 2 + corner % 2)
              }
              return sample(fill, mosaic, width, height, tile.row + row, tile.column + column)
            }
            let filling = samples.withUnsafeBufferPointer { from in
              found.withUnsafeMutableBufferPointer { tile.place(from, into: $0) }
            }
            var back = [UInt16](repeating: 0, count: samples.count)
            try mosaic.withUnsafeBufferPointer { from in
              try back.withUnsafeMutableBufferPointer { try tile.collect(from, fill: filling, into: $0) }
            }
            #expect(back == samples, "\(width)x\(height), \(fill), \(order), tile \(index)")
            if case .samples(let given) = filling { #expect(given.count == tile.outerCount) }
          }
          #expect(found == mosaic, "\(width)x\(height), \(fill), \(order)")
        }
      }
    }
  }

  @Test func tilesThatCannotBe() throws {
    for (row, column, width, height, count) in [(8, 0, 4, 4, 16), (0, 8, 4, 4, 16), (0, 0, 4, 4, 15), (0, 0, 0, 4, 0), (-1, 0, 4, 4, 16)] {
      #expect(throws: Fault.self) {
        try MosaicTile(mosaicWidth: 8, mosaicHeight: 8, row: row, column: column, width: width, height: height, sampleCount: count)
      }
    }
    #expect(throws: Fault.self) {
      try MosaicTile(mosaicWidth: 8, mosaicHeight: 8, row: 0, column: 0, width: 3, height: 4, order: .squares, sampleCount: 12)
    }
    let tile = try MosaicTile(mosaicWidth: 3, mosaicHeight: 3, row: 0, column: 0, width: 4, height: 4, sampleCount: 16)
    var samples = [UInt16](repeating: 0, count: 16)
    #expect(throws: Fault.self) {
      try [UInt16](repeating: 1, count: 9).withUnsafeBufferPointer { mosaic in
        try samples.withUnsafeMutableBufferPointer { try tile.collect(mosaic, fill: .samples([1]), into: $0) }
      }
    }
  }
}
