import ArchiveStore
import ByteCoding
import Foundation
import Proofs
import Reporting

/// What the log of proofs says of all files together: numbers for pictures. Its size depends on the number of runs, not of files.
struct ProofHistory: Sendable {
  /// Files whose last proof is of an age, read and compared or rebuilt.
  struct Age: Sendable {
    var name: String
    var read = 0
    var rebuilt = 0
    /// No age: never proved, or known to be damaged since.
    var isBad = false
  }

  /// The share of files proved since a moment, 0...1.
  struct Since: Sendable {
    var date: Date
    var read: Double
    var rebuilt: Double
  }

  struct Run: Sendable {
    var number: Int
    var date: Date
    var operation: String
    var level: String
    var files: Int
    var share: Double
    var findings: Int
    /// The style of its column.
    var kind: String
  }

  private static let day = 86_400.0
  private static let limits: [(name: String, days: Double)] = [
    ("≤ 1 day", 1), ("≤ 1 week", 7), ("≤ 1 month", 31), ("≤ 3 months", 92), ("≤ 6 months", 183), ("≤ 1 year", 366), ("older", .infinity),
  ]

  let now: Date
  /// Files that the manifest lists, and units among them: only they can be rebuilt.
  private(set) var files = 0
  private(set) var units = 0
  private(set) var ages: [Age] =
    limits.map { Age(name: $0.name) } + [Age(name: "never", isBad: true), Age(name: "damaged", isBad: true)]
  private(set) var since: [Since] = []
  private(set) var runs: [Run] = []
  private(set) var folders = FolderCounts()

  /// Files that were never proved.
  var never: Age { ages[Self.limits.count] }

  /// Reads the manifest once and the log twice. Files that are known to be damaged count as proved by nothing.
  ///
  /// Throws `.environment` where the manifest cannot be read.
  init(_ archive: Archive, _ log: ProofLog, now: Date = Date()) throws(Fault) {
    self.now = now
    let times = log.runs.reduce(into: [Int: Date]()) { times, run in
      if let time = log.time(ofRun: run.run, now: ProofTime(now)) { times[run.run] = time.date }
    }
    var read: [Int: Int] = [:]
    var rebuilt: [Int: Int] = [:]
    let damaged = Set(log.openFindings().map { Array($0.finding.file.utf8)[...] })
    try ProvedFiles(archive, log).forEach { file throws(Fault) in
      files += 1
      folders.add(String(decoding: file.path, as: UTF8.self))
      if damaged.contains(file.path) {
        ages[ages.count - 1].read += 1
        if file.isUnit {
          units += 1
          ages[ages.count - 1].rebuilt += 1
        }
        return true
      }
      read[file.fixity, default: 0] += 1
      ages[place(file.fixity, times)].read += 1
      guard file.isUnit else { return true }
      units += 1
      rebuilt[file.restore, default: 0] += 1
      ages[place(file.restore, times)].rebuilt += 1
      return true
    }
    var (readSince, rebuiltSince) = (0, 0)
    for (number, date) in times.sorted(by: { ($1.value, $1.key) < ($0.value, $0.key) }) {
      readSince += read[number] ?? 0
      rebuiltSince += rebuilt[number] ?? 0
      since.append(
        Since(date: date, read: Double(readSince) / Double(max(1, files)), rebuilt: Double(rebuiltSince) / Double(max(1, units))))
    }
    since = Self.thinned(since.reversed(), to: 400)
    runs = log.runs.map { run in
      let level = run.level?.rawValue ?? ""
      return Run(
        number: run.run, date: run.began.date, operation: run.operation, level: level, files: run.files,
        share: min(1, Double(run.files) / Double(max(1, run.listed ?? files))), findings: run.findings.values.reduce(0, +),
        kind: level == "restore" ? "fill-good" : level == "fixity" ? "fill-read" : "fill-faint")
    }
  }

  /// The bucket of a run's age; a run whose clock was ahead has none, and counts as old.
  private func place(_ run: Int, _ times: [Int: Date]) -> Int {
    guard run > 0 else { return Self.limits.count }
    guard let date = times[run] else { return Self.limits.count - 1 }
    let days = now.timeIntervalSince(date) / Self.day
    return Self.limits.firstIndex { days <= $0.days } ?? Self.limits.count - 1
  }

  /// At most so many of the values, evenly spread, first and last among them.
  static func thinned<Value>(_ values: [Value], to most: Int) -> [Value] {
    guard values.count > most, most > 1 else { return values }
    return (0..<most).map { values[$0 * (values.count - 1) / (most - 1)] }
  }
}
