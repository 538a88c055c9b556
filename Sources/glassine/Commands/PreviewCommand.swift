import ArchiveFormat
import ArchiveStore
import ArgumentParser
import ByteCoding
import PictureCoding
import Previewing
import Reporting
import Synchronization

/// `glassine preview`
struct PreviewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview",
    abstract: "Write a preview of each picture in an archive: upright, in sRGB, ready to be shown.",
    discussion: """
      Each preview is the best picture there is: the largest JPEG that the camera put into the raw, or the original itself where it is a
      JPEG; where a raw has no more than a thumbnail, its mosaic is developed by LibRaw. It is turned upright, converted to sRGB, reduced
      to --size, and marked with its profile and basic Exif: camera, lens, time, exposure, description, artist, copyright. Places and
      serial numbers stay in the archive.

        glassine preview ~/archive --to ~/previews                          everything
        glassine preview ~/archive "2026-05-01 Harbour" --to ~/previews     one folder
        glassine preview ~/archive --to ~/web --size 1024 --format jxl

      Previews are named after the whole original: IMG_1.NEF gives IMG_1.NEF.jpg; a JPEG keeps its name. Files that are already there are
      never replaced without --overwrite; equal ones are left alone, so an interrupted run can be run again. The archive is only read, and
      its manifests are not needed.

      --restore cleans JPEGs with a network before they are reduced (see glassine restore-jpeg); developed pictures need none.

      Files that hold no picture are named and counted, and are no failure. Exit status 0: every picture has its preview; 3: some could
      not be had, or something else has their name; 1: none could.
      """)

  @Argument(help: "The archive.", completion: .directory)
  var archive: String

  @Argument(help: "Files or folders inside the archive; everything when none is given.")
  var paths: [ArchivedPath] = []

  @Option(help: ArgumentHelp("The folder for the previews; made when it is not there.", valueName: "folder"), completion: .directory)
  var to: String

  @Option(help: ArgumentHelp("The longest side in pixels; smaller pictures are not enlarged.", valueName: "pixels"))
  var size = 2048

  @Option(help: ArgumentHelp("jpeg, jxl or png.", valueName: "format"))
  var format: Format = .jpeg

  @Option(help: ArgumentHelp("1 to 100, for jpeg and jxl; 100 is lossless in jxl.", valueName: "q"))
  var quality = 85

  @Option(help: ArgumentHelp("dcsc, hr-cnn or none.", valueName: "network"))
  var restore: PreviewNetwork = .none

  @Flag(help: "Replace files that are in the way.")
  var overwrite = false

  @OptionGroup var jobs: JobOptions
  @OptionGroup var output: OutputOptions

  enum Format: String, ExpressibleByArgument, CaseIterable { case jpeg, jxl, png }

  func validate() throws {
    guard (1...65_500).contains(size) else { throw ValidationError("--size takes 1 to 65500 pixels") }
    guard (1...100).contains(quality) else { throw ValidationError("--quality takes 1 to 100") }
  }

  func run() throws {
    var options = PreviewOptions(jobs: jobs.jobs, software: ProgramVersion.software)
    options.paths = paths.map(\.path)
    options.size = size
    options.overwrite = overwrite
    options.format =
      switch format {
      case .jpeg: .jpeg(quality: quality)
      case .jxl: .jxl(distance: PictureFormat.jxlDistance(quality: quality))
      case .png: .png
      }
    let details = Mutex(PreviewProblems())
    var chosen = options
    try Session(output).run(alsoTelling: { event in details.withLock { $0.add(event) } }) { control throws(Fault) in
      chosen.restore = try restore.restorer()
      let summary = try PreviewRun(Archive.open(archive), options: chosen, control: control).run(into: to)
      return outcome(summary, details.withLock { $0 })
    }
  }

  private func outcome(_ summary: PreviewSummary, _ problems: PreviewProblems) -> RunOutcome {
    let made = summary.written + summary.unchanged
    var outcome = RunOutcome(operation: "preview", archive: archive, headline: "Previews of \(archive) in \(to)", verdict: "")
    outcome.isInterrupted = !summary.isComplete
    outcome.rows = [
      ("written", "\(HumanNumber.count(summary.written, "file")), \(HumanNumber.bytes(summary.bytes))"),
      ("there already", HumanNumber.count(summary.unchanged, "file")),
    ]
    let parts = [
      ("from JPEGs inside raws", summary.embedded), ("from JPEGs", summary.jpegs), ("developed from the mosaic", summary.developed),
      ("restored by \(restore.rawValue)", summary.restored), ("no picture", summary.without), ("failed", summary.failed),
    ]
    outcome.rows += parts.filter { $0.1 > 0 }.map { ($0.0, HumanNumber.count($0.1, "file")) }
    outcome.details = problems.lines
    outcome.fields = [
      "target": .text(to), "size": .number(Int64(size)), "format": .text(format.rawValue), "restore": .text(restore.rawValue),
      "written": .number(Int64(summary.written)), "writtenBytes": .number(summary.bytes), "unchanged": .number(Int64(summary.unchanged)),
      "embedded": .number(Int64(summary.embedded)), "jpegs": .number(Int64(summary.jpegs)), "developed": .number(Int64(summary.developed)),
      "restored": .number(Int64(summary.restored)), "without": .number(Int64(summary.without)), "failed": .number(Int64(summary.failed)),
    ]
    if summary.failed > 0 {
      outcome.mood = .bad
      outcome.verdict = "\(HumanNumber.count(summary.failed, "preview")) could not be made; see above."
      outcome.next =
        problems.hasDamage
        ? "glassine audit \(SummaryView.quoted(archive))    says which units are damaged, and where"
        : problems.isInTheWay
          ? "--overwrite replaces what is in the way; another folder keeps both" : nil
      outcome.exitStatus = made == 0 ? .failed : .partlyDone
    } else if made == 0 {
      outcome.mood = .warning
      outcome.verdict = "There is no picture here."
    } else {
      let others = HumanNumber.count(summary.without, "file holds none", "files hold none")
      outcome.verdict =
        summary.without == 0 ? "Every file has its preview." : "Every picture that can be shown has its preview; \(others)."
    }
    if outcome.isInterrupted {
      outcome.mood = .warning
      outcome.next = "the same command goes on"
      outcome.exitStatus = .interrupted
    }
    return outcome
  }
}

/// Why files have no preview: a few words for the last lines, however many files there are.
struct PreviewProblems: Sendable {
  private static let mostKinds = 20
  private var reasons: [String: (text: String, files: Int)] = [:]
  private(set) var hasDamage = false
  private(set) var isInTheWay = false

  mutating func add(_ event: OperationEvent) {
    guard case .fileFinished(let report) = event, report.outcome == .skipped || report.outcome == .failed else { return }
    let code = report.code ?? ""
    if code == "preview.exists" { isInTheWay = true }
    if report.outcome == .failed, code.hasPrefix("unit.") || code.hasPrefix("restore.") && code != "restore.unknown" { hasDamage = true }
    guard report.outcome == .skipped else { return }
    // When texts differ from file to file, the many share the first of their code.
    let full = "\(code): \(report.reason ?? "")"
    let key = reasons[full] != nil || reasons.count < Self.mostKinds ? full : code
    reasons[key, default: (report.reason ?? code, 0)].files += 1
  }

  /// The most frequent first.
  var lines: [String] {
    reasons.sorted { ($1.value.files, $0.key) < ($0.value.files, $1.key) }.map { _, reason in
      reason.files == 1 ? reason.text : "\(reason.text) (\(HumanNumber.count(reason.files, "file")))"
    }
  }
}
