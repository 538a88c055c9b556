package import ByteCoding

/// A tile or strip of a mosaic, and the order of its samples in a lossless JPEG stream.
package struct MosaicTile: Hashable, Sendable {
  /// How a stream's samples follow one another in a tile.
  package enum Order: UInt8, Hashable, Sendable {
    /// Row by row of the tile, whatever width and components the frame has: a frame may hold two tile rows in one of its own.
    case rows = 0
    /// Four components are a square of 2x2: two rows of the tile for one of the frame, as Sony's tiles are.
    case squares = 1
  }

  /// Size of the mosaic.
  package let mosaicWidth: Int
  package let mosaicHeight: Int
  /// Place of the tile's first sample in the mosaic.
  package let row: Int
  package let column: Int
  /// Size of the tile; it may reach beyond the mosaic.
  package let width: Int
  package let height: Int
  package let order: Order

  /// Samples of the tile.
  package var sampleCount: Int { width * height }
  /// Its rows and columns inside the mosaic.
  package var innerHeight: Int { min(height, mosaicHeight - row) }
  package var innerWidth: Int { min(width, mosaicWidth - column) }
  /// Samples outside of the mosaic.
  package var outerCount: Int { sampleCount - innerWidth * innerHeight }

  /// Throws `damaged` (`ljpeg.tile`) where the tile begins outside the mosaic, is not of `sampleCount` samples, or has odd sides in
  /// order `squares`.
  package init(
    mosaicWidth: Int, mosaicHeight: Int, row: Int, column: Int, width: Int, height: Int, order: Order = .rows, sampleCount: Int
  ) throws(Fault) {
    let limit = 1 << 20
    guard (1...limit).contains(mosaicWidth), (1...limit).contains(mosaicHeight), (0..<mosaicHeight).contains(row),
      (0..<mosaicWidth).contains(column), (1...limit).contains(width), (1...limit).contains(height), sampleCount == width * height,
      order == .rows || (width % 2 == 0 && height % 2 == 0)
    else {
      throw .damaged(
        "ljpeg.tile", "a tile of \(width)x\(height) at row \(row), column \(column) does not hold \(sampleCount) samples of the mosaic")
    }
    (self.mosaicWidth, self.mosaicHeight, self.row, self.column) = (mosaicWidth, mosaicHeight, row, column)
    (self.width, self.height, self.order) = (width, height, order)
  }

  /// The tile of a place of a grid: tiles row by row, each as large as the first, beginning at the mosaic's first sample.
  package init(
    index: Int, mosaicWidth: Int, mosaicHeight: Int, width: Int, height: Int, order: Order = .rows, sampleCount: Int
  ) throws(Fault) {
    guard width > 0, height > 0, index >= 0, index < 1 << 20, (1...(1 << 20)).contains(mosaicWidth), width <= 1 << 20, height <= 1 << 20
    else { throw .damaged("ljpeg.tile", "tile \(index) of \(width)x\(height) in a mosaic \(mosaicWidth) wide") }
    let across = (mosaicWidth + width - 1) / width
    try self.init(
      mosaicWidth: mosaicWidth, mosaicHeight: mosaicHeight, row: index / across * height, column: index % across * width, width: width,
      height: height, order: order, sampleCount: sampleCount)
  }

  /// The place in the stream of a sample of the tile.
  @inline(__always)
  private func place(_ row: Int, _ column: Int) -> Int {
    switch order {
    case .rows: row &* width &+ column
    case .squares: (row &>> 1) &* width &* 2 &+ (column &>> 1) &* 4 &+ (row & 1) &* 2 &+ (column & 1)
    }
  }

  /// Gives the samples inside the mosaic to it, and says how the others are filled.
  package func place(_ samples: UnsafeBufferPointer<UInt16>, into mosaic: UnsafeMutableBufferPointer<UInt16>) -> TileFill {
    precondition(samples.count == sampleCount && mosaic.count == mosaicWidth * mosaicHeight)
    for inner in 0..<innerHeight {
      let line = (row + inner) * mosaicWidth + column
      if order == .rows, let source = samples.baseAddress, let target = mosaic.baseAddress {
        (target + line).update(from: source + inner * width, count: innerWidth)
        continue
      }
      for across in 0..<innerWidth { mosaic[line &+ across] = samples[place(inner, across)] }
    }
    return fill(of: samples, UnsafeBufferPointer(mosaic))
  }

  /// Takes all samples of the tile from the mosaic and its filling. Throws `damaged` (`ljpeg.tile`) for a filling of another size.
  package func collect(
    _ mosaic: UnsafeBufferPointer<UInt16>, fill: TileFill, into samples: UnsafeMutableBufferPointer<UInt16>
  ) throws(Fault) {
    precondition(samples.count == sampleCount && mosaic.count == mosaicWidth * mosaicHeight)
    if case .samples(let given) = fill, given.count != outerCount {
      throw .damaged("ljpeg.tile", "\(given.count) samples to fill \(outerCount) places outside the mosaic")
    }
    for inner in 0..<innerHeight {
      let line = (row + inner) * mosaicWidth + column
      if order == .rows, let source = mosaic.baseAddress, let target = samples.baseAddress {
        (target + inner * width).update(from: source + line, count: innerWidth)
        continue
      }
      for across in 0..<innerWidth { samples[place(inner, across)] = mosaic[line &+ across] }
    }
    var next = 0
    visitOuter { inner, across in
      samples[place(inner, across)] = filling(fill, mosaic, inner, across, next)
      next += 1
      return true
    }
  }

  private func fill(of samples: UnsafeBufferPointer<UInt16>, _ mosaic: UnsafeBufferPointer<UInt16>) -> TileFill {
    for candidate in [TileFill.zero, .nearest, .sameColour] {
      var fits = true
      visitOuter { inner, across in
        fits = samples[place(inner, across)] == filling(candidate, mosaic, inner, across, 0)
        return fits
      }
      if fits { return candidate }
    }
    var found: [UInt16] = []
    found.reserveCapacity(outerCount)
    visitOuter { inner, across in
      found.append(samples[place(inner, across)])
      return true
    }
    return .samples(found)
  }

  private func filling(_ fill: TileFill, _ mosaic: UnsafeBufferPointer<UInt16>, _ inner: Int, _ across: Int, _ index: Int) -> UInt16 {
    switch fill {
    case .zero: 0
    case .nearest: mosaic[min(row + inner, mosaicHeight - 1) * mosaicWidth + min(column + across, mosaicWidth - 1)]
    case .sameColour:
      mosaic[sameColour(row + inner, mosaicHeight) * mosaicWidth + sameColour(column + across, mosaicWidth)]
    case .samples(let samples): samples[index]
    }
  }

  /// The place itself, or that of the last two which is as even or odd.
  private func sameColour(_ place: Int, _ count: Int) -> Int {
    guard place >= count else { return place }
    return max(0, count - 2 + (place - count) % 2)
  }

  /// Visits the places outside the mosaic, row by row, until the visitor returns false.
  private func visitOuter(_ visit: (Int, Int) -> Bool) {
    for inner in 0..<height {
      for across in (inner < innerHeight ? innerWidth : 0)..<width where !visit(inner, across) { return }
    }
  }
}
