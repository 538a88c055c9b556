internal import SensorModel

extension SimulatedSensor {
  /// A sensor behind Sony's lossy coding: fourteen bits, kept as twelve-bit codes of the tone curve.
  package static let sonyLossy: SimulatedSensor = {
    var sensor = SimulatedSensor(
      cfa: .bayer("RGGB") ?? .monochrome, response: sonyResponse, bits: 12, black: [512], white: 16_300, fullWell: 45_000, readNoise: 3)
    sensor.linearization = SimulatedRawWriter.sonyCurve
    return sensor
  }()

  /// A sensor of twelve or fourteen bits without a curve, as ARW1 and uncompressed files have it.
  package static func sony(bits: Int) -> SimulatedSensor {
    SimulatedSensor(
      cfa: .bayer("RGGB") ?? .monochrome, response: sonyResponse, bits: bits, black: [128 << (bits - 12)], white: (1 << bits) - 1,
      fullWell: 40_000, readNoise: 5)
  }

  private static let sonyResponse = [[0.42, 0.09, 0.02], [0.13, 0.74, 0.13], [0.02, 0.14, 0.48]]
}
