package import ByteCoding

extension DifferenceCode {
  /// Nikon's six codes: lossy, lossy from the split row on, lossless, for 12 bits (0...2) and for 14 bits (3...5).
  ///
  /// In 0 and 1 the last code has the meaning of an earlier one. Throws `unsupported` (`nph.code`) for other numbers.
  package static func nikon(_ number: Int) throws(Fault) -> DifferenceCode {
    guard nikonCodes.indices.contains(number) else { throw .unsupported("nph.code", "Nikon has no Huffman code \(number)") }
    return try DifferenceCode(counts: nikonCodes[number].counts, leaves: nikonCodes[number].leaves)
  }

  private static let nikonCodes: [(counts: [Int], leaves: [Int])] = [
    ([0, 1, 5, 1, 1, 1, 1, 1, 1, 2], [5, 4, 3, 6, 2, 7, 1, 0, 8, 9, 11, 10, 12, 0]),
    ([0, 1, 5, 1, 1, 1, 1, 1, 1, 2], [0x39, 0x5A, 0x38, 0x27, 0x16, 5, 4, 3, 2, 1, 0, 11, 12, 12]),
    ([0, 1, 4, 2, 3, 1, 2], [5, 4, 6, 3, 7, 2, 8, 1, 9, 0, 10, 11, 12]),
    ([0, 1, 4, 3, 1, 1, 1, 1, 1, 2], [5, 6, 4, 7, 8, 3, 9, 2, 1, 0, 10, 11, 12, 13, 14]),
    ([0, 1, 5, 1, 1, 1, 1, 1, 1, 1, 2], [8, 0x5C, 0x4B, 0x3A, 0x29, 7, 6, 5, 4, 3, 2, 1, 0, 13, 14]),
    ([0, 1, 4, 2, 2, 3, 1, 2], [7, 6, 8, 5, 9, 4, 10, 3, 11, 12, 2, 0, 1, 13, 14]),
  ]

  /// The code of a Pentax file: the content of maker note tag 0x0220.
  ///
  /// A count (12 less, modulo 16), 12 bytes, then as many codes of 16 bits, left to right in their low 12, and their lengths, a byte each;
  /// the sizes are 0, 1, 2 and so on. Throws `unsupported` (`nph.code`) where these are no Huffman code, `damaged` (`bytes.short`).
  package static func pentax(_ table: ArraySlice<UInt8>, bigEndian: Bool) throws(Fault) -> DifferenceCode {
    var reader = ByteReader(table)
    let count = (Int(try reader.u16(bigEndian: bigEndian)) + 12) & 15
    try reader.skip(12)
    var lefts: [Int] = []
    for _ in 0..<count { lefts.append(Int(try reader.u16(bigEndian: bigEndian))) }
    var codes: [(left: Int, length: Int, size: Int, shift: Int)] = []
    for (size, left) in lefts.enumerated() { codes.append((left, Int(try reader.u8()), size, 0)) }
    return try DifferenceCode(codes)
  }

  /// The code of Pentax files without that tag.
  package static func earlyPentax() throws(Fault) -> DifferenceCode {
    try DifferenceCode(counts: [0, 2, 3, 1, 1, 1, 1, 1, 1, 2], leaves: [3, 4, 2, 5, 1, 6, 0, 7, 8, 9, 10, 11, 12])
  }
}
