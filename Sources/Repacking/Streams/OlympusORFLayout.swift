internal import ByteCoding
internal import OlympusORF

/// Layout kind 8: the compressed strip of an Olympus ORF file.
struct OlympusORFLayout: WholeMosaicLayout {
  static let kind = 8

  let format: OlympusORFFormat

  var width: Int { format.width }
  var height: Int { format.height }
  var description: String { "Olympus compressed" }

  init(_ format: OlympusORFFormat) { self.format = format }

  init(parsing reader: inout ByteReader, budget: MemoryBudget) throws(Fault) {
    format = try OlympusORFFormat(parsing: &reader, budget: budget)
  }

  func serialized() -> [UInt8] { format.serialized() }

  func encode(_ samples: UnsafeBufferPointer<UInt16>, remainder reader: inout ByteReader) throws(Fault) -> [UInt8] {
    try OlympusORFStream.encode(format: format, samples: samples, remainder: try OlympusORFRemainder(parsing: &reader))
  }

  func decode(_ bytes: ArraySlice<UInt8>, into target: UnsafeMutableBufferPointer<UInt16>) throws(Fault) {
    _ = try OlympusORFStream(bytes, format: format).decode(into: target)
  }
}
