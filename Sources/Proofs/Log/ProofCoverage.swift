internal import ArchiveStore
package import ByteCoding
internal import Reporting

/// How much of an archive was proved how lately: shares of the files of the payload manifest.
package struct ProofCoverage: Sendable, Hashable {
  /// Files proved within some days of now.
  package struct Window: Sendable, Hashable {
    /// Nil for ever.
    package let days: Int?
    /// Files whose table and name were looked at, whose bytes were compared, and units whose originals were rebuilt.
    package var structure = 0
    package var fixity = 0
    package var restore = 0
  }

  /// When a file was last proved; nil where it never was, or nobody knows when.
  package struct Times: Sendable, Hashable {
    package let fixity: ProofTime?
    package let restore: ProofTime?
  }

  /// The windows of every summary.
  package static let days = [30, 90, 365]

  package let now: ProofTime
  package private(set) var windows: [Window]
  package private(set) var files = 0
  package private(set) var units = 0
  /// Files whose bytes, and units whose originals no run of the log proved.
  package private(set) var neverFixity = 0
  package private(set) var neverRestore = 0
  /// Files whose last proof was made while the clock was ahead.
  package private(set) var unknownTime = 0
  /// Files with open findings: what was proved of them before counts nowhere here.
  package private(set) var damaged = 0
  /// The oldest of the last proofs.
  package private(set) var oldestFixity: ProofTime?
  package private(set) var oldestRestore: ProofTime?

  /// Goes through manifest and log; `visit` hears of every file in order of the paths, with the open findings of it.
  ///
  /// `open` are the log's open findings. Throws `.environment`, and what `visit` throws.
  package init(
    _ files: ProvedFiles, open: [LoggedFinding], now: ProofTime = .now,
    _ visit: (ProvedFile, Times, [LoggedFinding]) throws(Fault) -> Void = { _, _, _ in }
  ) throws(Fault) {
    let open = Dictionary(grouping: open) { Array($0.finding.file.utf8)[...] }
    self.now = now
    windows = (Self.days.map { Optional($0) } + [nil]).map { Window(days: $0) }
    let log = files.log
    // Within a window everything counts as looked at in structure once one run did so for all.
    let whole = log.runs.last { $0.complete != nil && !$0.isFuture(now) }?.began
    var known: (run: Int, time: ProofTime?) = (0, nil)
    func time(_ run: Int) -> ProofTime? {
      if run != known.run { known = (run, run == 0 ? nil : log.time(ofRun: run, now: now)) }
      return known.time
    }
    try files.forEach { file throws(Fault) in
      let times = Times(fixity: time(file.fixity), restore: time(file.restore))
      let findings = open.isEmpty ? [] : open[file.path] ?? []
      if findings.isEmpty {
        add(file, times, whole)
      } else {
        self.files += 1
        if file.isUnit { units += 1 }
        damaged += 1
      }
      try visit(file, times, findings)
      return true
    }
  }

  private mutating func add(_ file: ProvedFile, _ times: Times, _ whole: ProofTime?) {
    files += 1
    if file.fixity == 0 { neverFixity += 1 } else if times.fixity == nil { unknownTime += 1 }
    if let time = times.fixity { oldestFixity = min(oldestFixity ?? time, time) }
    if file.isUnit {
      units += 1
      if file.restore == 0 { neverRestore += 1 }
      if let time = times.restore { oldestRestore = min(oldestRestore ?? time, time) }
    }
    for index in windows.indices {
      let isFixity = isWithin(times.fixity, file.fixity, index)
      if isFixity { windows[index].fixity += 1 }
      if isFixity || isWithin(whole, whole == nil ? 0 : 1, index) { windows[index].structure += 1 }
      if file.isUnit, isWithin(times.restore, file.restore, index) { windows[index].restore += 1 }
    }
  }

  private func isWithin(_ time: ProofTime?, _ run: Int, _ index: Int) -> Bool {
    guard let days = windows[index].days else { return run > 0 }
    guard let time else { return false }
    return now.seconds - time.seconds <= Int64(days) * 86_400
  }
}
