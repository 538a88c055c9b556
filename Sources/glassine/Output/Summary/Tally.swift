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

  /// Why files are kept without a coded mosaic.
  struct Reason: Sendable, Hashable {
    var text: String
    var sum = Sum()
  }

  private static let mostReasons = 20

  /// Files that were done, by tier, with `+raw` behind it for raws and `+jpegs` where only JPEGs are coded; those without a tier under "".
  private(set) var done: [String: Sum] = [:]
  private(set) var links = Sum()
  private(set) var folders = Sum()
  private(set) var unchanged = Sum()
  private(set) var failed = Sum()
  private(set) var skipped = Sum()
  /// By code and text; when texts differ from file to file, the many share the first of their code.
  private(set) var reasons: [String: Reason] = [:]
  /// JPEGs coded as JPEG XL: what they took and take.
  private(set) var pictures = Sum()
  /// Originals that were removed, and those that stay, by code.
  private(set) var removed = Sum()
  private(set) var wouldBeRemoved = Sum()
  private(set) var kept: [String: Reason] = [:]
  private(set) var findings: [Finding.Kind: Int] = [:]

  /// Entries that are safe: done now or before.
  var handled: Int { files.files + links.files + folders.files + unchanged.files }

  /// All files done in this run, links and folders left out.
  var files: Sum { done.values.reduce(Sum(), +) }

  /// Files done, by the tier's own name.
  var filesByTier: [String: Int] {
    done.reduce(into: [:]) { tiers, item in
      let tier = item.key.split(separator: "+").first.map(String.init) ?? ""
      if !tier.isEmpty { tiers[tier, default: 0] += item.value.files }
    }
  }

  mutating func apply(_ event: OperationEvent) {
    switch event {
    case .fileFinished(let report): add(report)
    case .original(let report): add(report)
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
        done[Self.key(report), default: Sum()].add(report)
        if let parts = report.parts, parts.previewsOriginal > 0 {
          pictures.files += 1
          pictures.originalBytes &+= parts.previewsOriginal
          pictures.storedBytes &+= parts.previews
        }
        guard report.parts.map({ $0.mosaic == 0 }) ?? true, let reason = report.reason ?? (report.tier == "stored-whole" ? "" : nil) else {
          break
        }
        let full = "\(report.code ?? ""): \(reason)"
        let key = reasons[full] != nil || reasons.count < Self.mostReasons ? full : report.code ?? ""
        reasons[key, default: Reason(text: reason)].sum.add(report)
      }
    }
  }

  private mutating func add(_ report: OriginalReport) {
    func counted(_ sum: inout Sum) {
      sum.files += 1
      sum.originalBytes = sum.originalBytes.addingReportingOverflow(report.bytes).partialValue
    }
    switch report.outcome {
    case .removed: counted(&removed)
    case .wouldBeRemoved: counted(&wouldBeRemoved)
    case .kept: counted(&kept[report.code ?? "", default: Reason(text: report.reason ?? "")].sum)
    }
  }

  private static func key(_ report: FileReport) -> String {
    guard let tier = report.tier else { return "" }
    switch tier {
    case "stored-whole": return report.kind == "raw" ? tier + "+raw" : tier
    // A restore knows no parts: then a file is counted under its tier.
    case "file-exact": return report.parts.map { $0.mosaic == 0 } ?? false ? tier + (report.kind == "raw" ? "+raw+jpegs" : "+jpegs") : tier
    default: return tier
    }
  }
}
