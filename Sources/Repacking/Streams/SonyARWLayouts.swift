internal import ByteCoding
internal import SonyARW

/// Layout kind 5: the lossy strip of a Sony ARW file, blocks of 16 bytes.
struct SonyARW2Layout: WholeMosaicLayout {
  static let kind = 5

  let format: ARW2Format

  var width: Int { format.width }
  var height: Int { format.height }
  var description: String { "Sony ARW2" }

  init(_ format: ARW2Format) { self.format = format }

  init(parsing reader: inout ByteReader, budget: MemoryBudget) throws(Fault) {
    format = try ARW2Format(parsing: &reader, budget: budget)
  }

  func serialized() -> [UInt8] { format.serialized() }

  func encode(_ samples: UnsafeBufferPointer<UInt16>, remainder reader: inout ByteReader) throws(Fault) -> [UInt8] {
    try ARW2Stream.encode(format: format, samples: samples, remainder: try ARW2Remainder(parsing: &reader))
  }

  func decode(_ bytes: ArraySlice<UInt8>, into target: UnsafeMutableBufferPointer<UInt16>) throws(Fault) {
    _ = try ARW2Stream(bytes, format: format).decode(into: target)
  }
}

/// Layout kind 6: the Huffman-coded strip of the first Sony ARW files.
struct SonyARW1Layout: WholeMosaicLayout {
  static let kind = 6

  let format: ARW1Format

  var width: Int { format.width }
  var height: Int { format.height }
  var description: String { "Sony ARW1" }

  init(_ format: ARW1Format) { self.format = format }

  init(parsing reader: inout ByteReader, budget: MemoryBudget) throws(Fault) {
    format = try ARW1Format(parsing: &reader, budget: budget)
  }

  func serialized() -> [UInt8] { format.serialized() }

  func encode(_ samples: UnsafeBufferPointer<UInt16>, remainder reader: inout ByteReader) throws(Fault) -> [UInt8] {
    try ARW1Stream.encode(format: format, samples: samples, remainder: try ARW1Remainder(parsing: &reader))
  }

  func decode(_ bytes: ArraySlice<UInt8>, into target: UnsafeMutableBufferPointer<UInt16>) throws(Fault) {
    _ = try ARW1Stream(bytes, format: format).decode(into: target)
  }
}
