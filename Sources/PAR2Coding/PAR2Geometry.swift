/// How the files of a PAR 2.0 set are cut into slices, and how many recovery slices they get.
package struct PAR2Geometry: Hashable, Sendable {
  /// Bytes of a slice: a multiple of 4,096.
  package let sliceBytes: Int
  /// Slices of all files together: 0...32,768.
  package let slices: Int
  /// Recovery slices: as many damaged slices are repaired.
  package let rows: Int

  /// Slices wanted where files are few: time grows with the number of recovery slices, what one damaged byte costs with their size.
  static let wantedSlices = 2000
  static let unit = 4096

  /// `sizes` are those of at most 16,000 files, none empty; `share` is in parts of 10,000.
  package init(sizes: [Int], share: Int) {
    precondition(sizes.count <= 16_000, "a set has at most 16,000 files")
    let limit = max(Self.wantedSlices, 2 * sizes.count)
    func count(_ bytes: Int) -> Int { sizes.reduce(0) { $0 + ($1 - 1) / bytes + 1 } }
    // The smallest slice with which the files have no more slices than that.
    var (low, high) = (1, (sizes.max() ?? 0) / Self.unit + 1)
    while low < high {
      let middle = (low + high) / 2
      if count(middle * Self.unit) <= limit { high = middle } else { low = middle + 1 }
    }
    sliceBytes = low * Self.unit
    slices = count(low * Self.unit)
    rows = share > 0 && slices > 0 ? max(2, (slices * share + 9999) / 10_000) : 0
  }

  func slices(of size: Int) -> Int { (size - 1) / sliceBytes + 1 }
}

/// Arithmetic of GF(2^16) with the polynomial 0x1100B, as PAR 2.0 has it.
struct PAR2Field {
  /// 2 to each power below 65,535.
  private let powers: [UInt16]

  init() {
    var powers: [UInt16] = []
    var value: UInt32 = 1
    for _ in 0..<65_535 {
      powers.append(UInt16(value))
      value <<= 1
      if value & 0x10000 != 0 { value ^= 0x1100B }
    }
    self.powers = powers
  }

  /// The logarithms to base 2 of the slices' constants: of every number those that share no factor with 65,535.
  static func logarithms(_ count: Int) -> [Int] {
    var logarithms: [Int] = []
    var next = 1
    while logarithms.count < count {
      if next % 3 != 0, next % 5 != 0, next % 17 != 0, next % 257 != 0 { logarithms.append(next) }
      next += 1
    }
    return logarithms
  }

  /// The constant of that logarithm to a power.
  func factor(_ logarithm: Int, _ exponent: Int) -> UInt16 { powers[logarithm * exponent % 65_535] }
}
