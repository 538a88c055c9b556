import CameraSimulation
import SensorModel

extension SimulatedShot {
  /// A shot by a Bayer sensor of a depth, with or without masked borders.
  static func bayer(bits: Int, width: Int, height: Int, margins: SensorMargins = SensorMargins(), seed: UInt64 = 3) -> SimulatedShot {
    var sensor = SimulatedSensor(
      cfa: .bayer("GRBG") ?? .monochrome, response: [[0.4, 0.1, 0], [0.1, 0.7, 0.1], [0, 0.1, 0.5]], bits: bits, black: [17],
      white: (1 << bits) - 1)
    sensor.margins = margins
    return SimulatedShot(by: sensor, visibleWidth: width, visibleHeight: height, seed: seed)
  }
}
