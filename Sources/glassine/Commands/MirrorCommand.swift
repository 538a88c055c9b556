import ArgumentParser
import ByteCoding
import Mirroring
import Reporting

/// `glassine mirror`
struct MirrorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mirror",
    abstract: "Make or update a second copy of an archive, verifying both ends.",
    discussion: """
      TARGET becomes a full archive of its own: every command works with it, and other tools can check it. Keep it on another drive, better
      in another place.

        glassine mirror ~/archive /mnt/second/archive             the first time, and after every archive run
        glassine mirror ~/archive /mnt/second/archive --quick     afterwards: only what is new is read

      Every file is read at both ends and compared with the manifest; what TARGET lacks or has damaged is copied, read back from its drive,
      and only then given its name. --quick takes files as right that TARGET lists with the same digest and that have the same size.

      Nothing good is ever lost: a file damaged in ARCHIVE is not copied over a sound one, damaged files of TARGET go to its quarantine
      folder, and a TARGET that holds versions ARCHIVE has not is refused. To heal one copy from the other, use

        glassine audit ARCHIVE --against TARGET

      Stopped, killed, or out of disk space: run it again, it goes on. Exit status 0: both ends are sound; 4: TARGET was damaged and is
      healed; 20: damage remains; 30: TARGET is full.
      """)

  @Argument(help: "The archive; it is only read, but for the record of what was proved.", completion: .directory)
  var archive: String

  @Argument(help: "The second copy: a new or empty folder, or a copy made before.", completion: .directory)
  var target: String

  @Flag(help: "Do not read files again that TARGET lists and that have the right size.")
  var quick = false

  @Flag(help: "Say what would be copied; write nothing.")
  var dryRun = false

  @OptionGroup var jobs: JobOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    var options = MirrorOptions(jobs: jobs.jobs, software: ProgramVersion.software)
    options.quick = quick
    options.dryRun = dryRun
    options.recordAs = ProgramVersion.software
    let session = Session(output)
    try session.run { control throws(Fault) in
      let begin = ContinuousClock.now
      let summary = try MirrorRun(from: archive, to: target, options: options, control: control).run()
      return outcome(summary, seconds: max(0.001, (ContinuousClock.now - begin) / .seconds(1)))
    }
  }

  private func outcome(_ summary: MirrorSummary, seconds: Double) -> RunOutcome {
    var outcome = RunOutcome(operation: "mirror", archive: archive, headline: "", verdict: "")
    outcome.isInterrupted = !summary.isComplete
    outcome.fields = [
      "target": .text(target), "dryRun": .flag(dryRun), "quick": .flag(quick), "files": .number(Int64(summary.files)),
      "bytes": .number(summary.bytes), "toCopy": .number(Int64(summary.toCopy)), "copied": .number(Int64(summary.copied)),
      "copiedBytes": .number(summary.copiedBytes), "verified": .number(Int64(summary.verified)),
      "verifiedBytes": .number(summary.verifiedBytes), "trusted": .number(Int64(summary.trusted)),
      "healed": .number(Int64(summary.healed)), "obsolete": .number(Int64(summary.obsolete)),
      "besideCopied": .number(Int64(summary.besideCopied)), "remaining": .number(Int64(summary.remaining)),
      "damagedInArchive": .number(Int64(summary.damagedInArchive)), "whole": .flag(summary.isWhole),
    ]
    outcome.fields["quarantine"] = summary.quarantine.map { .text($0) }
    if dryRun {
      outcome.headline = "Would mirror \(archive) → \(target)"
      outcome.verdict = "\(HumanNumber.count(summary.toCopy, "file")) of \(HumanNumber.count(summary.files)) would be copied."
      outcome.rows = [("in the archive", "\(HumanNumber.count(summary.files, "file")), \(HumanNumber.bytes(summary.bytes))")]
      return outcome
    }
    outcome.headline = "Mirrored \(archive) → \(target)"
    outcome.rows = rows(summary, seconds)
    if let quarantine = summary.quarantine {
      outcome.details.append("What was replaced or is obsolete is kept in \(target)/\(quarantine).")
    }
    if summary.remaining > 0 {
      outcome.mood = .bad
      outcome.verdict =
        "\(HumanNumber.count(summary.remaining, "problem")) \(summary.remaining == 1 ? "remains" : "remain"); "
        + "every file that is sound in the archive is copied."
      outcome.next =
        summary.damagedInArchive > 0
        ? "glassine audit \(archive) --against \(target)    heals the archive from the copy, where that is sound"
        : "look at the findings above, then mirror again"
      outcome.exitStatus = .damageFound
    } else if outcome.isInterrupted {
      outcome.mood = .warning
      outcome.verdict = "The copy is not complete yet."
      outcome.next = "the same command goes on"
      outcome.exitStatus = .interrupted
    } else if summary.healed > 0 {
      outcome.mood = .warning
      outcome.verdict = "The copy had damage, and is whole again: everything is there, read and compared."
      outcome.next = "check the drive of \(target)"
      outcome.exitStatus = .repaired
    } else {
      outcome.verdict =
        summary.trusted > 0
        ? "The copy is complete; \(HumanNumber.count(summary.trusted, "file")) were taken as right by name and size."
        : "The copy is whole: everything was read at both ends and compared."
    }
    return outcome
  }

  private func rows(_ summary: MirrorSummary, _ seconds: Double) -> [(name: String, value: String)] {
    func both(_ files: Int, _ bytes: Int64) -> String { "\(HumanNumber.count(files, "file")), \(HumanNumber.bytes(bytes))" }
    var rows = [("in the archive", both(summary.files, summary.bytes)), ("copied", both(summary.copied, summary.copiedBytes))]
    if summary.verified > 0 { rows.append(("sound at both ends", both(summary.verified, summary.verifiedBytes))) }
    if summary.trusted > 0 { rows.append(("taken as right", HumanNumber.count(summary.trusted, "file"))) }
    if summary.healed > 0 { rows.append(("healed", HumanNumber.count(summary.healed, "file"))) }
    if summary.obsolete > 0 { rows.append(("obsolete sidecars", HumanNumber.count(summary.obsolete, "file"))) }
    if summary.besideCopied > 0 { rows.append(("parity and receipts copied", HumanNumber.count(summary.besideCopied, "file"))) }
    let rate = Double(summary.copiedBytes + summary.verifiedBytes) / seconds
    rows.append(("rate", HumanNumber.rate(bytesPerSecond: rate)))
    return rows
  }
}
