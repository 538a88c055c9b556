internal import SensorModel

/// Which of several samples a camera takes for a block's largest or smallest.
package enum SonyPlaces: CaseIterable, Sendable {
  /// The first of those whose codes are equal.
  case first
  /// The last largest and the first smallest.
  case outer
  /// By values one bit finer than the codes: any of them, as far as the codes tell.
  case finer
}

/// Sony's lossy blocks, bit by bit as they are described: plain and slow.
struct SonyLossyBlocks {
  /// Codes of twelve bits; the lowest one is not kept.
  let mosaic: Mosaic
  let places: SonyPlaces
  /// The strip.
  private(set) var bytes: [UInt8] = []
  /// The eleven-bit codes a reader finds.
  private(set) var codes: [UInt16]

  init(_ mosaic: Mosaic, _ places: SonyPlaces) {
    precondition(mosaic.width % 32 == 0, "rows are pairs of blocks")
    (self.mosaic, self.places) = (mosaic, places)
    codes = [UInt16](repeating: 0, count: mosaic.samples.count)
    bytes.reserveCapacity(mosaic.samples.count)
    for row in 0..<mosaic.height {
      for column in stride(from: 0, to: mosaic.width, by: 32) {
        for parity in 0..<2 { addBlock((0..<16).map { row * mosaic.width + column + parity + 2 * $0 }) }
      }
    }
  }

  private mutating func addBlock(_ indices: [Int]) {
    let fine = indices.map { Int(mosaic.samples[$0]) }
    let coarse = fine.map { $0 >> 1 }
    let compared = places == .finer ? fine : coarse
    let largest = compared.max() ?? 0
    let largestPlaces = (0..<16).filter { compared[$0] == largest }
    let largestPlace = places == .outer ? largestPlaces[largestPlaces.count - 1] : largestPlaces[0]
    let others = (0..<16).filter { $0 != largestPlace }
    let smallest = others.map { compared[$0] }.min() ?? 0
    let smallestPlace = others.first { compared[$0] == smallest } ?? 0
    let (maximum, minimum) = (coarse[largestPlace], coarse[smallestPlace])
    var shift = 0
    while 128 << shift <= maximum - minimum { shift += 1 }
    var fields = [(maximum, 11), (minimum, 11), (largestPlace, 4), (smallestPlace, 4)]
    for place in 0..<16 {
      if place == largestPlace {
        codes[indices[place]] = UInt16(maximum)
      } else if place == smallestPlace {
        codes[indices[place]] = UInt16(minimum)
      } else {
        let steps = (coarse[place] - minimum) >> shift
        fields.append((steps, 7))
        codes[indices[place]] = UInt16(minimum + steps << shift)
      }
    }
    var block = [UInt8](repeating: 0, count: 16)
    var position = 0
    for (value, count) in fields {
      for bit in 0..<count {
        if value >> bit & 1 == 1 { block[position / 8] |= 1 << UInt8(position % 8) }
        position += 1
      }
    }
    bytes += block
  }
}
