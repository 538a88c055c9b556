package import ByteCoding

/// The content of Nikon's maker note tag 0x0096 (earlier 0x008C): what a compressed NEF strip needs besides its size.
package struct NikonCompression: Hashable, Sendable {
  /// The number of the code in the strip's first rows (`DifferenceCode.nikon`).
  package let code: Int
  /// The first row with the code after that one; 0 for none.
  package let splitRow: Int
  /// What the first two samples of the first two rows are differences to.
  package let predictors: [UInt16]
  /// What the coded samples mean, by sample; empty where they mean themselves.
  package let curve: [UInt16]

  /// Reads the tag's content. `bits` is the strip's bits per sample.
  ///
  /// Throws `unsupported` (`nph.version`) for others than 12 and 14 bits, `damaged` (`bytes.short`) where the content ends early.
  package init(parsing content: ArraySlice<UInt8>, bigEndian: Bool, bits: Int) throws(Fault) {
    guard bits == 12 || bits == 14 else { throw .unsupported("nph.version", "Nikon compresses 12 and 14 bits, not \(bits)") }
    var reader = ByteReader(content)
    let (major, minor) = (try reader.u8(), try reader.u8())
    // Some versions hold other data in front.
    if major == 0x49 || minor == 0x58 { try reader.skip(2110) }
    code = (major == 0x46 ? 2 : 0) + (bits == 14 ? 3 : 0)
    var first: [UInt16] = []
    for _ in 0..<4 { first.append(try reader.u16(bigEndian: bigEndian)) }
    predictors = first
    let count = Int(try reader.u16(bigEndian: bigEndian))
    // The latest form says only every fourth step's worth.
    let size = minor == 0x40 && major == 0x44 ? (1 << bits) / 4 : 1 << bits
    let step = count > 1 ? size / (count - 1) : 0
    if major == 0x44, minor == 0x20 || minor == 0x40, step > 0 {
      var points: [Int] = []
      for _ in 0..<count { points.append(Int(try reader.u16(bigEndian: bigEndian))) }
      curve = (0..<size).map { place in
        let (point, rest) = (place / step, place % step)
        guard point + 1 < points.count else { return UInt16(points[points.count - 1]) }
        return UInt16((points[point] * (step - rest) + points[point + 1] * rest) / step)
      }
      try reader.seek(to: 562)
      splitRow = Int(try reader.u16(bigEndian: bigEndian))
    } else if major != 0x46, count <= 0x4001 {
      var values: [UInt16] = []
      for _ in 0..<count { values.append(try reader.u16(bigEndian: bigEndian)) }
      (curve, splitRow) = (values, 0)
    } else {
      (curve, splitRow) = ([], 0)
    }
  }

  /// The format of a strip of so many samples. Throws what `NikonPentaxFormat` does; a split row outside the image splits nothing.
  package func format(width: Int, height: Int, budget: MemoryBudget = .standard) throws(Fault) -> NikonPentaxFormat {
    let splits = (1..<max(1, height)).contains(splitRow)
    return try NikonPentaxFormat(
      width: width, height: height, code: .nikon(code), splitRow: splits ? splitRow : 0, splitCode: splits ? .nikon(code + 1) : nil,
      predictors: predictors, budget: budget)
  }
}
