internal import ByteCoding
internal import NikonPentaxHuffman
internal import TIFFReading

/// Finds the compressed strip of a NEF file.
enum NikonEngine: StreamEngine {
  private static let compression = 34_713
  /// The maker note's tags of what compressed strips need; the second is that of older cameras.
  private static let tags: [UInt16] = [0x0096, 0x008C]

  static func find(_ subject: StreamSubject) throws(Fault) -> [StreamFinding] {
    guard let strip = subject.strip(compressions: [compression]), let structure = subject.structure else { return [] }
    // Without the tag it is one of the packed forms, which share the number of the compression.
    guard let note = structure.makerNote(in: subject.file), let tag = tags.lazy.compactMap({ note[$0] }).first else { return [] }
    let compression = try NikonCompression(parsing: tag.bytes, bigEndian: tag.bigEndian, bits: strip.image.bitsPerSample)
    let format = try compression.format(width: subject.width, height: subject.height, budget: subject.budget)
    return [try StreamFinding(NikonPentaxStream.self, SegmentLayout.nikonPentax, in: subject, strip.range, format)]
  }
}
