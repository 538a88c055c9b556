/// Writes camera files around strips: big-endian TIFF with one image, as much of it as LibRaw asks for.
struct SimulatedFile {
  var make: String
  var model: String
  var bits: Int
  var compression: Int
  /// The maker note by its place in the file.
  var makerNote: (Int) -> [UInt8]

  static func pair(_ value: Int) -> [UInt8] { [UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value)] }
  static func quad(_ value: Int) -> [UInt8] { pair(value >> 16) + pair(value) }

  /// The content of Nikon's tag 0x0096.
  static func nikonContent(_ version: [UInt8], _ predictors: [UInt16], curve: [Int], splitRow: Int) -> [UInt8] {
    var bytes = version + predictors.flatMap { pair(Int($0)) } + pair(curve.count) + curve.flatMap { pair($0) }
    bytes += [UInt8](repeating: 0, count: max(0, 562 - bytes.count))
    if version == [0x44, 0x20] { bytes += pair(splitRow) }
    return bytes
  }

  /// Nikon's note: a TIFF within the TIFF.
  static func nikonNote(_ content: [UInt8]) -> [UInt8] {
    Array("Nikon\0".utf8) + [2, 0x10, 0, 0] + Array("MM".utf8) + pair(42) + quad(8) + pair(1) + pair(0x96) + pair(7)
      + quad(content.count) + quad(26) + quad(0) + content
  }

  /// Pentax's note at a place of the file: offsets count from the file's start.
  static func pentaxNote(_ table: [UInt8], at place: Int) -> [UInt8] {
    Array("AOC\0MM".utf8) + pair(1) + pair(0x220) + pair(7) + quad(table.count) + quad(place + 24) + quad(0) + table
  }

  /// The content of Pentax's tag 0x0220 that says a code whose sizes are 0, 1, 2 and so on.
  static func pentaxTable(_ codes: [(left: Int, length: Int)]) -> [UInt8] {
    pair((codes.count + 4) & 15) + [UInt8](repeating: 0, count: 12) + codes.flatMap { pair($0.left) } + codes.map { UInt8($0.length) }
  }

  func file(_ strip: [UInt8], width: Int, height: Int) -> [UInt8] {
    let (makeBytes, modelBytes) = (Array((make + "\0").utf8), Array((model + "\0").utf8))
    let count = 14
    var extra: [UInt8] = []
    let extraStart = 8 + 2 + count * 12 + 4
    func put(_ bytes: [UInt8]) -> Int {
      let place = extraStart + extra.count
      extra += bytes.count % 2 == 0 ? bytes : bytes + [0]
      return place
    }
    let (makePlace, modelPlace) = (put(makeBytes), put(modelBytes))
    let exifPlace = extraStart + extra.count
    let note = makerNote(exifPlace + 18)
    _ = put(Self.pair(1) + Self.pair(0x927C) + Self.pair(7) + Self.quad(note.count) + Self.quad(exifPlace + 18) + Self.quad(0) + note)
    let stripPlace = put(strip)
    func entry(_ tag: Int, _ type: Int, _ count: Int, _ value: [UInt8]) -> [UInt8] {
      Self.pair(tag) + Self.pair(type) + Self.quad(count) + value + [UInt8](repeating: 0, count: 4 - value.count)
    }
    let entries = [
      entry(254, 4, 1, Self.quad(0)), entry(256, 4, 1, Self.quad(width)), entry(257, 4, 1, Self.quad(height)),
      entry(258, 3, 1, Self.pair(bits)), entry(259, 3, 1, Self.pair(compression)), entry(262, 3, 1, Self.pair(32803)),
      entry(271, 2, makeBytes.count, Self.quad(makePlace)), entry(272, 2, modelBytes.count, Self.quad(modelPlace)),
      entry(273, 4, 1, Self.quad(stripPlace)), entry(277, 3, 1, Self.pair(1)), entry(279, 4, 1, Self.quad(strip.count)),
      entry(33421, 3, 2, Self.pair(2) + Self.pair(2)), entry(33422, 1, 4, [0, 1, 1, 2]), entry(34665, 4, 1, Self.quad(exifPlace)),
    ]
    return Array("MM".utf8) + Self.pair(42) + Self.quad(8) + Self.pair(count) + entries.flatMap { $0 } + Self.quad(0) + extra
  }
}
