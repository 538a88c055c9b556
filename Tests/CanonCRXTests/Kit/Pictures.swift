import ByteCoding
import CameraSimulation
import CanonCRX
import TestSupport
import Testing

/// Pictures to code: planes of values around 0 of all kinds.
enum Content: CaseIterable {
  case smooth, noise, flat, extreme, sparse, stripes, black

  /// One plane; values have `bits` bits with their sign.
  func plane(_ width: Int, _ height: Int, bits: Int, _ random: inout RepeatableRandomNumberGenerator) -> [Int] {
    let half = 1 << (bits - 1)
    let phase = random.below(50)
    return (0..<(width * height)).map { index in
      let (row, column) = (index / width, index % width)
      switch self {
      case .smooth: return (row * 3 + column * 2 + phase) % half - half / 2 + random.below(8)
      case .noise: return random.below(2 * half) - half
      case .flat: return phase - 25
      case .extreme: return random.below(2) == 0 ? -half : half - 1
      case .sparse: return random.below(40) == 0 ? random.below(2 * half) - half : random.below(200) == 0 ? 7 : 0
      case .stripes: return column / (1 + phase) % 2 * 3 + row / 7 % 2
      case .black: return row < height / 2 ? -half : random.below(3) - half + 3
      }
    }
  }
}

extension SimulatedCRXPicture {
  /// A picture of one kind of content.
  init(_ content: Content, width: Int, height: Int, bits: Int = 14, _ random: inout RepeatableRandomNumberGenerator) {
    self.init(
      width: width, height: height, planes: (0..<4).map { _ in content.plane(width / 2, height / 2, bits: bits, &random) })
    self.bits = bits
  }

  /// Any picture of a size, in any tiles.
  static func random(_ random: inout RepeatableRandomNumberGenerator, width: Int, height: Int) -> SimulatedCRXPicture {
    let bits = 9 + random.below(6)
    var picture = SimulatedCRXPicture(
      Content.allCases[random.below(Content.allCases.count)], width: width, height: height, bits: bits, &random)
    if random.below(3) == 0 { picture.planes[2] = Content.noise.plane(width / 2, height / 2, bits: bits, &random) }
    picture.layout = random.below(4)
    picture.version = 1 + random.below(2)
    picture.encoding = [0, 0, 1, 3][random.below(4)]
    if random.below(2) == 0 { picture.tileWidth = 2 * (1 + random.below(width / 2)) }
    if random.below(2) == 0 { picture.tileHeight = 2 * (1 + random.below(height / 2)) }
    // No more than the room takes.
    while (width / picture.tileWidth + 1) * (height / picture.tileHeight + 1) > 2000 { picture.tileWidth = width }
    return picture
  }

  /// The format that goes with the picture.
  func format() throws -> CRXFormat {
    try CRXFormat(
      version: version, width: width, height: height, tileWidth: tileWidth, tileHeight: tileHeight, bits: bits, layout: layout,
      encoding: try #require(CRXFormat.Encoding(rawValue: UInt8(encoding))), mosaicBits: mosaicBits)
  }

  /// The mosaic that stands for the planes' values.
  func samples(_ format: CRXFormat) -> [UInt16] {
    var samples = [UInt16](repeating: 0, count: width * height)
    for (number, plane) in planes.enumerated() {
      let (x, y) = ((number ^ layout) % 2, (number ^ layout) / 2)
      for (index, value) in plane.enumerated() {
        let (row, column) = (index / (width / 2), index % (width / 2))
        samples[(2 * row + y) * width + 2 * column + x] = UInt16(value + format.bias)
      }
    }
    return samples
  }
}
