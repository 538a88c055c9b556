import ArchiveFormat
import ArgumentParser
import Foundation
import PlaneCodec

/// Options that every long command has.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print one JSON object a line on standard output, for scripts.")
  var json = false

  @Flag(name: .shortAndLong, help: "Print only problems and the final summary.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Print a line for every file.")
  var verbose = false
}

/// How many things happen at once.
struct JobOptions: ParsableArguments {
  @Option(name: .shortAndLong, help: ArgumentHelp("Files worked on at once; memory grows with it.", valueName: "n"))
  var jobs: Int = ProcessInfo.processInfo.activeProcessorCount

  func validate() throws {
    guard (1...256).contains(jobs) else { throw ValidationError("--jobs takes 1 to 256") }
  }
}

/// A path inside an archive, as a person types it: leading `./` and trailing `/` do no harm.
struct ArchivedPath: ExpressibleByArgument {
  let path: RelativePath

  init?(argument: String) {
    var text = Substring(argument)
    while text.hasPrefix("./") { text = text.dropFirst(2) }
    while text.hasSuffix("/") { text = text.dropLast() }
    guard let path = RelativePath(String(text)) else { return nil }
    self.path = path
  }
}

/// A coding profile by its name.
struct ProfileName: ExpressibleByArgument {
  let profile: CodingProfile

  static let standard = ProfileName(profile: .standard)

  private init(profile: CodingProfile) { self.profile = profile }

  init?(argument: String) {
    guard let profile = CodingProfile(named: argument) else { return nil }
    self.profile = profile
  }

  var defaultValueDescription: String { profile.name }
}
