import Archiving
import ArgumentParser
import ByteCoding
import Foundation
import PlaneCodec

/// `glassine inspect`
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Say what would happen to a file in an archive, and why; writes nothing.",
    discussion: "Reads the file, takes it apart, codes it in memory and reports tier, reason, sizes of each part and facts of the shot.")

  @Argument(help: "Files to look at.", completion: .file())
  var files: [String]

  @Option(
    help: ArgumentHelp(
      "How mosaics are coded: fast, standard, max (densest), jxl (JPEG XL, effort 7), jxl1 to jxl9, or stored.", valueName: "name"))
  var profile: ProfileName = .standard

  @Flag(help: "Print one JSON object a file.")
  var json = false

  func run() throws {
    let jobs = ProcessInfo.processInfo.activeProcessorCount
    let options = ArchiveOptions(
      planes: PlaneEncoder(profile: profile.profile, workers: jobs), jobs: jobs, software: ProgramVersion.software)
    let view = InspectionView(json: json)
    var failed = false
    for file in files {
      do throws(Fault) {
        view.print(try Inspection(of: file, options: options))
      } catch {
        failed = true
        Session.complain(error.in(file: file))
      }
    }
    if failed { throw ExitCode(ExitStatus.failed.rawValue) }
  }
}
