import PlaneCodec
import SensorModel

extension PlaneCell {
  static let bayer = PlaneCell(periodWidth: 2, periodHeight: 2)
}

/// Colour filter arrays of every shape that cameras have: the cell's size and the colour of each position.
enum FilterPattern: String, CaseIterable, CustomStringConvertible {
  case rggb, bggr, grbg, gbrg, gmyc, tall, wide, xtrans, monochrome

  var description: String { rawValue }

  var cell: PlaneCell {
    switch self {
    case .rggb, .bggr, .grbg, .gbrg, .gmyc: .bayer
    case .tall: PlaneCell(periodWidth: 2, periodHeight: 4)
    case .wide: PlaneCell(periodWidth: 3, periodHeight: 1)
    case .xtrans: PlaneCell(periodWidth: 6, periodHeight: 6)
    case .monochrome: PlaneCell(periodWidth: 1, periodHeight: 1)
    }
  }

  /// 0 red, 1 green, 2 blue, 3 the fourth colour; row-major.
  var colors: [UInt8] {
    switch self {
    case .rggb: [0, 1, 1, 2]
    case .bggr: [2, 1, 1, 0]
    case .grbg: [1, 0, 2, 1]
    case .gbrg: [1, 2, 0, 1]
    case .gmyc: [1, 0, 3, 2]
    case .tall: [1, 0, 3, 2, 0, 1, 2, 3]
    case .wide: [0, 1, 2]
    case .xtrans: "GBGGRGRGRBGBGBGGRGGRGGBGBGBRGRGRGGBG".utf8.map { $0 == UInt8(ascii: "R") ? 0 : $0 == UInt8(ascii: "G") ? 1 : 2 }
    case .monochrome: [1]
    }
  }

  /// A picture seen through the filters: each colour dims it by another factor.
  func planes(_ content: PlaneContent, width: Int, height: Int, bits: Int, seed: UInt64 = 1) -> (planes: [Plane], indices: [Int]) {
    let layout = PlaneLayout(width: width, height: height, periodWidth: cell.periodWidth, periodHeight: cell.periodHeight)
    let picture = content.plane(width: width, height: height, bits: bits, seed: seed).samples
    let gains = [5, 8, 6, 7]
    let samples = picture.enumerated().map { place, value in
      let (row, column) = (place / width, place % width)
      let color = colors[row % cell.periodHeight * cell.periodWidth + column % cell.periodWidth]
      return UInt16(Int(value) * gains[Int(color)] / 8)
    }
    return (layout.split(Mosaic(width: width, height: height, samples: samples)), layout.planeIndices)
  }
}
