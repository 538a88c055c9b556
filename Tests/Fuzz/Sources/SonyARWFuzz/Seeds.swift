internal import ByteCoding
internal import SonyARW

/// Small streams of both kinds, files around them, and remainders.
func seeds() -> [String: [UInt8]] {
  var seeds: [String: [UInt8]] = [:]
  do throws(Fault) {
    // 64 by 8 samples: the choices are taken from the end.
    let lossy = try ARW2Format(width: 64, height: 8)
    for (name, step) in [("fine", 1), ("coarse", 16), ("flat", 0)] {
      let samples = (0..<lossy.sampleCount).map { UInt16(truncatingIfNeeded: ($0 &* $0 % 113) * step + 100) }
      let stream = try ARW2Stream.encode(format: lossy, samples: samples, remainder: ARW2Remainder(maximumIsLast: true))
      seeds["lossy-\(name)"] = stream + [7, 1, 1]
      seeds["lossy-file-\(name)"] = file(stream, width: 64, height: 8) + [0]
      // Every third block with other bits, so that there are choices and odd blocks.
      var changed = stream
      for index in stride(from: 2, to: changed.count, by: 48) { changed[index] ^= 0xC0 }
      seeds["lossy-changed-\(name)"] = changed + [7, 1, 1]
      seeds["lossy-parts-\(name)"] = try ARW2Stream(changed[...], format: lossy).decoded().remainder.serialized() + [7, 1, 0, 3, 3]
    }
    let sums = try ARW1Format(width: 33, height: 12)
    for (name, factor) in [("smooth", 3), ("rough", 977), ("flat", 0)] {
      let samples = (0..<sums.sampleCount).map { UInt16(truncatingIfNeeded: $0 &* factor & 0xFFF) }
      let stream = try ARW1Stream.encode(format: sums, samples: samples, remainder: ARW1Remainder(tail: [1, 2]))
      seeds["sums-\(name)"] = stream + [5, 32, 2]
      seeds["sums-file-\(name)"] = file(stream, width: 33, height: 4) + [0]
      seeds["sums-parts-\(name)"] = [0, 2, 1, 2] + [5, 32, 0, UInt8(factor & 255), 4]
    }
  } catch {
    return seeds
  }
  return seeds
}

/// A TIFF file with a strip of compression 32767 and a tone curve, as short as can be.
private func file(_ strip: [UInt8], width: Int, height: Int) -> [UInt8] {
  func number(_ value: Int, _ size: Int) -> [UInt8] { (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
  func entry(_ tag: Int, _ type: Int, _ count: Int, _ value: Int) -> [UInt8] {
    number(tag, 2) + number(type, 2) + number(count, 4) + number(value, 4)
  }
  let entries = [
    entry(256, 4, 1, width), entry(257, 4, 1, height), entry(258, 3, 1, 12), entry(259, 3, 1, 32767), entry(273, 4, 1, 142),
    entry(277, 3, 1, 1), entry(278, 4, 1, height), entry(279, 4, 1, strip.count), entry(0x7010, 3, 4, 134),
  ]
  let curve = [8000, 10_400, 12_900, 14_100].flatMap { number($0, 2) }
  return Array("II".utf8) + number(42, 2) + number(16, 4) + [UInt8](repeating: 0, count: 8) + number(entries.count, 2)
    + entries.flatMap { $0 } + number(0, 4) + [UInt8](repeating: 0, count: 4) + curve + strip
}
