internal import ByteCoding
package import CameraSimulation
internal import SensorModel

/// A raw that is made in memory and measured: what is beneath its noise is known, and so is the least that its noise can be coded in.
package struct BenchSimulation: Sendable {
  package let name: String
  package let sensor: SimulatedSensor
  package let width: Int
  package let height: Int
  package let seed: UInt64
  /// Whose file format the raw is written in.
  let container: SimulationPreset

  /// Cameras from little noise to much, without masked borders; `width` x `height` samples each, at least 16.
  package static func all(width: Int, height: Int) -> [BenchSimulation] {
    var noisy = SimulationPreset.bayerRGGB12.sensor
    noisy.fullWell = 2_500
    noisy.readNoise = 2.5
    return [
      BenchSimulation("ISO 100: 14 bit", .words14, nil, width, height, seed: 1),
      BenchSimulation("ISO 100: 12 bit", .bayerRGGB12, nil, width, height, seed: 2),
      BenchSimulation("ISO 1600: 12 bit", .bayerRGGB12, noisy, width, height, seed: 3),
      BenchSimulation("X-Trans: 14 bit", .xTrans14, nil, width, height, seed: 4),
      BenchSimulation("monochrome: 12 bit", .mono12, nil, width, height, seed: 5),
    ]
  }

  /// A preset's sensor, or another one of the same colours in its place.
  package init(_ name: String, _ preset: SimulationPreset, _ sensor: SimulatedSensor?, _ width: Int, _ height: Int, seed: UInt64) {
    let sensor = sensor ?? preset.sensor
    self.name = "\(name), full well \(Self.thousands(Int(sensor.fullWell))) electrons"
    self.sensor = sensor
    (self.width, self.height) = preset.visibleSize(width: width, height: height)
    self.seed = seed
    container = preset
  }

  /// The raw in every form, with its noise floor. Cost: a few microseconds a sample.
  func subject() -> BenchSubject {
    let shot = SimulatedShot(by: sensor, visibleWidth: width, visibleHeight: height, seed: seed)
    var floor = NoiseFloor(of: sensor)
    let file = container.file(of: shot)
    return BenchSubject(
      name: name, camera: "Simulated", file: file, mosaic: shot.stored, cfa: sensor.cfa,
      cameraStream: CameraStream(of: file, width: shot.stored.width, height: shot.stored.height, dataOffset: nil),
      noiseFloor: floor.bitsPerSample(of: shot))
  }

  private static func thousands(_ number: Int) -> String {
    let rest = String(number % 1000)
    return number < 1000 ? "\(number)" : "\(number / 1000),\(String(repeating: "0", count: 3 - rest.count))\(rest)"
  }
}

/// Where a raw to measure comes from.
package enum BenchSource: Sendable {
  case file(String)
  case simulation(BenchSimulation)

  package var name: String {
    switch self {
    case .file(let name): name
    case .simulation(let simulation): simulation.name
    }
  }

  func subject(budget: MemoryBudget) throws(Fault) -> BenchSubject {
    switch self {
    case .file(let name): try BenchSubject(reading: name, budget: budget)
    case .simulation(let simulation): simulation.subject()
    }
  }
}
