import ArgumentParser
import CameraSimulation
import Foundation

/// `glassine simulate`
struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Write a raw file from the camera simulator: for trying things out, and for tests.",
    discussion: "The same preset, size and seed give the same bytes on every machine.")

  @Option(help: ArgumentHelp("What camera: \(SimulationPreset.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "name"))
  var preset: String = SimulationPreset.allCases.first?.rawValue ?? ""

  @Option(help: ArgumentHelp("Samples a row.", valueName: "n"))
  var width: Int = 1024

  @Option(help: ArgumentHelp("Rows.", valueName: "n"))
  var height: Int = 768

  @Option(help: ArgumentHelp("Another seed, another picture.", valueName: "n"))
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("The file to write; must not exist yet.", valueName: "file"))
  var to: String

  func run() throws {
    guard let preset = SimulationPreset(rawValue: preset) else { throw ValidationError("there is no preset “\(preset)”; see --help") }
    guard (16...20_000).contains(width), (16...20_000).contains(height) else {
      throw ValidationError("--width and --height take 16 to 20000")
    }
    let made = preset.make(width: width, height: height, seed: seed)
    try Data(made.bytes).write(to: URL(fileURLWithPath: to), options: .withoutOverwriting)
  }
}
