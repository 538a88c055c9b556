extension SamplePacking {
  /// Every packing worth a try, those of the widths and byte order that file and reader claim first.
  static func searchOrder(claimed: [Int], bigEndian: Bool) -> [SamplePacking] {
    let words: [Family] = bigEndian ? [.bigEndianWords, .littleEndianWords] : [.littleEndianWords, .bigEndianWords]
    var widths: [Int] = []
    for width in claimed + [16, 14, 12, 10, 8] + Array(1...16) where (1...16).contains(width) && !widths.contains(width) {
      widths.append(width)
    }
    return widths.flatMap { width -> [SamplePacking] in
      var forms: [(Family, Int, Int)] = [(.mostSignificantFirst, width, 1)]
      if width == 16 {
        // Whole words: here, not among the bit streams, so that their order of bytes is named.
        forms = words.map { ($0, 16, 0) }
      } else if width >= 8 {
        // A word shifted left by k holds 16 - k bits.
        forms += words.map { ($0, width, 16 - width) }
      }
      if width != 8, width != 16 { forms.append((.leastSignificantFirst, width, 0)) }
      forms.append((.mipi, width, 0))
      forms.append((.fillerAfterTen, width, 0))
      if width > 8, width < 16 { forms += [2, 4, 3, 8].map { (.mostSignificantFirst, width, $0) } }
      if width == 8 || width == 16 { forms += [2, 4, 8].filter { $0 * 8 > width }.map { (.mostSignificantFirst, width, $0) } }
      return forms.compactMap { SamplePacking(family: $0.0, bits: $0.1, parameter: $0.2) }
    }
  }
}
