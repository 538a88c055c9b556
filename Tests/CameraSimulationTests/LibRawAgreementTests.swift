import CameraSimulation
import Foundation
import SensorModel
import TestSupport
import Testing

@Suite("LibRaw reads what the simulator meant")
struct LibRawAgreementTests {
  @Test("the mosaic LibRaw unpacks is the simulated one", arguments: SimulationPreset.allCases)
  func mosaic(preset: SimulationPreset) throws {
    for (width, height) in [(200, 150), (97, 61)] {
      let shot = preset.shot(width: width, height: height, seed: 11)
      guard let seen = try unpacked(preset.file(of: shot), named: preset.fileName(seed: 11), count: shot.mosaic.samples.count) else {
        return
      }
      if preset.isReadByLibRaw {
        let equal = seen == shot.mosaic.samples
        #expect(equal, "\(preset.rawValue) \(width)x\(height)")
      } else {
        let differs = seen != shot.mosaic.samples
        #expect(differs, "this LibRaw reads \(preset.rawValue) now: say so in isReadByLibRaw")
      }
    }
  }

  @Test("the other ways of laying samples out", arguments: [10, 12, 14, 16], [false, true])
  func layouts(bits: Int, bigEndian: Bool) throws {
    let cfa = try #require(ColorFilterArray.bayer("GRBG"))
    let sensor = SimulatedSensor(
      cfa: cfa, response: [[0.4, 0.1, 0], [0.1, 0.7, 0.1], [0, 0.1, 0.5]], bits: bits, black: [17], white: (1 << bits) - 1)
    let odd = SimulatedShot(by: sensor, visibleWidth: 83, visibleHeight: 50, seed: 3)
    // LibRaw 0.20 wants a single tile as wide as the picture.
    let even = SimulatedShot(by: sensor, visibleWidth: 96, visibleHeight: 50, seed: 3)
    let layouts: [(SimulatedShot, DNGOptions.Organisation)] = [
      (odd, .strips(rows: 1)), (odd, .strips(rows: 50)), (odd, .strips(rows: 1000)), (even, .tiles(width: 96, height: 64)),
    ]
    for inWords in [false, true] {
      for (shot, organisation) in layouts {
        var options = DNGOptions()
        options.bigEndian = bigEndian
        options.inWords = inWords
        options.organisation = organisation
        options.rowFill = 0xA5
        let file = SimulatedRawWriter.dng(shot, options: options)
        guard let seen = try unpacked(file, named: "layout.dng", count: shot.mosaic.samples.count) else { return }
        let equal = seen == shot.mosaic.samples
        #expect(equal, "\(bits) bits, \(organisation), words \(inWords)")
      }
    }
  }

  @Test("exiftool finds nothing wrong", arguments: SimulationPreset.allCases)
  func validity(preset: SimulationPreset) throws {
    try withTemporaryFolder { folder in
      let file = preset.make(width: 120, height: 90, seed: 5)
      let place = folder.appendingPathComponent(file.fileName)
      try Data(file.bytes).write(to: place)
      guard let result = try runTool("exiftool", ["-validate", "-warning", "-error", "-a", "-s3", place.path]) else { return }
      // exiftool computes sizes without the bits that fill up rows and tiles; that remark, and no other, is expected.
      let remarks = result.outputText.split(separator: "\n").filter {
        !$0.contains("Oversized SubIFD") && !$0.contains("1 Warning (minor)")
      }
      #expect(result.status == 0)
      #expect(remarks.allSatisfy { $0 == "OK" }, "\(preset.rawValue): \(result.outputText)")
    }
  }

  /// The samples that LibRaw's own sample program writes; nil where it is not installed.
  private func unpacked(_ bytes: [UInt8], named name: String, count: Int) throws -> [UInt16]? {
    try withTemporaryFolder { folder in
      let place = folder.appendingPathComponent(name)
      try Data(bytes).write(to: place)
      guard let result = try runTool("unprocessed_raw", ["-q", "-T", place.path]) else { return nil }
      #expect(result.status == 0 && result.errors.isEmpty, "\(result.errorText)")
      let image = [UInt8](try Data(contentsOf: folder.appendingPathComponent(name + ".tiff")))
      try #require(image.count > count * 2)
      let samples = image.suffix(count * 2)
      let start = samples.startIndex
      return (0..<count).map { UInt16(samples[start + 2 * $0]) | UInt16(samples[start + 2 * $0 + 1]) << 8 }
    }
  }
}
