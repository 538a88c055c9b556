import ByteCoding
import CameraSimulation
import SensorModel
import TestSupport
import Testing

@Suite("The simulated camera")
struct SimulationTests {
  @Test("equal arguments give equal bytes, another seed others", arguments: SimulationPreset.allCases)
  func repeatability(preset: SimulationPreset) {
    let first = preset.make(width: 64, height: 48, seed: 1)
    let again = preset.make(width: 64, height: 48, seed: 1)
    let other = preset.make(width: 64, height: 48, seed: 2)
    let (equal, differs) = (first.bytes == again.bytes, first.bytes != other.bytes)
    #expect(equal && differs && first.fileName == again.fileName)
  }

  @Test("noise has the mean and variance it claims", arguments: SimulationPreset.allCases)
  func noise(preset: SimulationPreset) {
    var sensor = preset.sensor
    // What the file makes of values is not the question here, nor is the fixed pattern.
    sensor.linearization = nil
    sensor.digitalGain = []
    sensor.columnNoise = 0
    sensor.hotPixelsPerMillion = 0
    let shot = SimulatedShot(by: sensor, visibleWidth: 300, visibleHeight: 220, seed: 9)
    var (sum, squares, count) = (0.0, 0.0, 0.0)
    for row in 0..<shot.stored.height {
      for column in 0..<shot.stored.width {
        let mean = Double(shot.expectedElectrons[row * shot.stored.width + column])
        let level = Double(sensor.blackLevel(row: row, column: column)) + mean * sensor.gain
        let deviation = (mean + sensor.readNoise * sensor.readNoise).squareRoot() * sensor.gain
        guard level > 6 * deviation, level + 6 * deviation < Double(sensor.white) else { continue }
        // Rounding adds the variance of a uniform value.
        let error = (Double(shot.stored[row, column]) - level) / (deviation * deviation + 1.0 / 12).squareRoot()
        sum += error
        squares += error * error
        count += 1
      }
    }
    #expect(count > 10_000)
    #expect(abs(sum / count) < 0.02, "mean \(sum / count)")
    #expect(abs(squares / count - 1) < 0.03, "variance \(squares / count)")
  }

  @Test("the masked border sees no light and the lamp saturates")
  func levels() {
    let shot = SimulationPreset.bayerGBRG14Masked.shot(width: 240, height: 180, seed: 1)
    let margins = shot.sensor.margins
    #expect(shot.mosaic.width == 240 + margins.left + margins.right && shot.mosaic.height == 180 + margins.top + margins.bottom)
    var sums = [Double](repeating: 0, count: 4)
    var counts = [Double](repeating: 0, count: 4)
    for row in 0..<shot.mosaic.height {
      for column in 0..<margins.left where shot.mosaic[row, column] < 1000 {
        let position = (row + margins.top % 2) % 2 * 2 + (column + margins.left % 2) % 2
        sums[position] += Double(shot.mosaic[row, column])
        counts[position] += 1
      }
    }
    for position in 0..<4 { #expect(abs(sums[position] / counts[position] - Double(shot.sensor.black[position])) < 0.5) }
    #expect(shot.mosaic.samples.max() == UInt16(shot.sensor.white))
  }

  @Test("tables and gains leave the values they promise")
  func encodings() throws {
    let tabled = SimulationPreset.lut8.shot(width: 120, height: 90, seed: 2)
    let table = try #require(tabled.sensor.linearization)
    #expect(tabled.stored.samples.allSatisfy { $0 < 256 })
    #expect(zip(table, table.dropFirst()).allSatisfy { $0 < $1 }, "a table that rises strictly can be undone")
    let mapped = tabled.mosaic == tabled.stored.mapped(by: table)
    #expect(mapped)
    let gapped = SimulationPreset.sparse12.shot(width: 200, height: 150, seed: 2)
    let reds = PlaneLayout(width: 200, height: 150, cfa: gapped.sensor.cfa).plane(0, of: gapped.mosaic).samples
    let possible = Set((0...3840).map { 255 + $0 * 19 / 10 })
    #expect(reds.filter { $0 > 255 && $0 < 4095 }.allSatisfy { possible.contains(Int($0)) })
  }

  @Test("the noise floor is the entropy of the noise")
  func noiseFloor() throws {
    let cfa = try #require(ColorFilterArray.bayer("RGGB"))
    var sensor = SimulatedSensor(
      cfa: cfa, response: [[0.4, 0.1, 0], [0.1, 0.7, 0.1], [0, 0.1, 0.5]], bits: 12, black: [256], white: 4095)
    var plain = NoiseFloor(of: sensor)
    // A gain of one changes nothing but the way of counting.
    sensor.digitalGain = [.init(1, 1), .init(1, 1), .init(1, 1)]
    var counted = NoiseFloor(of: sensor)
    for electrons in [900.0, 5000, 20_000] {
      let bits = plain.entropy(ofElectrons: electrons, black: 256, color: 0)
      #expect(abs(bits - counted.entropy(ofElectrons: electrons, black: 256, color: 0)) < 0.002)
    }
    #expect(plain.entropy(ofElectrons: 400_000, black: 256, color: 0) < 0.001, "what is clipped has no noise")
    // 100 electrons at 0.096 values an electron: the root of 116 makes 1.03 values, 2.1 bits.
    #expect(abs(plain.entropy(ofElectrons: 100, black: 256, color: 0) - 2.14) < 0.05)
  }
}
