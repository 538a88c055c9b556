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

  /// Why files were stored whole.
  struct Reason: Sendable, Hashable {
    var text: String
    var sum = Sum()
  }

  private static let mostReasons = 20

  /// Files that were done, by tier, raws stored whole under `stored-whole-raw`; those without a tier under "".
  private(set) var done: [String: Sum] = [:]
  private(set) var links = Sum()
  private(set) var folders = Sum()
  private(set) var unchanged = Sum()
  private(set) var failed = Sum()
  private(set) var skipped = Sum()
  /// By code and text; when texts differ from file to file, the many share the first of their code.
  private(set) var storedWhole: [String: Reason] = [:]
  private(set) var findings: [Finding.Kind: Int] = [:]

  /// Entries that are safe: done now or before.
  var handled: Int { files.files + links.files + folders.files + unchanged.files }

  /// All files done in this run, links and folders left out.
  var files: Sum { done.values.reduce(Sum(), +) }

  /// Files done, by the tier's own name.
  var filesByTier: [String: Int] {
    done.reduce(into: [:]) { tiers, item in
      let tier = item.key.hasSuffix("-raw") ? String(item.key.dropLast(4)) : item.key
      if !tier.isEmpty { tiers[tier, default: 0] += item.value.files }
    }
  }

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
      case "symlink": links.add(report)
      case "folder": folders.add(report)
      default:
        done[(report.tier ?? "") + (report.tier == "stored-whole" && report.kind == "raw" ? "-raw" : ""), default: Sum()].add(report)
        guard report.tier == "stored-whole" else { break }
        let reason = report.reason ?? ""
        let full = "\(report.code ?? ""): \(reason)"
        let key = storedWhole[full] != nil || storedWhole.count < Self.mostReasons ? full : report.code ?? ""
        storedWhole[key, default: Reason(text: reason)].sum.add(report)
      }
    }
  }
}
