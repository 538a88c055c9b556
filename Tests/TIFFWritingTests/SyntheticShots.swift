import MetadataCoding
import SensorModel
import ShotMetadata

/// Repeatable randomness.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}

/// A smooth picture with noise, saturated and black spots, using values of `bits` bits.
func syntheticMosaic(_ width: Int, _ height: Int, bits: Int, seed: UInt64) -> Mosaic {
  var random = SplitMix(state: seed)
  let top = (1 << bits) - 1
  var samples: [UInt16] = []
  for row in 0..<height {
    for column in 0..<width {
      let colour = (row & 1) * 2 + (column & 1)
      let ramp = top * (row + 2 * column + 40 * colour) / (height + 2 * width + 160)
      let noise = Int(random.next() % UInt64(max(2, top / 16)))
      let value = random.next() % 200 == 0 ? (random.next() & 1 == 0 ? 0 : top) : ramp + noise
      samples.append(UInt16(min(top, value)))
    }
  }
  return Mosaic(width: width, height: height, samples: samples)
}

let xtrans: ColorFilterArray = {
  let rows = ["GGRGGB", "GGBGGR", "BRGRBG", "GGBGGR", "GGRGGB", "RBGBRG"]
  let cells = rows.joined().map { UInt8($0 == "R" ? 0 : $0 == "G" ? 1 : 2) }
  return ColorFilterArray(periodWidth: 6, periodHeight: 6, cells: cells, colors: "RGB") ?? .monochrome
}()

let gmcy = ColorFilterArray(periodWidth: 2, periodHeight: 4, cells: [0, 1, 3, 2, 1, 0, 3, 2], colors: "GMCY") ?? .monochrome

/// Facts for a mosaic, with margins around the active area.
func syntheticFacts(
  _ mosaic: Mosaic, _ cfa: ColorFilterArray, left: Int = 0, top: Int = 0, right: Int = 0, bottom: Int = 0, crop: PixelRectangle? = nil,
  black: [Double] = [0], blackPeriod: (Int, Int) = (1, 1), white: Int = 65_535
) -> ShotFacts {
  let colors = cfa.colors.count
  let matrix = [[0.7343, -0.2145, -0.0856], [-0.4231, 1.2188, 0.2297], [-0.0705, 0.1512, 0.5891], [-0.1, 0.9, 0.3]]
  let neutral = [0.5, 1, 0.625, 0.8]
  return ShotFacts(
    camera: CameraFacts(make: "Testcam", model: "Mark I", uniqueModel: "Testcam Mark I", serialNumber: "1234"),
    lens: LensFacts(model: "35mm f/2"),
    exposure: ExposureFacts(iso: 200, shutter: 0.004, aperture: 2.8, focalLength: 35, timestamp: 1_083_846_896, artist: "A. Adams"),
    sensor: SensorFacts(
      width: mosaic.width, height: mosaic.height,
      activeArea: PixelRectangle(left: left, top: top, width: mosaic.width - left - right, height: mosaic.height - top - bottom),
      defaultCrop: crop, cfa: cfa, orientation: 1),
    levels: LevelFacts(blackPeriodWidth: blackPeriod.0, blackPeriodHeight: blackPeriod.1, black: black, white: white),
    color: colors == 1 ? ColorFacts() : ColorFacts(cameraFromXYZ: Array(matrix[..<colors]), asShotNeutral: Array(neutral[..<colors])),
    reader: ReaderFacts(library: "none", routine: "none"))
}
