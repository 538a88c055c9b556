package import Reporting

extension ProofLog {
  /// What is still wrong as far as the log knows: a finding is open until a later look at the same file, as deep as the kind needs, did not
  /// find it again. Ascending by file. Cost: one pass over the proofs where there are findings.
  package func openFindings() -> [LoggedFinding] {
    guard !loggedFindings.isEmpty else { return [] }
    var open: [[UInt8]: [LoggedFinding]] = [:]
    for logged in loggedFindings where !isCleared(logged) { open[Array(logged.finding.file.utf8), default: []].append(logged) }
    for (path, findings) in open {
      // What a later run found as deep down replaces what an earlier one did.
      open[path] = findings.filter { old in
        !findings.contains { $0.run > old.run && $0.finding.kind.provedAt >= old.finding.kind.provedAt }
      }
    }
    guard !open.isEmpty else { return [] }
    var cursor = proofs()
    while let proof = cursor.next() {
      guard let findings = open[proof.path] else { continue }
      open[proof.path] = findings.filter { proof.run(at: $0.finding.kind.provedAt) < $0.run }
    }
    return open.values.joined().sorted { ($0.finding.file, $0.run, $0.finding.detail) < ($1.finding.file, $1.run, $1.finding.detail) }
  }

  /// True where a later run looked at everything as deep and did not find it again.
  private func isCleared(_ logged: LoggedFinding) -> Bool {
    let kind = logged.finding.kind
    return runs.contains { run in
      guard run.run > logged.run else { return false }
      if let complete = run.complete, complete >= kind.provedAt { return true }
      return run.namesComplete == true && (kind == .missing || kind == .orphan || kind == .manifest)
    }
  }
}

extension Finding.Kind {
  /// The level at which a proof of the same file shows that this is no longer so.
  package var provedAt: ProofLevel {
    switch self {
    case .missing, .orphan, .manifest, .misplaced, .newer, .truncated: .structure
    case .damaged, .unreadable, .statement: .fixity
    case .unrestorable: .restore
    }
  }
}
