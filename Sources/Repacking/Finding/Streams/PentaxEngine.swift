internal import ByteCoding
internal import NikonPentaxHuffman
internal import TIFFReading

/// Finds the compressed strip of a PEF file.
enum PentaxEngine: StreamEngine {
  private static let compression = 65_535
  /// The maker note's tag of the Huffman code.
  private static let tag: UInt16 = 0x0220

  static func find(_ subject: StreamSubject) throws(Fault) -> [StreamFinding] {
    guard let strip = subject.strip(compressions: [compression]), let structure = subject.structure else { return [] }
    let code: DifferenceCode
    if let table = structure.makerNote(in: subject.file)?[tag] {
      code = try DifferenceCode.pentax(table.bytes, bigEndian: table.bigEndian)
    } else {
      code = try DifferenceCode.earlyPentax()
    }
    let format = try NikonPentaxFormat(width: subject.width, height: subject.height, code: code, budget: subject.budget)
    return [try StreamFinding(NikonPentaxStream.self, SegmentLayout.nikonPentax, in: subject, strip.range, format)]
  }
}
