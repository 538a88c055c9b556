internal import ByteCoding
internal import NikonPentaxHuffman

/// Layout kind 4: the compressed strip of a Nikon NEF or Pentax PEF file.
struct NikonPentaxLayout: WholeMosaicLayout {
  static let kind = 4

  let format: NikonPentaxFormat

  var width: Int { format.width }
  var height: Int { format.height }
  var description: String { "Nikon/Pentax Huffman" }

  init(_ format: NikonPentaxFormat) { self.format = format }

  init(parsing reader: inout ByteReader, budget: MemoryBudget) throws(Fault) {
    format = try NikonPentaxFormat(parsing: &reader, budget: budget)
  }

  func serialized() -> [UInt8] { format.serialized() }

  func encode(_ samples: UnsafeBufferPointer<UInt16>, remainder reader: inout ByteReader) throws(Fault) -> [UInt8] {
    try NikonPentaxStream.encode(format: format, samples: samples, remainder: try NikonPentaxRemainder(parsing: &reader))
  }

  func decode(_ bytes: ArraySlice<UInt8>, into target: UnsafeMutableBufferPointer<UInt16>) throws(Fault) {
    _ = try NikonPentaxStream(bytes, format: format).decode(into: target)
  }
}
