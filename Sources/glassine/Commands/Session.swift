import ArchiveStore
import ArgumentParser
import Auditing
import ByteCoding
import Foundation
import Proofs
import Protection
import Reporting
import Synchronization

/// Runs one operation for a person or a script: progress while it goes on, a summary at its end, a documented exit status.
struct Session {
  enum Work {
    case archive(source: String, dryRun: Bool)
    case restore(target: String, form: String)
  }

  private let options: OutputOptions
  private let display: ProgressDisplay
  private let started = ContinuousClock.now

  init(_ options: OutputOptions) {
    self.options = options
    display = ProgressDisplay(json: options.json, quiet: options.quiet, verbose: options.verbose)
  }

  /// Archives or restores; throws `ExitCode` for every status but good.
  ///
  /// `more` may add to the summary what only the command knows; it is called when `body` has returned.
  func perform(
    _ work: Work, archive: String, _ body: (OperationControl) throws(Fault) -> Void, more: (inout RunSummary) -> Void = { _ in }
  ) throws {
    let interruption = Interruption(display)
    var failure: Fault?
    do throws(Fault) { try body(interruption.control) } catch { failure = error }
    display.finish()
    var summary = RunSummary(
      operation: .restore(form: ""), archive: archive, tally: display.tally, seconds: elapsed, interrupted: interruption.control.isStopped)
    switch work {
    case .archive(let source, let dryRun):
      summary.operation = .archive(dryRun: dryRun)
      summary.other = source
    case .restore(let target, let form):
      summary.operation = .restore(form: form)
      summary.other = target
    }
    more(&summary)
    try end(summary, failure)
  }

  /// Audits, and writes the reports that are wanted.
  func audit(archive: String, options auditOptions: AuditOptions, reports: ReportOptions) throws {
    let findings = Mutex<[Finding]>([])
    let interruption = Interruption(display) { event in
      if case .finding(let finding) = event { findings.withLock { $0.append(finding) } }
    }
    var failure: Fault?
    var counts = AuditSummary()
    var coverage: ProofCoverage?
    var parity: ParityAudit.Summary?
    do throws(Fault) {
      let opened = try Archive.open(archive)
      let audit = AuditRun(opened, options: auditOptions, control: interruption.control)
      counts = try audit.run { counts throws(Fault) in
        parity = try Self.auditParity(opened, audit, counts, auditOptions, interruption.control)
      }
      if auditOptions.isPartial, auditOptions.recordAs != nil {
        let log = ProofLog(opened)
        coverage = try ProofCoverage(ProvedFiles(opened, log), open: log.openFindings())
      }
    } catch {
      failure = error
    }
    display.finish()
    var outcome = AuditOutcome(
      archive: archive, level: auditOptions.level.rawValue, sample: auditOptions.sample, seed: auditOptions.seed, date: Date(),
      software: ProgramVersion.software, filesListed: counts.filesListed, filesRead: counts.filesRead, unitsProved: counts.unitsProved,
      bytesRead: counts.bytesRead, seconds: elapsed, isComplete: counts.isComplete && failure == nil, findings: findings.withLock { $0 })
    outcome.isPartial = auditOptions.isPartial
    outcome.isOldestFirst = auditOptions.order == .oldest
    outcome.isBudgetSpent = counts.isBudgetSpent
    outcome.coverage = coverage
    outcome.parity = parity
    if failure == nil { do throws(Fault) { try reports.write(outcome) } catch { failure = error } }
    var summary = RunSummary(
      operation: .audit(level: auditOptions.level.rawValue, sample: auditOptions.sample), archive: archive, tally: display.tally,
      seconds: elapsed, interrupted: interruption.control.isStopped)
    summary.audit = outcome
    try end(summary, failure)
  }

  /// Looks at the parity as the audit looked at the files: of a part of them, at the same share.
  private static func auditParity(
    _ archive: Archive, _ audit: AuditRun, _ counts: AuditSummary, _ options: AuditOptions, _ control: OperationControl
  ) throws(Fault) -> ParityAudit.Summary? {
    let listener = ParityAudit.Listener(found: audit.report) { path, digest, bytes in audit.record(path, digest: digest, bytes: bytes) }
    guard let parity = try ParityAudit(archive, jobs: options.jobs, control: control, listener: listener) else { return nil }
    let share =
      options.level == .structure ? 0 : options.isPartial ? Double(counts.filesRead) / Double(max(1, counts.filesListed)) : 1
    return try parity.run(share: share, log: options.isPartial ? ProofLog(archive) : nil)
  }

  /// Runs an operation that ends with an outcome of its own: progress while it goes on, the outcome at its end.
  ///
  /// `other` hears every event, too. Throws `ExitCode` for every status but good.
  func run(
    alsoTelling other: @escaping @Sendable (OperationEvent) -> Void = { _ in },
    _ body: (OperationControl) throws(Fault) -> RunOutcome
  ) throws {
    let interruption = Interruption(display, alsoTelling: other)
    var outcome: RunOutcome?
    var failure: Fault?
    do throws(Fault) { outcome = try body(interruption.control) } catch { failure = error }
    display.finish()
    if options.json {
      if let failure { EventLine.write(failure, to: JSONLines()) }
      outcome?.write(to: JSONLines(), seconds: elapsed)
    } else {
      if let outcome { RunOutcomeView().print(outcome, seconds: elapsed) }
      if let failure { Self.complain(failure) }
    }
    let status = failure.map { ExitStatus($0) } ?? outcome?.exitStatus ?? .good
    if status != .good { throw ExitCode(status.rawValue) }
  }

  private var elapsed: Double {
    let duration = ContinuousClock.now - started
    return Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
  }

  private func end(_ summary: RunSummary, _ failure: Fault?) throws {
    // A run that could not even begin has nothing to sum up.
    let hasBegun = failure == nil || summary.tally.handled > 0
    if options.json {
      if let failure { EventLine.write(failure, to: JSONLines()) }
      if hasBegun { summary.write(to: JSONLines()) }
    } else {
      if hasBegun { SummaryView().print(summary) }
      if let failure { Self.complain(failure) }
    }
    let status = failure.map { ExitStatus($0) } ?? summary.exitStatus
    if status != .good { throw ExitCode(status.rawValue) }
  }

  /// Runs a short command; a fault becomes a message and an exit status.
  static func reporting(json: Bool = false, _ body: () throws(Fault) -> Void) throws {
    do throws(Fault) {
      try body()
    } catch {
      if json { EventLine.write(error, to: JSONLines()) } else { complain(error) }
      throw ExitCode(ExitStatus(error).rawValue)
    }
  }

  /// Says on standard error what went wrong, where, and what to do.
  static func complain(_ fault: Fault) {
    TextSink.standardError.write(Terminal.standardError.styled("glassine: \(EventLine.text(fault))", .bad) + "\n")
  }
}
