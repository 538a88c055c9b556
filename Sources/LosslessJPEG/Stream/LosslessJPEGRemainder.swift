/// What a lossless JPEG stream holds besides header and samples: how its segments end, and what follows the last coded sample.
package struct LosslessJPEGRemainder: Hashable, Sendable {
  /// The end of a segment that is not as usual.
  package struct Ending: Hashable, Sendable {
    /// The segment's number, from 0.
    package var segment: Int
    /// The bits that fill the last byte, in the low bits; 0 where the samples fill it.
    package var padding: UInt8
    /// All bytes from there to the next segment: usually one restart marker. Empty for the last segment, and where a marker is missing.
    package var separator: [UInt8]

    package init(segment: Int, padding: UInt8, separator: [UInt8]) {
      self.segment = segment
      self.padding = padding
      self.separator = separator
    }
  }

  /// Whether bytes are usually filled with ones, as T.81 asks, or with zeros.
  package var padsWithOnes: Bool
  /// Unusual endings, by ascending segment.
  package var endings: [Ending]
  /// What follows the last byte with coded bits: usually the EOI marker.
  package var tail: [UInt8]

  package init(padsWithOnes: Bool = true, endings: [Ending] = [], tail: [UInt8] = Self.endOfImage) {
    self.padsWithOnes = padsWithOnes
    self.endings = endings
    self.tail = tail
  }

  package static let endOfImage: [UInt8] = [0xFF, 0xD9]

  /// The marker that usually follows a segment.
  static func restartMarker(after segment: Int) -> [UInt8] { [0xFF, 0xD0 + UInt8(segment & 7)] }

  /// Sums up the endings of all segments: the more frequent padding becomes the usual one.
  ///
  /// `endings` has one element a segment, with the number of bits filled.
  init(_ endings: [(ending: Ending, bits: Int)], tail: [UInt8]) {
    func ones(_ bits: Int) -> UInt8 { UInt8((1 << bits) - 1) }
    let filled = endings.filter { $0.bits > 0 }
    padsWithOnes = filled.count { $0.ending.padding == ones($0.bits) } >= filled.count { $0.ending.padding == 0 }
    self.tail = tail
    self.endings = []
    for (index, (ending, bits)) in endings.enumerated() {
      let isLast = index == endings.count - 1
      let usual = Ending(
        segment: index, padding: padsWithOnes ? ones(bits) : 0, separator: isLast ? [] : Self.restartMarker(after: index))
      if ending != usual { self.endings.append(ending) }
    }
  }
}
