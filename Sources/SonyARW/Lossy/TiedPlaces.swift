/// The choices a stream made where a block's maximum or minimum stands in several places, in the order of the stream.
struct TiedPlaces {
  /// The places as bits (0...15), the one chosen (16...19), the kind (20, 21).
  private var ties: [UInt32] = []
  /// For maxima and minima: how often the first of the places was chosen, and how often the last.
  private var first = (0, 0)
  private var last = (0, 0)

  mutating func add(_ chosen: Int, among places: UInt16, kind: PlaceCoder.Kind) {
    ties.append(UInt32(places) | UInt32(truncatingIfNeeded: chosen) << 16 | UInt32(truncatingIfNeeded: kind.rawValue) << 20)
    let (isFirst, isLast) = (chosen == places.trailingZeroBitCount, chosen == 15 - places.leadingZeroBitCount)
    if !kind.isMinimum {
      first.0 += isFirst ? 1 : 0
      last.0 += isLast ? 1 : 0
    } else {
      first.1 += isFirst ? 1 : 0
      last.1 += isLast ? 1 : 0
    }
  }

  /// A remainder with the rules that fit best, and the choices where the rules do not tell them all.
  func coded() -> ARW2Remainder {
    var remainder = ARW2Remainder(maximumIsLast: last.0 > first.0, minimumIsLast: last.1 > first.1)
    let usual = max(first.0, last.0) + max(first.1, last.1)
    guard usual < ties.count else { return remainder }
    var coder = PlaceCoder()
    for tie in ties {
      // Only kinds were put there.
      guard let kind = PlaceCoder.Kind(rawValue: Int(tie >> 20)) else { continue }
      coder.encode(
        Int(tie >> 16 & 15), among: UInt16(truncatingIfNeeded: tie), kind: kind,
        fromLast: kind.isMinimum ? remainder.minimumIsLast : remainder.maximumIsLast, into: &remainder.choices)
    }
    coder.finish(into: &remainder.choices)
    return remainder
  }
}
