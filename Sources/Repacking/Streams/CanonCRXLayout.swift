internal import ByteCoding
internal import CanonCRX

/// Layout kind 10: the losslessly coded raw picture of a Canon CR3 file.
struct CanonCRXLayout: WholeMosaicLayout {
  static let kind = 10

  let format: CRXFormat

  var width: Int { format.width }
  var height: Int { format.height }
  var description: String { "Canon CRX, \(format.bits) bits" }

  init(_ format: CRXFormat) { self.format = format }

  init(parsing reader: inout ByteReader, budget: MemoryBudget) throws(Fault) {
    format = try CRXFormat(parsing: &reader, budget: budget)
  }

  func serialized() -> [UInt8] { format.serialized() }

  func encode(_ samples: UnsafeBufferPointer<UInt16>, remainder reader: inout ByteReader) throws(Fault) -> [UInt8] {
    try CRXStream.encode(format: format, samples: samples, remainder: try CRXRemainder(parsing: &reader))
  }

  func decode(_ bytes: ArraySlice<UInt8>, into target: UnsafeMutableBufferPointer<UInt16>) throws(Fault) {
    _ = try CRXStream(bytes, format: format).decode(into: target)
  }
}
