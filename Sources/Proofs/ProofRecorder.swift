package import ArchiveStore
package import ByteCoding
package import Foundation
package import Reporting
internal import Synchronization

/// Writes what one run proves into the archive's proof log, part by part, so that a kill loses little and memory stays bounded.
///
/// Needs no lock of the archive, and never fails the run: where the log cannot be written, a notice says so at the end. Safe to use from
/// several threads. Call `finish` at the end of the run, however it ends.
package final class ProofRecorder: Sendable {
  private let archive: Archive
  private let control: OperationControl
  private let clock: @Sendable () -> Date
  private let partLines: Int
  private let state: Mutex<State>

  private struct State {
    var run: ProofRun
    var proofs: [Proof] = []
    var findings: [Finding] = []
    var lastPart = ContinuousClock.now
    var failure: Fault?
    var isFinished = false
  }

  /// Nothing is written yet. `run` says what the run is; its number, times and counts are filled in here.
  package init(
    _ archive: Archive, operation: String, level: ProofLevel?, software: String, control: OperationControl, partLines: Int = 16_384,
    clock: @escaping @Sendable () -> Date = { Date() }
  ) {
    self.archive = archive
    self.control = control
    self.clock = clock
    self.partLines = max(1, partLines)
    state = Mutex(State(run: ProofRun(operation: operation, software: software, began: ProofTime(clock()), level: level)))
  }

  /// Notes that a file of the archive with this digest was proved: its bytes compared (`fixity`), or its original rebuilt and compared (`restore`).
  ///
  /// Proofs of the structure are not noted file by file; `ProofRun.complete` says them for all. A proof closes open findings of the same
  /// file up to its level, also those of this run: note it only for what is sound now.
  package func record(_ path: String, digest: SHA256Digest, bytes: Int64, level: ProofLevel) {
    state.withLock { state in
      guard !state.isFinished, level > .structure else { return }
      // Parity and tag files have proofs, too, but a run's counts are held against the files the manifest lists.
      if path.startsWithBytes(of: "data/") {
        state.run.files += 1
        state.run.bytes &+= bytes
      }
      guard state.failure == nil else { return }
      state.proofs.append(Proof(path: Array(path.utf8), content: Proof.content(digest), fixity: 1, restore: level == .restore ? 1 : 0))
      publishIfDue(&state)
    }
  }

  /// Notes something that is wrong.
  package func record(_ finding: Finding) {
    state.withLock { state in
      guard !state.isFinished else { return }
      state.run.findings[finding.kind.rawValue, default: 0] += 1
      guard state.failure == nil else { return }
      state.findings.append(finding)
      publishIfDue(&state)
    }
  }

  /// Writes the last part; `describe` fills in what the run has to say of itself. Reports a notice where the log could not be written.
  ///
  /// With `evenIfEmpty` false a run that proved and found nothing leaves no trace.
  package func finish(_ end: ProofRun.State, evenIfEmpty: Bool = true, _ describe: (inout ProofRun) -> Void = { _ in }) {
    let failure = state.withLock { state -> Fault? in
      guard !state.isFinished else { return nil }
      state.isFinished = true
      guard evenIfEmpty || state.run.run > 0 || !state.proofs.isEmpty || !state.run.findings.isEmpty else { return nil }
      describe(&state.run)
      state.run.state = end
      publish(&state)
      return state.failure
    }
    if let failure {
      control.report(.notice("not recorded: \(failure)"))
      return
    }
    do throws(Fault) {
      try ProofLog.merge(archive)
    } catch {
      control.report(.notice("the proof log could not be merged: \(error)"))
    }
  }

  /// Publishes a part when there is much to say, or it was not said for ten minutes.
  private func publishIfDue(_ state: inout State) {
    if state.proofs.count + state.findings.count >= partLines || ContinuousClock.now - state.lastPart > .seconds(600) { publish(&state) }
  }

  private func publish(_ state: inout State) {
    guard state.failure == nil else { return }
    do throws(Fault) {
      try write(&state)
      state.proofs.removeAll(keepingCapacity: true)
      state.findings.removeAll()
      state.lastPart = .now
    } catch {
      state.failure = error
      (state.proofs, state.findings) = ([], [])
    }
  }

  private func write(_ state: inout State) throws(Fault) {
    let folder = try SegmentFolder(creatingIn: archive)
    state.run.ended = ProofTime(clock())
    state.run.part += 1
    let ordered = state.proofs.sorted { $0.path.precedesBytes($1.path) }
    // Another run may take the number while this one writes; then the text, which names it, is written again.
    for attempt in 1...100 {
      let number = try folder.nextNumber()
      var run = state.run
      if run.run == 0 { run.run = number }
      let staged = try folder.stage()
      do throws(Fault) {
        let findings = state.findings.map { LoggedFinding(run: run.run, finding: $0) }
        var writer = try SegmentWriter(staged.file, runs: [run], findings: findings)
        var waiting: Proof?
        for proof in ordered {
          let numbered = Proof(path: proof.path, content: proof.content, fixity: run.run, restore: proof.restore > 0 ? run.run : 0)
          if waiting?.path == numbered.path {
            waiting?.join(numbered)
          } else {
            if let waiting { try writer.append(waiting) }
            waiting = numbered
          }
        }
        if let waiting { try writer.append(waiting) }
        try writer.finish()
        if try folder.publish(staged, as: number) {
          state.run = run
          return
        }
        folder.discard(staged)
      } catch {
        folder.discard(staged)
        guard error.isNotThere, attempt < 100 else { throw error }
      }
    }
    throw Fault(.environment, "proofs.busy", "other runs take every number", advice: "run the audit again")
  }
}
