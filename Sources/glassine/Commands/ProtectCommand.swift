import ArchiveStore
import ArgumentParser
import ByteCoding
import Protection
import Reporting

/// `glassine protect`
struct ProtectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "protect",
    abstract: "Give an archive parity, or bring its parity up to date.",
    discussion: """
      Parity repairs damage: with the default of 6% any 4% of an archive's bytes, scattered in blocks of 4 KiB, or any one file of up to 4% of
      its set, comes back bit for bit with glassine repair. It covers units, sidecars, manifests, and itself.

      Only files that have no parity yet are read; sets of files are merged now and then, never all of them for one new file. Files that are
      damaged are named and left out. Archives made with glassine archive have parity from the beginning, and extend it at each run.

      --at keeps the parity in a folder elsewhere, best on another disk; give it to repair, too.

      --par2 FOLDER writes PAR2 files instead, for whoever wants to repair without Glassine: par2 verify -B ARCHIVE FOLDER/NAME.par2 looks, \
      par2 repair with the same words mends. A set covers neighbouring files, at most 2,000 of them or 4 GiB, and is kept while they stay as \
      they are. PAR2 repairs large slices: scattered damage is mended better by Glassine's own parity, which this leaves as it is.
      """)

  @Argument(help: "The archive.", completion: .directory)
  var archive: String

  @Option(help: ArgumentHelp("How much parity, 0% to 30% of the archive; as before, or 6%, where it is left out.", valueName: "share"))
  var parity: ParityShare?

  @Option(help: ArgumentHelp("The folder of the parity, instead of parity/ in the archive.", valueName: "folder"), completion: .directory)
  var at: String?

  @Option(help: ArgumentHelp("Write PAR2 files into this folder, outside the archive.", valueName: "folder"), completion: .directory)
  var par2: String?

  @Flag(help: "Make all parity anew, as after damage that repair could not mend in the parity itself.")
  var renew = false

  @OptionGroup var jobs: JobOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if par2 != nil, at != nil { throw ValidationError("--at and --par2 are two runs; leave one out") }
  }

  func run() throws {
    try Session(output).run { control throws(Fault) in
      if let par2 { return try Self.export(archive, to: par2, share: parity, renew: renew, jobs: jobs.jobs, control) }
      let summary = try Self.protect(archive, share: parity, at: at, renew: renew, jobs: jobs.jobs, control)
      return Self.outcome(summary, archive: archive)
    }
  }

  /// The run itself, for other commands that end with it.
  static func protect(
    _ archive: String, share: ParityShare?, at place: String?, renew: Bool = false, jobs: Int, _ control: OperationControl
  ) throws(Fault) -> ProtectSummary {
    var options = ProtectOptions(jobs: jobs, software: ProgramVersion.software)
    options.overhead = share?.parts
    options.place = place
    options.recordAs = ProgramVersion.software
    options.renew = renew
    return try ProtectRun(Archive.open(archive), options: options, control: control).run()
  }

  /// Has parity cover receipts that were written after it was made.
  static func coverReceipts(_ archive: String, jobs: Int) throws(Fault) {
    try ProtectRun.coverTags(Archive.open(archive), options: ProtectOptions(jobs: jobs, software: ProgramVersion.software))
  }

  /// Whether an archive that is not there yet, or holds nothing, is about to be made.
  static func isNew(_ archive: String) throws(Fault) -> Bool {
    do throws(Fault) { return try Archive.open(archive).isBlank } catch  where error.code == "archive.none" { return true }
  }

  /// Whether an archive run ends with making parity: new archives have some, others go on as they are.
  static func isWanted(_ share: ParityShare?, _ archive: String, isNew: Bool) throws(Fault) -> Bool {
    if let share { return share.parts > 0 }
    guard !isNew else { return true }
    return try ProtectRun.isProtected(Archive.open(archive))
  }

  static func outcome(_ summary: ProtectSummary, archive: String) -> RunOutcome {
    var outcome = RunOutcome(operation: "protect", archive: archive, headline: "Parity of \(archive)", verdict: verdict(summary))
    if summary.refused > 0 {
      outcome.mood = .bad
      outcome.exitStatus = .damageFound
      outcome.next = "glassine repair \(SummaryView.quoted(archive))    rebuilds what older parity still covers"
    }
    outcome.isInterrupted = !summary.isComplete
    if outcome.isInterrupted {
      outcome.exitStatus = .interrupted
      outcome.next = "the same command again; it goes on with what has no parity yet"
    }
    outcome.rows = [
      ("covered", "\(HumanNumber.count(summary.coveredFiles, "file")), \(HumanNumber.bytes(summary.coveredBytes))"),
      ("of these in this run", "\(HumanNumber.count(summary.files, "file")), \(HumanNumber.bytes(summary.bytes))"),
      (
        "parity",
        "\(HumanNumber.bytes(summary.parityBytes)), \(HumanNumber.percent(Double(summary.parityBytes), of: Double(summary.coveredBytes)))"
      ),
    ]
    outcome.fields = [
      "files": .number(Int64(summary.files)), "bytes": .number(summary.bytes), "setsMade": .number(Int64(summary.setsMade)),
      "setsRetired": .number(Int64(summary.setsRetired)), "coveredFiles": .number(Int64(summary.coveredFiles)),
      "coveredBytes": .number(summary.coveredBytes), "parityBytes": .number(summary.parityBytes),
      "refused": .number(Int64(summary.refused)),
    ]
    return outcome
  }

  private static func verdict(_ summary: ProtectSummary) -> String {
    if summary.refused > 0 { return "\(HumanNumber.count(summary.refused, "file")) could not be covered; see above." }
    if !summary.isComplete { return "Not all files are covered yet." }
    return summary.files == 0 ? "Everything was covered already." : "Everything is covered."
  }
}

/// How much parity, as `6%` or `0.06`.
struct ParityShare: ExpressibleByArgument {
  /// Parts of 10,000.
  let parts: Int

  init?(argument: String) {
    let isPercent = argument.hasSuffix("%")
    guard let number = Double(isPercent ? String(argument.dropLast()) : argument) else { return nil }
    let share = isPercent ? number * 100 : number * 10_000
    guard share >= 0, share <= 3000 else { return nil }
    parts = Int(share.rounded())
  }
}
