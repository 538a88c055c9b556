internal import ByteCoding
internal import CanonCRW

/// Layout kind 3: the raw record of a Canon CRW file.
struct CanonCRWLayout: WholeMosaicLayout {
  static let kind = 3

  let format: CRWFormat

  var width: Int { format.width }
  var height: Int { format.height }
  var description: String { "Canon CRW, \(format.hasLowBits ? 12 : 10) bits" }

  init(_ format: CRWFormat) { self.format = format }

  init(parsing reader: inout ByteReader, budget: MemoryBudget) throws(Fault) {
    format = try CRWFormat(parsing: &reader, budget: budget)
  }

  func serialized() -> [UInt8] { format.serialized() }

  func encode(_ samples: UnsafeBufferPointer<UInt16>, remainder reader: inout ByteReader) throws(Fault) -> [UInt8] {
    try CRWStream.encode(format: format, samples: samples, remainder: try CRWRemainder(parsing: &reader))
  }

  func decode(_ bytes: ArraySlice<UInt8>, into target: UnsafeMutableBufferPointer<UInt16>) throws(Fault) {
    _ = try CRWStream(bytes, format: format).decode(into: target)
  }
}
