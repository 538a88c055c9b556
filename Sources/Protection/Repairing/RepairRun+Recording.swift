internal import ArchiveStore
internal import ByteCoding
internal import Proofs
internal import Reporting

/// What a repair leaves in the proof log: each finding it met, closed by a proof of the same file where that is as it was again.
extension RepairRun {
  /// Notes a finding; with a digest, that the file has it now. Files rebuilt were compared with it before they got their names.
  func note(_ finding: Finding, mended digest: SHA256Digest? = nil, bytes: Int64 = 0) {
    recorder?.record(finding)
    if let digest { recorder?.record(finding.file, digest: digest, bytes: bytes, level: .fixity) }
  }

  /// The same for a file of the parity, which was read back when it was written. Parity elsewhere is not part of the archive.
  func noteParity(_ finding: Finding, isMended: Bool) {
    guard options.place == nil, recorder != nil else { return }
    let file = isMended ? try? archive.file(finding.file) : nil
    note(finding, mended: try? file?.digest(), bytes: (try? file?.status().size) ?? 0)
  }

  /// Notes what tag files contradicted each other in the beginning, and whether they agree now.
  func note(_ contradictions: [Fault]) throws(Fault) {
    guard recorder != nil, !contradictions.isEmpty else { return }
    let isMended = try TagManifest.faults(archive).isEmpty
    var seen: Set<String> = []
    for fault in contradictions {
      let path = fault.file ?? Archive.tagManifestName
      guard seen.insert(path).inserted else { continue }
      let finding = Finding(kind: .manifest, file: path, detail: fault.cause)
      guard isMended else {
        note(finding)
        continue
      }
      // One that nothing lists any more leaves nothing to say.
      guard let file = try? archive.file(path), let digest = try? file.digest() else { continue }
      note(finding, mended: digest, bytes: (try? file.status().size) ?? 0)
    }
  }

  /// A repair that met nothing leaves the archive as it was.
  func finishRecord(_ end: ProofRun.State) {
    let summary = summary
    recorder?.finish(end, evenIfEmpty: false) { run in
      // Everything was looked for by name; what is still missing or unlisted is a finding of this run.
      if end == .done { run.namesComplete = true }
      let mended = summary.repaired + summary.parityRepaired + summary.tagsRepaired
      run.counts = ["mended": Int64(mended), "lost": Int64(summary.lost + summary.remaining)]
    }
  }
}
