package import Reporting

/// One run that proved something: the head of its part of the log. FORMAT.md 1.3.
///
/// Runs are ordered by number, never by time: clocks jump. JSON keys are the properties' names; unknown keys are ignored, nil ones left out.
package struct ProofRun: Sendable, Codable, Hashable {
  /// What kind of run it was; further ones may come, so it is text.
  package enum Operation {
    package static let archive = "archive"
    package static let audit = "audit"
    package static let repair = "repair"
    package static let mirror = "mirror"
    /// An audit against a second copy, with what it healed.
    package static let against = "audit-against"
    package static let protect = "protect"
  }

  package enum State: String, Sendable, Codable {
    /// Not yet at its end, or killed before it.
    case running
    case done
    /// Stopped by a person; what it proved counts.
    case stopped
    /// Ended by an error; what it proved counts.
    case failed
  }

  /// 1 and up; 0 until the first part of the run is published.
  package var run: Int
  /// How many parts of the run were published so far; the statement with the highest is the one that counts.
  package var part = 0
  package var operation: String
  package var state: State
  package var software: String
  package var began: ProofTime
  /// Of the last part so far.
  package var ended: ProofTime
  /// The level that was asked for.
  package var level: ProofLevel?
  /// True where every file of the manifest was looked for by name, and nothing else found below `data/`.
  package var namesComplete: Bool?
  /// The level up to which every file was looked at, whatever was recorded of each; nil for samples, and for runs that did not end well.
  package var complete: ProofLevel?
  /// The share of files that was asked for, 0...1; nil for all.
  package var sample: Double?
  package var seed: UInt64?
  /// Budgets that were asked for.
  package var maxSeconds: Double?
  package var maxBytes: Int64?
  /// Files in the archive by name, where they were counted.
  package var listed: Int?
  /// Files proved in this run, and their bytes.
  package var files = 0
  package var bytes: Int64 = 0
  /// Findings by kind.
  package var findings: [String: Int] = [:]
  /// Whatever else the operation counts, such as `mended`.
  package var counts: [String: Int64]?

  package init(run: Int = 0, operation: String, state: State = .running, software: String, began: ProofTime, level: ProofLevel? = nil) {
    (self.run, self.operation, self.state, self.software) = (run, operation, state, software)
    (self.began, self.ended, self.level) = (began, began, level)
  }

  /// True where the clock that the run's times are from was ahead of this one: then they say nothing.
  package func isFuture(_ now: ProofTime) -> Bool { began > now }
}

/// A finding as the log keeps it.
package struct LoggedFinding: Sendable, Codable, Hashable {
  /// The run that found it.
  package var run: Int
  package var finding: Finding

  package init(run: Int, finding: Finding) { (self.run, self.finding) = (run, finding) }
}
