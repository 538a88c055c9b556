import ArgumentParser
import CameraSimulation
import Foundation

/// `glassine simulate`
struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Write a raw file from the camera simulator: for trying things out, and for tests.",
    discussion: """
      The same camera, size and seed give the same bytes on every machine. --preset chooses a sensor, written as an uncompressed DNG \
      (one as NEF); --format chooses a kind of file, taken with a sensor that suits it: DNG, NEF, CR2, CR3, CRW, PEF, \
      ARW, RAF, ORF, RW2 and KDC, compressed or packed as cameras do it. Some formats round the size up, arw-a100 has one width, and kdc \
      one size only.
      """)

  @Option(
    help: ArgumentHelp(
      "What camera (default: \(SimulationPreset.allCases[0].rawValue)): \(SimulationPreset.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "name"))
  var preset: String?

  @Option(
    help: ArgumentHelp(
      "What kind of file, instead of a preset: \(SimulatedFormat.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "name"))
  var format: String?

  @Option(help: ArgumentHelp("Samples a row.", valueName: "n"))
  var width: Int = 1024

  @Option(help: ArgumentHelp("Rows.", valueName: "n"))
  var height: Int = 768

  @Option(help: ArgumentHelp("Another seed, another picture.", valueName: "n"))
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("The file to write; must not exist yet.", valueName: "file"))
  var to: String

  func run() throws {
    guard (16...20_000).contains(width), (16...20_000).contains(height) else {
      throw ValidationError("--width and --height take 16 to 20000")
    }
    let file = try made()
    do {
      try Data(file).write(to: URL(fileURLWithPath: to), options: .withoutOverwriting)
    } catch CocoaError.fileWriteFileExists {
      throw ValidationError("\(to) is there already; --to takes a file that is not")
    }
  }

  /// The file of the camera asked for; without one, of the first preset.
  private func made() throws -> [UInt8] {
    if let format {
      guard preset == nil else { throw ValidationError("--preset and --format each choose a camera: give one of them") }
      guard let known = SimulatedFormat(rawValue: format) else { throw ValidationError("there is no format “\(format)”; see --help") }
      return known.make(width: width, height: height, seed: seed).bytes
    }
    let preset = preset ?? SimulationPreset.allCases[0].rawValue
    guard let known = SimulationPreset(rawValue: preset) else { throw ValidationError("there is no preset “\(preset)”; see --help") }
    return known.make(width: width, height: height, seed: seed).bytes
  }
}
