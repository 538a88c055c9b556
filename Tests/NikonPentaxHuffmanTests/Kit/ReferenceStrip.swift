import NikonPentaxHuffman
import TestSupport

/// A strip and how it is written, bit by bit as the descriptions say it: slow, and in no step like the room's own encoder.
struct ReferenceStrip {
  var width: Int
  var height: Int
  var code: DifferenceCode
  var splitRow = 0
  var splitCode: DifferenceCode?
  var predictors: [UInt16] = [0, 0, 0, 0]
  /// What the camera saw; a code that drops bits keeps something near it. `width * height`.
  var wanted: [Int] = []
  /// Every how manieth difference with two codes takes the second one; 0 for none.
  var twinStep = 0
  /// Fills the last byte; the low bits count.
  var padding: UInt8 = 0
  var tail: [UInt8] = []

  func format() throws -> NikonPentaxFormat {
    try NikonPentaxFormat(width: width, height: height, code: code, splitRow: splitRow, splitCode: splitCode, predictors: predictors)
  }

  /// The strip, its samples as coded, and how many second codes are in it.
  func encoded() -> (bytes: [UInt8], samples: [UInt16], twins: Int) {
    var (bits, samples) = ([UInt8](), [Int]())
    var (choices, twins) = (0, 0)
    for index in 0..<(width * height) {
      let (row, column) = (index / width, index % width)
      let prediction: Int
      if column >= 2 {
        prediction = samples[index - 2]
      } else {
        prediction = row >= 2 ? samples[index - 2 * width] : Int(predictors[row * 2 + column])
      }
      let leaves = (splitRow > 0 && row >= splitRow ? splitCode ?? code : code).leaves
      var difference = wanted[index] - prediction
      var size = 0
      while abs(difference) >= 1 << size { size += 1 }
      let fitting = leaves.filter { $0.size == size }
      var leaf = fitting[0]
      if fitting.count > 1 {
        choices += 1
        if twinStep > 0, choices % twinStep == 0 {
          leaf = fitting[1]
          twins += 1
        }
      }
      for bit in (0..<leaf.length).reversed() { bits.append(UInt8(leaf.bits >> bit & 1)) }
      var value = difference
      if leaf.shift > 0 {
        if difference < 0 { value = min(difference + 1 << size, 1 << (size - 1) - 1) }
        value >>= leaf.shift
        let middle = value << leaf.shift + 1 << (leaf.shift - 1)
        difference = difference < 0 ? middle - 1 << size : middle
      } else if difference < 0 {
        value += 1 << size - 1
      }
      for bit in (0..<(size - leaf.shift)).reversed() { bits.append(UInt8(value >> bit & 1)) }
      samples.append(prediction + difference)
    }
    while bits.count % 8 != 0 { bits.append(padding >> UInt8(7 - bits.count % 8) & 1) }
    let bytes = stride(from: 0, to: bits.count, by: 8).map { start in bits[start..<(start + 8)].reduce(UInt8(0)) { $0 << 1 | $1 } }
    return (bytes + tail, samples.map { UInt16(truncatingIfNeeded: $0) }, twins)
  }

  enum Content: CaseIterable {
    case smooth, noise, flat, extreme
  }

  /// Fills with values of so many bits, some way off both ends.
  mutating func fill(_ content: Content, bits: Int, _ random: inout RepeatableRandomNumberGenerator) {
    let (low, top) = (40, (1 << bits) - 80)
    let flat = low + random.below(top - low)
    wanted = (0..<(width * height)).map { index in
      switch content {
      case .flat: flat
      case .noise: low + random.below(top - low)
      case .extreme: random.below(2) == 0 ? low : top
      case .smooth: min(top, max(low, top / 3 + (index % width) * top / (3 * width) + random.below(61) - 30))
      }
    }
  }

  /// A random strip of one of Nikon's codes, split where there can be a split, or of Pentax's.
  static func random(_ random: inout RepeatableRandomNumberGenerator, width: Int, height: Int) throws -> (strip: ReferenceStrip, bits: Int)
  {
    let number = random.below(7)
    var strip = ReferenceStrip(width: width, height: height, code: try number == 6 ? .earlyPentax() : .nikon(number))
    let bits = number == 6 || number < 3 ? 12 : 14
    if number == 0 || number == 3, height > 1, random.below(3) > 0 {
      strip.splitRow = 1 + random.below(height - 1)
      strip.splitCode = try .nikon(number + 1)
    }
    if number < 6 { strip.predictors = (0..<4).map { _ in UInt16(random.below(1 << (bits - 1))) } }
    strip.fill(Content.allCases[random.below(Content.allCases.count)], bits: bits, &random)
    strip.twinStep = random.below(4)
    strip.padding = UInt8(random.below(256))
    strip.tail = random.bytes(random.below(9))
    return (strip, bits)
  }
}
