import CameraSimulation
import FujiRAF
import SensorModel
import TestSupport
import Testing

/// Mosaics to compress, and the filters above them.
struct SimulatedMosaic {
  enum Content: CaseIterable {
    /// Slopes with a little noise.
    case smooth
    /// Every value anywhere.
    case noise
    case flat
    /// The least and the greatest value by turns, now and then.
    case spikes
  }

  let mosaic: Mosaic
  let cfa: ColorFilterArray
  let bits: Int

  init(
    _ content: Content, width: Int, height: Int, bits: Int, cfa: ColorFilterArray, _ random: inout RepeatableRandomNumberGenerator
  ) {
    (self.cfa, self.bits) = (cfa, bits)
    let (top, flat) = ((1 << bits) - 1, random.below(1 << bits))
    let samples = (0..<(width * height)).map { index -> UInt16 in
      let (row, column) = (index / width, index % width)
      let value =
        switch content {
        case .smooth:
          top / 4 + (column * 5 + row * 3) % (top / 2) + random.below(1 << (bits - 8)) + cfa.colorIndex(row: row, column: column) * top / 16
        case .noise: random.below(top + 1)
        case .flat: flat
        case .spikes: random.below(40) == 0 ? (random.below(2) * top) : flat
        }
      return UInt16(min(value, top))
    }
    mosaic = Mosaic(width: width, height: height, samples: samples)
  }

  func format() throws -> FujiRAFFormat {
    try FujiRAFFormat(width: mosaic.width, height: mosaic.height, bits: bits, filters: try Self.filters(cfa))
  }

  var compression: FujiCompression { FujiCompression(mosaic, cfa: cfa, bits: bits) }

  static func filters(_ cfa: ColorFilterArray) throws -> FujiColorFilters {
    try #require(FujiColorFilters.allCases.first { $0.cell == cfa.cells })
  }

  /// The filters of X-Trans cameras that compress, as a cell from the top left.
  static let xTrans = xTrans("GGRGGB/GGBGGR/BRGRBG/GGBGGR/GGRGGB/RBGBRG")
  static let splitXTrans = xTrans("GBGGRG/GRGGBG/BGBRGR/GRGGBG/GBGGRG/RGRBGB")

  static let all: [ColorFilterArray] = ["RGGB", "BGGR", "GRBG", "GBRG"].compactMap { .bayer($0) } + [xTrans, splitXTrans]

  /// A cell of 6x6 that begins some rows and columns later.
  static func shifted(_ cell: [UInt8], down: Int, across: Int) -> [UInt8] {
    (0..<6).flatMap { row in (0..<6).map { column in cell[(row + down) % 6 * 6 + (column + across) % 6] } }
  }

  static func xTrans(_ rows: String) -> ColorFilterArray {
    let numbers: [Character: UInt8] = ["R": 0, "G": 1, "B": 2]
    return ColorFilterArray(periodWidth: 6, periodHeight: 6, cells: rows.compactMap { numbers[$0] }, colors: "RGB") ?? .monochrome
  }
}
