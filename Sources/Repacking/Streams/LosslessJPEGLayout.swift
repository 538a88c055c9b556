internal import ByteCoding
internal import LosslessJPEG
internal import SensorModel

/// Layout kind 2: tiles, strips or slices of a mosaic, each a stream of lossless JPEG.
struct LosslessJPEGLayout: StreamLayout {
  /// How a stream's samples lie in the mosaic.
  enum Order: Hashable, Sendable {
    /// In a tile, row by row or square by square.
    case tile(MosaicTile.Order)
    /// In upright slices of the whole mosaic: the three numbers of Canon's tag 0xC640.
    case slices([Int])
  }

  static let kind = 2
  private static let slicesOrder: UInt8 = 2
  /// As many as a file has tiles.
  private static let headerLimit = 1 << 18

  let order: Order
  let sixteenthCategory: SixteenthCategory
  /// Samples of a tile's row.
  let columns: Int
  /// Each different header once, from the SOI marker to the end of the scan's.
  let headers: [LosslessJPEGHeader]

  init(order: Order, sixteenthCategory: SixteenthCategory, columns: Int, headers: [LosslessJPEGHeader]) {
    (self.order, self.sixteenthCategory, self.columns, self.headers) = (order, sixteenthCategory, columns, headers)
  }

  var description: String {
    let kind =
      switch order {
      case .tile: "lossless JPEG"
      case .slices(let values): "lossless JPEG in \(values[0] + 1) slices"
      }
    guard let header = headers.first else { return kind }
    return "\(kind), \(header.precision) bits, predictor \(header.predictor), \(header.components) component"
      + (header.components == 1 ? "" : "s")
  }

  func serialized() -> [UInt8] {
    var writer = ByteWriter()
    switch order {
    case .tile(let order): writer.u8(order.rawValue)
    case .slices: writer.u8(Self.slicesOrder)
    }
    writer.u8(sixteenthCategory.rawValue)
    writer.varint(columns)
    if case .slices(let values) = order { for value in values { writer.varint(value) } }
    writer.varint(headers.count)
    for header in headers {
      writer.varint(header.bytes.count)
      writer.write(header.bytes)
    }
    return writer.bytes
  }

  init(parsing reader: inout ByteReader, budget: MemoryBudget) throws(Fault) {
    let number = try reader.u8()
    guard let sixteenth = SixteenthCategory(rawValue: try reader.u8()), number <= Self.slicesOrder else {
      throw .unsupported("recipe.newer", "this program does not know this order of lossless JPEG samples")
    }
    sixteenthCategory = sixteenth
    columns = try reader.varint()
    if let tile = MosaicTile.Order(rawValue: number) {
      order = .tile(tile)
    } else {
      let values = [try reader.varint(), try reader.varint(), try reader.varint()]
      guard values.allSatisfy({ $0 <= UInt16.max }) else { throw .damaged("recipe.values", "slices of \(values)") }
      order = .slices(values)
    }
    let count = try reader.varint()
    guard count <= Self.headerLimit, (1...budget.side).contains(columns) else {
      throw .damaged("recipe.values", "\(count) headers of tiles \(columns) wide")
    }
    var headers: [LosslessJPEGHeader] = []
    for index in 0..<count {
      let bytes = try reader.read(try reader.varint())
      do throws(Fault) {
        let header = try LosslessJPEGHeader(parsing: bytes, sixteenthCategory: sixteenth, budget: budget)
        guard header.bytes.count == bytes.count else { throw .damaged("recipe.values", "bytes follow a lossless JPEG's header") }
        headers.append(header)
      } catch {
        throw error.within("header \(index)")
      }
    }
    self.headers = headers
  }

  func encode(_ segment: Segment, from stored: Mosaic) throws(Fault) -> [UInt8] {
    var reader = ByteReader(segment.remainder)
    let index = try reader.varint()
    guard index < headers.count else { throw .damaged("recipe.values", "a stream names header \(index) of \(headers.count)") }
    let header = headers[index]
    let remainder = try LosslessJPEGRemainder(parsing: &reader)
    var samples = [UInt16](repeating: 0, count: header.sampleCount)
    switch order {
    case .tile(let order):
      let tile = try tile(order, header, row: segment.row, column: segment.column, width: stored.width, height: stored.height)
      let fill = try TileFill(parsing: &reader, count: tile.outerCount)
      try stored.samples.withUnsafeBufferPointer { (mosaic) throws(Fault) in
        try samples.withUnsafeMutableBufferPointer { (target) throws(Fault) in try tile.collect(mosaic, fill: fill, into: target) }
      }
    case .slices(let values):
      let slices = try CanonSlices(values, sampleCount: header.sampleCount)
      guard segment.row == 0, segment.column == 0, slices.rowSamples == stored.width, slices.height == stored.height else {
        throw Self.misplaced(segment)
      }
      stored.samples.withUnsafeBufferPointer { mosaic in samples.withUnsafeMutableBufferPointer { slices.collect(mosaic, into: $0) } }
    }
    guard reader.isAtEnd else { throw .damaged("recipe.values", "bytes follow a stream's remainder") }
    return try LosslessJPEGStream.encode(header: header, samples: samples, remainder: remainder)
  }

  /// The tile of a stream with this header whose first sample is at a place of the mosaic. Throws `damaged` (`ljpeg.tile`).
  func tile(
    _ order: MosaicTile.Order, _ header: LosslessJPEGHeader, row: Int, column: Int, width: Int, height: Int
  ) throws(Fault) -> MosaicTile {
    try MosaicTile(
      mosaicWidth: width, mosaicHeight: height, row: row, column: column, width: columns, height: header.sampleCount / columns,
      order: order, sampleCount: header.sampleCount)
  }
}
