package import ByteCoding

/// What must be known of a compressed ORF stream to decode it: nothing of this stands in the stream itself.
package struct OlympusORFFormat: Hashable, Sendable {
  /// Samples of a row, masked borders among them.
  package let width: Int
  /// Rows, masked borders among them.
  package let height: Int
  package let parameters: OlympusORFParameters

  /// Throws `damaged` (`size.empty`) or `overLimit` (`size.limit`) for impossible sizes.
  package init(
    width: Int, height: Int, parameters: OlympusORFParameters = .standard, budget: MemoryBudget = .standard
  ) throws(Fault) {
    try budget.check(width: width, height: height, at: "the raw image")
    (self.width, self.height, self.parameters) = (width, height, parameters)
  }

  package var sampleCount: Int { width * height }

  /// Bytes before the codes.
  var headerSize: Int { parameters.headerBytes + 2 }

  /// The bytes before the codes in every file seen: the number 1, big-endian, and two zeros.
  var usualHeader: [UInt8] {
    var header = [UInt8](repeating: 0, count: headerSize)
    if parameters.headerBytes > 0 { header[parameters.headerBytes - 1] = 1 }
    return header
  }

  /// Width, height, and the parameters in the order of their tags: 16 varints.
  package func serialized() -> [UInt8] {
    var writer = ByteWriter()
    for value in [width, height] + parameters.values { writer.varint(value) }
    return writer.bytes
  }

  /// Reads what `serialized` wrote, and goes on behind it.
  ///
  /// Throws what the other initialisers do, and `damaged` (`bytes.short`, `bytes.varint`).
  package init(parsing reader: inout ByteReader, budget: MemoryBudget = .standard) throws(Fault) {
    let (width, height) = (try reader.varint(), try reader.varint())
    var values: [Int] = []
    for _ in OlympusORFParameters.tags { values.append(try reader.varint()) }
    try self.init(width: width, height: height, parameters: OlympusORFParameters(values), budget: budget)
  }
}
