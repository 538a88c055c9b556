package import ByteCoding

/// The numbers that steer the coding of a compressed ORF, as maker note tags 0x0640 to 0x0653 of the image processing directory give them.
///
/// Names follow their use; no published list names them. Read with the description in `OlympusORFStream`.
package struct OlympusORFParameters: Hashable, Sendable {
  /// Tag 0x0640: lowest bits of a sample that are coded as they are, 0...4.
  package var plainBits = 0
  /// Tag 0x0641: a gradient over 2 to this power is steep, 0...15.
  package var steepShift = 5
  /// Tag 0x0642: what stands for samples outside the image, before the plain bits.
  package var outside = 0
  /// Tag 0x0643: bits of a difference below the adaptive code, 0...2. With 0 nothing is carried.
  package var fixedBits = 2
  /// Tag 0x0644: shift of the carry, 0...15; 15 for no carry.
  package var carryShift = 5
  /// Tag 0x0645: codes up to 2 to this power are small, 0...30.
  package var smallShift = 4
  /// Tag 0x0646: so many small codes in a row are a calm run.
  package var calmRun = 3
  /// Tag 0x0647: least bits of the code's lower part within a calm run, 0...15.
  package var calmBits = 2
  /// Tag 0x0648: bits of the code before from which on the lower part grows, within a calm run, 0...31.
  package var calmSize = 3
  /// Tag 0x0649: as 0x0647, outside calm runs.
  package var otherBits = 4
  /// Tag 0x0650: as 0x0648, outside calm runs.
  package var otherSize = 7
  /// Tag 0x0651: most bits of the lower part, 0...15.
  package var mostBits = 15
  /// Tag 0x0652: zeros of the upper part that begin an escape, 1...20.
  package var escapeZeros = 12
  /// Tag 0x0653: bytes of the number 1 before the codes, 0...16; two bytes more follow it.
  package var headerBytes = 5

  /// Those that decoders without knowledge of the tags have built in.
  package static let standard = OlympusORFParameters()

  private init() {}

  /// The tags by which files give the values, in their order here.
  package static let tags: [UInt16] = [
    0x0640, 0x0641, 0x0642, 0x0643, 0x0644, 0x0645, 0x0646, 0x0647, 0x0648, 0x0649, 0x0650, 0x0651, 0x0652, 0x0653,
  ]

  /// The values in the order of `tags`.
  package var values: [Int] {
    [
      plainBits, steepShift, outside, fixedBits, carryShift, smallShift, calmRun, calmBits, calmSize, otherBits, otherSize, mostBits,
      escapeZeros, headerBytes,
    ]
  }

  /// Takes values in the order of `tags`. Throws `unsupported` (`orf.parameters`) for ones out of the bounds named above, or fewer.
  package init(_ values: [Int]) throws(Fault) {
    let bounds: [ClosedRange<Int>] = [
      0...4, 0...15, 0...65_535, 0...2, 0...15, 0...30, 0...65_535, 0...15, 0...31, 0...15, 0...31, 0...15, 1...20, 0...16,
    ]
    guard values.count == bounds.count, !zip(values, bounds).contains(where: { !$1.contains($0) }), values[2] < 65_536 >> values[0] else {
      throw .unsupported("orf.parameters", "the raw stream is coded with parameters that are not known: \(values)")
    }
    (plainBits, steepShift, outside, fixedBits, carryShift) = (values[0], values[1], values[2], values[3], values[4])
    (smallShift, calmRun, calmBits, calmSize, otherBits) = (values[5], values[6], values[7], values[8], values[9])
    (otherSize, mostBits, escapeZeros, headerBytes) = (values[10], values[11], values[12], values[13])
  }
}
