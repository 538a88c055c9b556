internal import ByteCoding
internal import SensorModel

/// The layout of streams that hold the whole mosaic: layout kinds 3 and up.
struct WholeMosaicLayout<Codec: StreamCodec>: StreamLayout {
  static var kind: Int { Codec.kind }

  let format: Codec.Format

  var description: String { Codec.description(of: format) }

  init(_ format: Codec.Format) { self.format = format }

  init(parsing reader: inout ByteReader, budget: MemoryBudget) throws(Fault) {
    format = try Codec.Format(parsing: &reader, budget: budget)
  }

  func serialized() -> [UInt8] { format.serialized() }

  func encode(_ segment: Segment, from stored: Mosaic) throws(Fault) -> [UInt8] {
    try check(segment, width: stored.width, height: stored.height)
    var reader = ByteReader(segment.remainder)
    let remainder = try Codec.Remainder(parsing: &reader)
    let bytes = try stored.samples.withUnsafeBufferPointer { (samples) throws(Fault) in
      try Codec.encode(format: format, samples: samples, remainder: remainder)
    }
    guard reader.isAtEnd else { throw .damaged("recipe.values", "bytes follow a stream's remainder") }
    return bytes
  }

  func decode(_ bytes: ArraySlice<UInt8>, of segment: Segment, into mosaic: inout [UInt16], width: Int, height: Int) throws(Fault) {
    try check(segment, width: width, height: height)
    guard mosaic.count == width * height else { throw Self.misplaced(segment) }
    _ = try mosaic.withUnsafeMutableBufferPointer { (target) throws(Fault) in try Codec(bytes, format: format).decode(into: target) }
  }

  private func check(_ segment: Segment, width: Int, height: Int) throws(Fault) {
    guard segment.row == 0, segment.column == 0, width == format.width, height == format.height else { throw Self.misplaced(segment) }
  }
}
