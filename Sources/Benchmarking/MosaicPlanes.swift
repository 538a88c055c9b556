internal import ByteCoding
internal import PlaneCodec
internal import SensorModel

/// The planes of a mosaic, and the plane codec as archives use it, on one thread.
struct MosaicPlanes {
  let samples: Int
  private let layout: PlaneLayout
  private let colors: [UInt8]
  let planes: [Plane]

  init(_ mosaic: Mosaic, cfa: ColorFilterArray) {
    samples = mosaic.width * mosaic.height
    layout = PlaneLayout(width: mosaic.width, height: mosaic.height, cfa: cfa)
    colors = layout.planeIndices.map { cfa.cells[$0] }
    planes = layout.split(mosaic)
  }

  /// The sections, in the order in which they have to be decoded.
  func encode(_ planes: [Plane], _ profile: CodingProfile) throws(Fault) -> [CodedPlane] {
    let encoder = PlaneEncoder(profile: profile, workers: 1)
    return try encoder.encode(all: planes, indices: layout.planeIndices, cell: PlaneCell(layout), colors: colors)
  }

  /// Bytes of all sections.
  static func size(of coded: [CodedPlane]) -> Int { coded.reduce(0) { $0 + $1.payload.count } }

  /// The planes, in the order of the CFA's cell.
  func decode(_ coded: [CodedPlane]) throws(Fault) -> [Plane] {
    let cell = PlaneCell(layout)
    var decoded: [PositionedPlane] = []
    for part in coded {
      let size = layout.size(ofPlane: part.index)
      let plane = try PlaneDecoder.decode(
        part.payload[...], index: part.index, width: size.width, height: size.height, cell: cell, earlier: decoded, workers: 1)
      decoded.append(PositionedPlane(index: part.index, plane: plane))
    }
    return decoded.sorted { $0.index < $1.index }.map(\.plane)
  }
}

extension Mosaic {
  /// About `side` x `side` samples from the middle, starting with a whole cell of the CFA; all of a smaller mosaic.
  func middle(_ side: Int, cfa: ColorFilterArray) -> Mosaic {
    let (columns, rows) = (min(side, width), min(side, height))
    let left = (width - columns) / 2 / cfa.periodWidth * cfa.periodWidth
    let top = (height - rows) / 2 / cfa.periodHeight * cfa.periodHeight
    var cut: [UInt16] = []
    cut.reserveCapacity(columns * rows)
    for row in top..<(top + rows) { cut += samples[(row * width + left)..<(row * width + left + columns)] }
    return Mosaic(width: columns, height: rows, samples: cut)
  }
}
