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
      Each mosaic is coded and decoded by JPEG XL on planes at efforts 3 and 7, by the stored method, and by zstd on file and samples; every
      decoding is compared. One thread, so that figures are per core. Speeds are of this machine, now.
      """)

  @Argument(help: "Raw files.", completion: .file())
  var files: [String]

  @Option(help: ArgumentHelp("Write a chart of speed against size.", valueName: "file"), completion: .file(extensions: ["svg"]))
  var svg: String?

  @OptionGroup var output: OutputOptions

  func run() throws {
    let display = ProgressDisplay(json: output.json, quiet: output.quiet, verbose: output.verbose)
    let interruption = Interruption(display)
    try Session.reporting(json: output.json) { () throws(Fault) in
      let result: BenchResult
      do throws(Fault) {
        result = try Bench.run(files: files, control: interruption.control)
        display.finish()
      } catch {
        display.finish()
        throw error
      }
      if let svg {
        do { try Data(BenchChart(result).svg.utf8).write(to: URL(fileURLWithPath: svg)) } catch {
          throw Fault(.environment, "bench.svg", "the chart cannot be written: \(error.localizedDescription)", file: svg)
        }
      }
      if output.json { JSONLines().write("bench", result) } else { TextSink.standardOutput.write(BenchView().text(result)) }
      if result.files.isEmpty { throw Fault(.unsupported, "bench.nothing", "none of the files could be measured") }
    }
    if interruption.control.isStopped { throw ExitCode(ExitStatus.interrupted.rawValue) }
  }
}
