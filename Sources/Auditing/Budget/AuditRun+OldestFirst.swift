internal import ArchiveStore
internal import ByteCoding
internal import Proofs
internal import Reporting
internal import Synchronization

extension AuditRun {
  /// Into the files, those first that were not proved for longest, and then over all names and section tables: of however many files the
  /// first is read at once. A budget of time comes to its end in the files, so there names have their turn before them.
  func runOldestFirst() throws(Fault) {
    // As the manifest and the log are now, whatever other runs do to them meanwhile.
    let log = ProofLog(archive)
    for notice in log.notices { control.report(.notice(notice)) }
    let files = try ProvedFiles(archive, log)
    try auditTags()
    if options.maxSeconds != nil { try auditStructure() }
    if !control.isStopped { try auditOldest(files) }
    if options.maxSeconds == nil, !control.isStopped { try auditStructure() }
  }

  private func auditOldest(_ files: ProvedFiles) throws(Fault) {
    let queue = OldestFirst(files, level: options.level == .restore ? .restore : .fixity)
    let total = try queue.count()
    // Of few files a small share is one.
    var left = options.sample < 1 ? min(total, max(1, Int((options.sample * Double(total)).rounded()))) : total
    control.report(.phaseStarted(.auditing, totalFiles: options.maxSeconds == nil && options.maxBytes == nil ? left : nil, totalBytes: nil))
    try queue.forEachBand { band throws(Fault) in
      var batch: [Item] = []
      for item in band {
        guard left > 0, !control.isStopped else { break }
        // One that is not there is found by its name, and takes nobody's place.
        guard let status = try? archive.status(item.path), status.kind == .file else { continue }
        guard budget.admits(bytes: status.size) else { break }
        left -= 1
        batch.append((item.path, item.digest, true))
        if batch.count >= batchFiles { audit(&batch) }
      }
      audit(&batch)
      return left > 0 && !budget.isSpent && !control.isStopped
    }
    control.report(.phaseEnded(.auditing))
  }

  /// Files between two looks at the clock.
  var batchFiles: Int { options.maxSeconds == nil ? 64 : max(1, options.jobs) }

  private func auditStructure() throws(Fault) {
    control.report(.phaseStarted(.scanning, totalFiles: nil, totalBytes: nil))
    let looksAtTables = options.maxSeconds == nil
    try joinManifest { path, digest throws(Fault) in
      let listed = summary.withLock { $0.filesListed }
      if listed % 1000 == 0 { control.report(.totals(files: listed, bytes: 0)) }
      return looksAtTables && Self.isUnit(path) ? (path, digest, false) : nil
    }
    control.report(.totals(files: summary.withLock { $0.filesListed }, bytes: 0))
    control.report(.phaseEnded(.scanning))
  }
}
