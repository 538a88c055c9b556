/// A small uncompressed DNG, written field by field, so that every expectation of the reader is known beforehand.
struct SyntheticDNG {
  var width = 64
  var height = 48
  /// Zero to three for red, green, blue: the filters counted from the active area, as DNG does. Empty for no CFA tags.
  var pattern: [UInt8] = [0, 1, 1, 2]
  /// Top, left, bottom, right.
  var activeArea: [UInt32]?
  var black: [UInt16] = [64]
  var blackPeriod: [UInt16] = [1, 1]
  var white: UInt32 = 4095
  var orientation: UInt16 = 1
  var defaultCrop: (origin: [UInt32], size: [UInt32])?
  var photometric: UInt16 = 32_803
  var samplesPerPixel: UInt16 = 1
  var compression: UInt16 = 1
  /// Thousandths.
  var matrix: [Int32] = [900, -200, -100, -400, 1200, 200, -50, 150, 600]
  var neutral: [UInt32] = [500, 1000, 800]
  var baselineExposure: Int32 = 250

  /// A smooth value that no two neighbours share.
  func sample(row: Int, column: Int) -> UInt16 { UInt16((row &* 131 &+ column &* 17) % 4096) }

  var samples: [UInt16] { (0..<height).flatMap { row in (0..<width).map { sample(row: row, column: $0) } } }

  func bytes() -> [UInt8] {
    var entries: [(tag: UInt16, type: UInt16, count: Int, data: [UInt8])] = []
    func short(_ tag: UInt16, _ values: [UInt16]) { entries.append((tag, 3, values.count, values.flatMap(Self.little))) }
    func long(_ tag: UInt16, _ values: [UInt32]) { entries.append((tag, 4, values.count, values.flatMap(Self.little))) }
    func text(_ tag: UInt16, _ value: String) { entries.append((tag, 2, value.utf8.count + 1, Array(value.utf8) + [0])) }
    long(254, [0])
    long(256, [UInt32(width)])
    long(257, [UInt32(height)])
    short(258, Array(repeating: 16, count: Int(samplesPerPixel)))
    short(259, [compression])
    short(262, [photometric])
    text(271, "Glassine")
    text(272, "Test Camera")
    let offsetEntry = entries.count
    long(273, [0])
    short(274, [orientation])
    short(277, [samplesPerPixel])
    long(278, [UInt32(height)])
    let pixelBytes = samples.flatMap { value in (0..<Int(samplesPerPixel)).flatMap { _ in Self.little(value) } }
    long(279, [UInt32(pixelBytes.count)])
    if !pattern.isEmpty {
      short(33_421, [2, 2])
      entries.append((33_422, 1, 4, pattern))
    }
    entries.append((50_706, 1, 4, [1, 4, 0, 0]))
    text(50_708, "Glassine Test Camera")
    short(50_713, blackPeriod)
    short(50_714, black)
    long(50_717, [white])
    if let defaultCrop {
      long(50_719, defaultCrop.origin)
      long(50_720, defaultCrop.size)
    }
    entries.append((50_721, 10, 9, matrix.flatMap { Self.little(UInt32(bitPattern: $0)) + Self.little(UInt32(1000)) }))
    entries.append((50_728, 5, 3, neutral.flatMap { Self.little($0) + Self.little(UInt32(1000)) }))
    entries.append((50_730, 10, 1, Self.little(UInt32(bitPattern: baselineExposure)) + Self.little(UInt32(1000))))
    short(50_778, [21])
    if let activeArea { long(50_829, activeArea) }
    let directoryEnd = 8 + 2 + 12 * entries.count + 4
    let outer = entries.filter { $0.data.count > 4 }.reduce(0) { $0 + $1.data.count + $1.data.count % 2 }
    entries[offsetEntry].data = Self.little(UInt32(directoryEnd + outer))
    var file: [UInt8] = [0x49, 0x49, 42, 0] + Self.little(UInt32(8)) + Self.little(UInt16(entries.count))
    var tail: [UInt8] = []
    for entry in entries {
      file += Self.little(entry.tag) + Self.little(entry.type) + Self.little(UInt32(entry.count))
      if entry.data.count <= 4 {
        file += entry.data + Array(repeating: 0, count: 4 - entry.data.count)
      } else {
        file += Self.little(UInt32(directoryEnd + tail.count))
        tail += entry.data + Array(repeating: 0, count: entry.data.count % 2)
      }
    }
    return file + Self.little(UInt32(0)) + tail + pixelBytes
  }

  private static func little<Number: FixedWidthInteger>(_ value: Number) -> [UInt8] {
    (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> Number($0 * 8)) }
  }
}
