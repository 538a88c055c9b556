import TestSupport

/// Copies of a file with damage, each with words that say what was done.
struct Damage {
  let file: [UInt8]
  /// Where samples lie; the rest is directories, headers and the like, in which a flipped bit does more.
  let samples: [Range<Int>]
  var random: RepeatableRandomNumberGenerator

  init(_ file: [UInt8], samples: [Range<Int>], seed: UInt64) {
    (self.file, self.samples) = (file, samples)
    random = RepeatableRandomNumberGenerator(seed: seed)
  }

  /// The file cut at a percentage of its length.
  func cut(at percent: Int) -> (bytes: [UInt8], what: String) {
    (Array(file[..<(file.count * percent / 100)]), "cut at \(percent) %")
  }

  /// One to four flipped bits: in every second copy outside of the samples, and there mostly near the file's ends, where directories are.
  mutating func flipped(_ number: Int) -> (bytes: [UInt8], what: String) {
    var bytes = file
    var places: [String] = []
    for _ in 0...random.below(4) {
      let place = number % 2 == 0 ? random.below(file.count) : structure()
      let bit = random.below(8)
      bytes[place] ^= 1 << UInt8(bit)
      places.append("\(place).\(bit)")
    }
    return (bytes, "flipped \(places.joined(separator: ", "))")
  }

  private mutating func structure() -> Int {
    var place = 0
    for _ in 0..<16 {
      switch random.below(4) {
      case 0: place = random.below(file.count)
      case 1: place = file.count - 1 - random.below(min(2048, file.count))
      default: place = random.below(min(2048, file.count))
      }
      let chosen = place
      if !samples.contains(where: { $0.contains(chosen) }) { return place }
    }
    return place
  }
}
