import ArgumentParser
import Benchmarking
import ByteCoding
import Foundation
import Reporting

/// `glassine bench`
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure every coder on your raws: sizes and speeds, side by side, in one run.",
    discussion: """
      Each mosaic is coded and decoded by the learned profiles, by JPEG XL on planes, by the stored method and by zstd on packed samples; every
      decoding is compared. JPEG XL at effort 9 gets a square in the middle. One thread, so that figures are per core. Speeds are of this
      machine, now.

      With --repacking, how fast the samples are read out of the camera's own stream and written into it again, beside LibRaw's decoding \
      of the same file, in processor time.
      """)

  @Argument(help: "Raw files.", completion: .file())
  var files: [String] = []

  @Flag(help: "Measure simulated raws too: how far each coder stays above their noise floor is known exactly.")
  var simulated = false

  @Flag(help: "Measure the camera's own streams instead of coders; with --simulated, a file of every format of the simulator.")
  var repacking = false

  @Option(
    help: ArgumentHelp(
      "Samples a row of simulated raws, which are three quarters as high (default: \(Self.coderWidth), or \(Self.repackingWidth) with --repacking).",
      valueName: "n"))
  var simulatedWidth: Int?

  @Option(help: ArgumentHelp("Only these coders, with commas between: \(BenchCoder.help).", valueName: "names"))
  var coders: CoderList = .standard

  @Option(help: ArgumentHelp("Write a chart of speed against size.", valueName: "file"), completion: .file(extensions: ["svg"]))
  var svg: String?

  @OptionGroup var output: OutputOptions

  func validate() throws {
    if files.isEmpty, !simulated { throw ValidationError("name raw files, or use --simulated") }
    guard (32...16_384).contains(width) else { throw ValidationError("--simulated-width takes 32 to 16384") }
    if repacking, svg != nil { throw ValidationError("--svg draws coders: not with --repacking") }
  }

  private static let coderWidth = 1024
  /// A pass has to last longer than what is around it.
  private static let repackingWidth = 3072

  private var width: Int { simulatedWidth ?? (repacking ? Self.repackingWidth : Self.coderWidth) }
  private var height: Int { width * 3 / 4 }

  private var sources: [BenchSource] {
    let simulations = simulated ? BenchSimulation.all(width: width, height: height) : []
    return files.map { .file($0) } + simulations.map { .simulation($0) }
  }

  private var repackingSources: [RepackingSource] {
    files.map { .file($0) } + (simulated ? RepackingSource.simulations(width: width, height: height) : [])
  }

  func run() throws {
    let display = ProgressDisplay(json: output.json, quiet: output.quiet, verbose: output.verbose)
    let interruption = Interruption(display)
    try Session.reporting(json: output.json) { () throws(Fault) in
      defer { display.finish() }
      if repacking { try measureRepacking(display, interruption) } else { try measureCoders(display, interruption) }
    }
    if interruption.control.isStopped { throw ExitCode(ExitStatus.interrupted.rawValue) }
  }

  private func measureCoders(_ display: ProgressDisplay, _ interruption: Interruption) throws(Fault) {
    let result = try Bench.run(sources, coders: coders.coders, control: interruption.control)
    display.finish()
    if let svg {
      do { try Data(BenchChart(result).svg.utf8).write(to: URL(fileURLWithPath: svg)) } catch {
        throw Fault(.environment, "bench.svg", "the chart cannot be written: \(error.localizedDescription)", file: svg)
      }
    }
    if output.json { JSONLines().write("bench", result) } else { TextSink.standardOutput.write(BenchView().text(result)) }
    if result.files.isEmpty { throw Self.nothing }
  }

  private func measureRepacking(_ display: ProgressDisplay, _ interruption: Interruption) throws(Fault) {
    let result = try Bench.runRepacking(repackingSources, control: interruption.control)
    display.finish()
    if output.json { JSONLines().write("repacking", result) } else { TextSink.standardOutput.write(RepackingView().text(result)) }
    if result.files.isEmpty { throw Self.nothing }
  }

  private static let nothing = Fault(.unsupported, "bench.nothing", "none of the files could be measured")
}

/// Coders by their names, with commas between.
struct CoderList: ExpressibleByArgument {
  let coders: [BenchCoder]

  static let standard = CoderList(coders: BenchCoder.standard)

  private init(coders: [BenchCoder]) { self.coders = coders }

  init?(argument: String) {
    var coders: [BenchCoder] = []
    for name in argument.split(separator: ",") {
      guard let coder = BenchCoder(named: String(name)) else { return nil }
      coders.append(coder)
    }
    guard !coders.isEmpty else { return nil }
    self.coders = coders
  }

  var defaultValueDescription: String { coders.map(\.id).joined(separator: ",") }
}
