import CameraSimulation
import SensorModel

/// Shots by sensors in the manner of Fujifilm's.
enum SimulatedCamera {
  /// Width and height are those of the full area.
  static func shot(_ cfa: ColorFilterArray, bits: Int, width: Int, height: Int, margins: SensorMargins = SensorMargins()) -> SimulatedShot {
    var sensor = SimulatedSensor(
      cfa: cfa, response: [[0.42, 0.09, 0.02], [0.13, 0.74, 0.13], [0.02, 0.14, 0.48]], bits: bits, black: [1 << (bits - 4)],
      white: (1 << bits) - 1)
    sensor.margins = margins
    return SimulatedShot(
      by: sensor, visibleWidth: width - margins.left - margins.right, visibleHeight: height - margins.top - margins.bottom, seed: 3)
  }
}
