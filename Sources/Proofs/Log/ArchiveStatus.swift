internal import ArchiveFormat
package import ArchiveStore
package import ByteCoding

/// What the log and the manifest say of an archive without looking into any unit: how it stands, and what is at risk.
package struct ArchiveStatus: Sendable {
  package let coverage: ProofCoverage
  /// All runs, ascending by number.
  package let runs: [ProofRun]
  package let openFindings: [LoggedFinding]
  /// What a person should know of the log itself.
  package let notices: [String]
  /// Bytes of all payload files as `bag-info.txt` tells; nil where it does not.
  package let payloadBytes: Int64?
  /// True while an archive run is under way, or was cut off.
  package let isUnfinished: Bool
  /// Folders in the quarantine, one a run that replaced files.
  package let quarantined: Int

  /// Reads manifest and log; `visit` hears of every file in order of the paths, with when it was proved and what is wrong with it.
  ///
  /// Throws `.environment`, and what `visit` throws. Cost: reads the manifest once and the log twice, no unit.
  package init(
    _ archive: Archive, now: ProofTime = .now,
    _ visit: (ProvedFile, ProofCoverage.Times, [LoggedFinding]) throws(Fault) -> Void = { _, _, _ in }
  ) throws(Fault) {
    let log = ProofLog(archive, now: now)
    let open = log.openFindings()
    coverage = try ProofCoverage(ProvedFiles(archive, log), open: open, now: now, visit)
    (runs, openFindings, notices) = (log.runs, open, log.notices)
    payloadBytes = Self.payloadBytes(archive)
    isUnfinished = try archive.isUnfinished
    let kept = Array(Archive.quarantineName.utf8)
    quarantined = try archive.root.status(kept)?.kind == .folder ? archive.root.folder(kept).names().count : 0
  }

  private static func payloadBytes(_ archive: Archive) -> Int64? {
    guard let text = try? archive.file("bag-info.txt").read(at: 0, upTo: 1 << 16) else { return nil }
    for line in String(decoding: text, as: UTF8.self).split(separator: "\n") where line.hasPrefix("Payload-Oxum: ") {
      return line.dropFirst(14).split(separator: ".").first.flatMap { Int64($0) }
    }
    return nil
  }
}
