internal import Foundation
internal import SensorModel

/// The least that any lossless coder can need on average: the entropy of the noise, given the scene without noise.
///
/// Nobody can reach it, because nobody knows the scene. Defects count as known.
package struct NoiseFloor {
  private let sensor: SimulatedSensor
  private let encoding: LevelEncoding
  private let gain: Double
  private var known: [Int: Double] = [:]

  package init(of sensor: SimulatedSensor) {
    self.sensor = sensor
    encoding = LevelEncoding(sensor)
    gain = sensor.gain
  }

  /// Bits a sample, averaged over the visible photosites of a shot. For reports: the last digits may differ between machines.
  package mutating func bitsPerSample(of shot: SimulatedShot) -> Double {
    let (width, height) = (shot.stored.width, shot.stored.height)
    let margins = sensor.margins
    var sum = 0.0
    var count = 0
    for row in margins.top..<(height - margins.bottom) {
      for column in margins.left..<(width - margins.right) {
        let mean = Double(shot.expectedElectrons[row * width + column])
        let (black, color) = (sensor.blackLevel(row: row, column: column), sensor.cfa.colorIndex(row: row, column: column))
        sum += entropy(ofElectrons: mean, black: black, color: color)
        count += 1
      }
    }
    return count > 0 ? sum / Double(count) : 0
  }

  /// Bits of the stored code of a photosite with a known expectation.
  package mutating func entropy(ofElectrons electrons: Double, black: Int, color: Int) -> Double {
    let level = Double(black) + electrons * gain
    let deviation = (min(electrons, sensor.fullWell) + sensor.readNoise * sensor.readNoise).squareRoot() * gain
    let plain = sensor.linearization == nil && sensor.digitalGain.isEmpty
    if plain, deviation > 2, level - 8 * deviation > 0, level + 8 * deviation < Double(sensor.white) {
      // A normal deviate rounded to whole numbers: rounding adds the variance of a uniform value.
      return 0.5 * log2(2 * Double.pi * M_E * (deviation * deviation + 1.0 / 12))
    }
    let clipped = min(level, Double(sensor.white) + 10 * deviation)
    let key = (Int((clipped * 16).rounded()) * 4 + color) << 17 | black
    if let bits = known[key] { return bits }
    let bits = counted(level: clipped, deviation: max(deviation, 1e-6), color: color)
    known[key] = bits
    return bits
  }

  /// Sums the chances of every code within six standard deviations.
  private func counted(level: Double, deviation: Double, color: Int) -> Double {
    let low = min(sensor.white, max(0, Int(level - 6 * deviation) - 1))
    let high = max(0, min(sensor.white, Int(level + 6 * deviation) + 1))
    var chances: [UInt16: Double] = [:]
    var below = 0.0
    for value in low...max(low, high) {
      let edge = (Double(value) + 0.5 - level) / (deviation * 2.0.squareRoot())
      let upTo = value >= high ? 1 : 0.5 * erfc(-edge)
      chances[encoding.code(of: value, color: color), default: 0] += upTo - below
      below = upTo
    }
    return chances.keys.sorted().reduce(0) { sum, code in
      let chance = chances[code] ?? 0
      return chance > 0 ? sum - chance * log2(chance) : sum
    }
  }
}
