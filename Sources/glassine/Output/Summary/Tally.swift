import Reporting

/// What a run did, counted from its events; memory does not grow with the number of files that went well.
struct Tally: Sendable, Hashable {
  /// Files of one kind, and what they weigh.
  struct Sum: Sendable, Hashable, Codable {
    var files = 0
    var originalBytes: Int64 = 0
    var storedBytes: Int64 = 0

    mutating func add(_ report: FileReport) {
      files += 1
      originalBytes = originalBytes.addingReportingOverflow(report.originalBytes).partialValue
      storedBytes = storedBytes.addingReportingOverflow(report.storedBytes).partialValue
    }

    static func + (left: Sum, right: Sum) -> Sum {
      Sum(
        files: left.files + right.files, originalBytes: left.originalBytes &+ right.originalBytes,
        storedBytes: left.storedBytes &+ right.storedBytes)
    }
  }

  /// Why files were stored whole: one example's text a code.
  struct Reason: Sendable, Hashable {
    var text: String
    var sum = Sum()
  }

  /// Files that were done, by tier; those without one under "".
  private(set) var done: [String: Sum] = [:]
  private(set) var links = Sum()
  private(set) var folders = Sum()
  private(set) var unchanged = Sum()
  private(set) var failed = Sum()
  private(set) var skipped = Sum()
  /// By code.
  private(set) var storedWhole: [String: Reason] = [:]
  private(set) var findings: [Finding.Kind: Int] = [:]

  /// Entries that are safe: done now or before.
  var handled: Int { files.files + links.files + folders.files + unchanged.files }

  /// All files done in this run, links and folders left out.
  var files: Sum { done.values.reduce(Sum(), +) }

  mutating func apply(_ event: OperationEvent) {
    switch event {
    case .fileFinished(let report): add(report)
    case .finding(let finding): findings[finding.kind, default: 0] += 1
    default: break
    }
  }

  private mutating func add(_ report: FileReport) {
    switch report.outcome {
    case .unchanged: unchanged.add(report)
    case .failed: failed.add(report)
    case .skipped: skipped.add(report)
    case .done:
      switch report.kind {
      case "symlink", "link": links.add(report)
      case "directory", "folder": folders.add(report)
      default:
        done[report.tier ?? "", default: Sum()].add(report)
        guard report.tier == "stored-whole" else { break }
        storedWhole[report.code ?? "", default: Reason(text: report.reason ?? "")].sum.add(report)
      }
    }
  }
}
