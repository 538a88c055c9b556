import Foundation
import Proofs
import Protection
import Reporting

/// What an audit looked at and found: everything its summary and its HTML report say.
struct AuditOutcome: Sendable {
  /// The archive as the person named it.
  var archive: String
  /// `structure`, `fixity` or `restore`.
  var level: String
  /// The share of files that was looked into, 0...1, and what chose them.
  var sample = 1.0
  var seed: UInt64 = 0
  var date: Date
  /// Name and version of the program.
  var software: String
  /// Files that were found in their place.
  var filesListed: Int
  /// Files whose every byte was held against its digest.
  var filesRead: Int
  /// Units whose originals were rebuilt and compared.
  var unitsProved: Int
  var bytesRead: Int64
  var seconds: Double
  /// False where the audit was stopped before its end.
  var isComplete = true
  var findings: [Finding]
  /// True where only a part of the files was meant to be looked into.
  var isPartial = false
  /// True where a part was taken in the order of the files' last proofs; false where it was drawn.
  var isOldestFirst = false
  /// True where a budget of time or bytes came to its end.
  var isBudgetSpent = false
  /// What was looked at of the parity; nil where the archive has none.
  var parity: ParityAudit.Summary?
  /// How much of the archive was proved how lately, this audit included; nil where that was not asked.
  var coverage: ProofCoverage?

  /// One step deeper into the archive.
  struct Step: Sendable {
    var name: String
    var files: Int
    var whole: Int
  }

  /// How far the audit went, shallow first.
  ///
  /// Only units can be rebuilt, so the last step is held against the units that were rebuilt and those that were found broken.
  var steps: [Step] {
    let lost = findings.count { $0.kind == .missing && $0.file.hasPrefix("data/") }
    var steps = [Step(name: "there, as listed", files: filesListed, whole: filesListed + lost)]
    if level != "structure" { steps.append(Step(name: "read, every byte compared", files: filesRead, whole: filesListed)) }
    if level == "restore" {
      let broken = Set(findings.filter { $0.file.hasSuffix(".glsn") && $0.kind != .missing && $0.kind != .orphan }.map(\.file)).count
      steps.append(Step(name: "originals rebuilt", files: unitsProved, whole: unitsProved + broken))
    }
    if let parity, parity.files > 0, level != "structure" {
      steps.append(Step(name: "parity files, every block", files: parity.filesRead, whole: parity.files))
    }
    return steps
  }

  var isSound: Bool { findings.isEmpty && isComplete }

  var exitStatus: ExitStatus { ExitStatus(findings: counts, interrupted: !isComplete) }

  /// Findings by kind.
  var counts: [Finding.Kind: Int] { findings.reduce(into: [:]) { $0[$1.kind, default: 0] += 1 } }

  func count(of kind: Finding.Kind) -> Int { counts[kind] ?? 0 }

  /// The one sentence people look for.
  var verdict: String {
    if !findings.isEmpty {
      let files = Set(findings.map(\.file)).count
      return "\(HumanNumber.count(findings.count, "finding")) in \(HumanNumber.count(files, "file"))."
    }
    if !isComplete { return "Nothing was found, but the audit did not come to its end." }
    switch level {
    case "structure": return "Sound in structure: everything listed is there, and nothing else. Contents were not read."
    case "fixity" where isPartial:
      return "Sound as far as it was looked at: \(HumanNumber.count(filesRead, "file")) of \(HumanNumber.count(filesListed)) were read."
    case "fixity": return "Sound: every byte has its digest."
    default:
      return isPartial
        ? "Sound as far as it was looked at: \(HumanNumber.count(unitsProved, "original")) rebuilt and compared."
        : "Sound: every original was rebuilt and compared."
    }
  }

  /// What a kind of finding means, for people.
  static func meaning(of kind: Finding.Kind) -> String {
    switch kind {
    case .missing: "in the manifest, but not there"
    case .unreadable: "the drive or its permissions do not let it be read"
    case .orphan: "there, but in no manifest"
    case .truncated: "shorter or longer than it says itself"
    case .damaged: "bytes are not what they were"
    case .misplaced: "a whole unit under another unit's name"
    case .newer: "written by a newer version of Glassine"
    case .manifest: "a manifest that contradicts itself or the archive"
    case .unrestorable: "all digests right, but the original cannot be rebuilt"
    case .statement: "a receipt and the archive contradict each other"
    }
  }
}
