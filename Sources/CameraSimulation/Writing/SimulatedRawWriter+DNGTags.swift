internal import SensorModel

extension SimulatedRawWriter {
  /// XYZ under D65 to linear red, green and blue (IEC 61966-2-1).
  private static let lightFromXYZ: [[Double]] = [
    [3.2406, -1.5372, -0.4986], [-0.9689, 1.8758, 0.0415], [0.0557, -0.2040, 1.0570],
  ]

  /// The raw directory's own DNG tags: filters, levels and crops.
  static func describe(_ shot: SimulatedShot, in raw: inout TIFFDirectory) {
    let sensor = shot.sensor
    let margins = sensor.margins
    let (width, height) = (shot.stored.width, shot.stored.height)
    if sensor.cfa.colors.utf8.count > 1 {
      describeFilters(shot, in: &raw)
      raw[50710] = .bytes(planeColors(sensor.cfa))
      raw[50711] = .shorts([1])
    }
    if let table = sensor.linearization { raw[50712] = .shorts(table.map(Int.init)) }
    raw[50713] = .shorts([sensor.blackPeriodHeight, sensor.blackPeriodWidth])
    raw[50714] = .rationals(sensor.black.map { ($0, 1) })
    raw[50717] = .longs([sensor.white])
    raw[50718] = .rationals([(1, 1), (1, 1)])
    raw[50719] = .longs([0, 0])
    raw[50720] = .longs([width - margins.left - margins.right, height - margins.top - margins.bottom])
    raw[50829] = .longs([margins.top, margins.left, height - margins.bottom, width - margins.right])
    if margins.left >= 8 {
      raw[50830] = .longs([margins.top, 0, height - margins.bottom, margins.left])
    }
  }

  /// The pattern of the filters. DNG and TIFF/EP count it from the top left of the active area.
  static func describeFilters(_ shot: SimulatedShot, in raw: inout TIFFDirectory) {
    let cfa = shot.sensor.cfa
    let colors = planeColors(cfa)
    raw[33421] = .shorts([cfa.periodHeight, cfa.periodWidth])
    raw[33422] = .bytes(
      (0..<cfa.periodHeight).flatMap { row in
        (0..<cfa.periodWidth).map { column in
          colors[cfa.colorIndex(row: row + shot.sensor.margins.top, column: column + shot.sensor.margins.left)]
        }
      })
  }

  /// DNG's numbers of the CFA's colours, in the order of the sensor's colours.
  private static func planeColors(_ cfa: ColorFilterArray) -> [UInt8] {
    let numbers: [Character: UInt8] = ["R": 0, "G": 1, "B": 2, "C": 3, "M": 4, "Y": 5, "W": 6]
    return cfa.colors.map { numbers[$0] ?? 6 }
  }

  /// The first directory's DNG tags: version, camera and colours.
  static func describeCamera(_ shot: SimulatedShot, caption: SimulatedCaption, in first: inout TIFFDirectory) {
    first[50706] = .bytes([1, 4, 0, 0])
    first[50707] = .bytes([1, 1, 0, 0])
    first[50708] = .text("\(caption.make) \(caption.model)")
    first[50735] = .text(caption.serialNumber)
    let response = shot.sensor.response
    guard response.count > 1 else { return }
    first[50721] = .signedRationals(cameraFromXYZ(response).joined().map { (rounded($0 * 10_000), 10_000) })
    first[50778] = .shorts([21])
    let whites = response.map { $0[0] + $0[1] + $0[2] }
    let brightest = whites.max() ?? 1
    first[50728] = .rationals(whites.map { (rounded($0 / brightest * 1_000_000), 1_000_000) })
    first[50730] = .signedRationals([(0, 100)])
  }

  /// DNG's ColorMatrix for D65: one row of three a colour.
  private static func cameraFromXYZ(_ response: [[Double]]) -> [[Double]] {
    response.map { row in
      (0..<3).map { axis in (0..<3).reduce(0.0) { $0 + row[$1] * lightFromXYZ[$1][axis] } }
    }
  }

  private static func rounded(_ value: Double) -> Int { Int((value + 0.5).rounded(.down)) }
}
