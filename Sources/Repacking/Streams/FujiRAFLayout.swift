internal import ByteCoding
internal import FujiRAF

/// Layout kind 7: the losslessly compressed raw data of a Fujifilm RAF file.
struct FujiRAFLayout: WholeMosaicLayout {
  static let kind = 7

  let format: FujiRAFFormat

  var width: Int { format.width }
  var height: Int { format.height }
  var description: String { "Fujifilm lossless, \(format.bits) bits" }

  init(_ format: FujiRAFFormat) { self.format = format }

  init(parsing reader: inout ByteReader, budget: MemoryBudget) throws(Fault) {
    format = try FujiRAFFormat(parsing: &reader, budget: budget)
  }

  func serialized() -> [UInt8] { format.serialized() }

  func encode(_ samples: UnsafeBufferPointer<UInt16>, remainder reader: inout ByteReader) throws(Fault) -> [UInt8] {
    try FujiRAFStream.encode(format: format, samples: samples, remainder: try FujiRAFRemainder(parsing: &reader))
  }

  func decode(_ bytes: ArraySlice<UInt8>, into target: UnsafeMutableBufferPointer<UInt16>) throws(Fault) {
    _ = try FujiRAFStream(bytes, format: format).decode(into: target)
  }
}
