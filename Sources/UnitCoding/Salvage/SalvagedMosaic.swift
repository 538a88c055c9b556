package import PlaneCodec
package import SensorModel

/// A mosaic with holes.
package struct SalvagedMosaic: Sendable {
  /// What leads from stored to linear samples.
  package enum Curve: Sendable, Hashable {
    case none
    case table([UInt16])
    /// There was one, and it is gone.
    case lost
  }

  package let layout: PlaneLayout
  /// As the camera file held them; 0 where they are lost.
  package let stored: Mosaic
  /// In order of their index.
  package let planes: [SalvagedPlane]
  package let curve: Curve
  /// True where nothing is lost and the whole has the record's digest.
  package let isProved: Bool

  package var lostSamples: Int { planes.reduce(0) { $0 + $1.lostSamples } }
  package var sampleCount: Int { stored.width * stored.height }

  /// One for each photosite, row by row: true where the sample is lost.
  package func lostMask() -> [Bool] {
    var mask = [Bool](repeating: false, count: sampleCount)
    for plane in planes {
      let (top, left) = (plane.index / layout.periodWidth, plane.index % layout.periodWidth)
      for loss in plane.losses {
        for row in loss.tile.row..<(loss.tile.row + loss.tile.height) {
          let start = (row * layout.periodHeight + top) * layout.width + left
          for column in loss.tile.column..<(loss.tile.column + loss.tile.width) { mask[start + column * layout.periodWidth] = true }
        }
      }
    }
    return mask
  }

  /// The samples after the curve (stored ones where it is lost), with `fill` of row and column where they are lost.
  package func samples(_ mask: [Bool], fill: (Int, Int) -> UInt16) -> Mosaic {
    var mosaic = stored
    if case .table(let table) = curve { mosaic = stored.mapped(by: table) }
    guard mask.contains(true) else { return mosaic }
    var samples = mosaic.samples
    for place in samples.indices where mask[place] { samples[place] = fill(place / layout.width, place % layout.width) }
    return Mosaic(width: mosaic.width, height: mosaic.height, samples: samples)
  }
}
