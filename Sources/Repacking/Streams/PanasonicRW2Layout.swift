internal import ByteCoding
internal import PanasonicRW2

/// Layout kind 9: the blocks of a Panasonic RW2 file.
struct PanasonicRW2Layout: WholeMosaicLayout {
  static let kind = 9

  let format: PanasonicRW2Format

  var width: Int { format.width }
  var height: Int { format.height }
  var description: String { "Panasonic RW2, \(format.layout)" }

  init(_ format: PanasonicRW2Format) { self.format = format }

  init(parsing reader: inout ByteReader, budget: MemoryBudget) throws(Fault) {
    format = try PanasonicRW2Format(parsing: &reader, budget: budget)
  }

  func serialized() -> [UInt8] { format.serialized() }

  func encode(_ samples: UnsafeBufferPointer<UInt16>, remainder reader: inout ByteReader) throws(Fault) -> [UInt8] {
    try PanasonicRW2Stream.encode(format: format, samples: samples, remainder: try PanasonicRW2Remainder(parsing: &reader))
  }

  func decode(_ bytes: ArraySlice<UInt8>, into target: UnsafeMutableBufferPointer<UInt16>) throws(Fault) {
    _ = try PanasonicRW2Stream(bytes, format: format).decode(into: target)
  }
}
