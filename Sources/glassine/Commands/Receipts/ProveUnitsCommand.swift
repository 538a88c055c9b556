import ArchiveStore
import ArgumentParser
import ByteCoding
import Glibc
import Receipts

/// `glassine prove-units`, which `archive --delete-originals` runs for itself: a process that knows nothing of the run that wrote the units.
struct ProveUnitsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove-units",
    abstract: "Rebuild originals from units, asked for line by line on standard input.",
    discussion: """
      Each line is a JSON object: unit (path inside the archive), unitSHA256, size and sha256 of the original. An empty line, or the end,
      asks for the answers, one line each, in order: unit, ok, and where ok is false code and cause. Each unit is synced, dropped from
      the page cache, read, held against unitSHA256, and its original rebuilt and held against size and sha256.
      """,
    shouldDisplay: false)

  @Argument(help: "The archive.", completion: .directory)
  var archive: String

  @OptionGroup var jobs: JobOptions

  func run() throws {
    // Whoever asks closes the input when it is to end; Ctrl-C at the terminal reaches both and is for the other.
    for number in [SIGINT, SIGHUP] { signal(number, SIG_IGN) }
    try Session.reporting { () throws(Fault) in
      let prover = DirectProver(try Archive.open(archive), jobs: jobs.jobs)
      try ProofServer.serve(
        prover, input: OpenFile.duplicating(STDIN_FILENO, path: "standard input"),
        output: OpenFile.duplicating(STDOUT_FILENO, path: "standard output"))
    }
  }
}
