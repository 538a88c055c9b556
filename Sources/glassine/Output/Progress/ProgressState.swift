import Reporting

/// Where an operation stands, as its events tell it; draws nothing and knows no clock but the moments it is handed.
struct ProgressState: Sendable {
  private(set) var phase: Phase?
  private(set) var totalFiles: Int?
  private(set) var totalBytes: Int64?
  private(set) var filesDone = 0
  private(set) var bytesDone: Int64 = 0
  private(set) var problems = 0
  /// Files under way, the longest first; bounded, since it is only for showing.
  private(set) var active: [String] = []
  /// Bytes of files under way that were counted before their ends.
  private var parts: [String: Int64] = [:]
  private var phaseBegan = 0.0
  private var bytesMeter = RateMeter()
  private var filesMeter = RateMeter()

  /// Phases that go through files one by one, and so know how far they are.
  static func counts(_ phase: Phase) -> Bool {
    switch phase {
    case .archiving, .restoring, .auditing, .benchmarking, .protecting, .examining, .repairing, .mirroring, .proving, .previewing,
      .browsing:
      true
    case .recovering, .scanning, .listing, .cataloguing: false
    }
  }

  /// Takes in an event at a moment in seconds.
  mutating func apply(_ event: OperationEvent, at now: Double) {
    switch event {
    case .phaseStarted(let phase, let files, let bytes):
      self.phase = phase
      phaseBegan = now
      if let files { totalFiles = files }
      if let bytes { totalBytes = bytes }
      guard Self.counts(phase) else { break }
      filesDone = 0
      bytesDone = 0
      bytesMeter = RateMeter()
      filesMeter = RateMeter()
      bytesMeter.add(0, at: now)
      filesMeter.add(0, at: now)
      // A phase that counts no bytes (an audit of the structure) is measured in files, even where a scan counted them.
      if phase == .auditing, bytes == nil { totalBytes = nil }
    case .totals(let files, let bytes):
      totalFiles = files
      totalBytes = bytes
    case .fileStarted(let path, _):
      if active.count < 256 { active.append(path) }
    case .advanced(let bytes): advance(bytes, at: now)
    case .partDone(let path, let bytes):
      parts[path, default: 0] += bytes
      count(bytes, at: now)
    case .fileFinished(let report):
      if let position = active.firstIndex(of: report.path) { active.remove(at: position) }
      advance(report.originalBytes - (parts.removeValue(forKey: report.path) ?? 0), at: now)
      if report.outcome == .failed { problems += 1 }
    case .original(let report):
      filesDone += 1
      bytesDone = bytesDone.addingReportingOverflow(max(0, report.bytes)).partialValue
      bytesMeter.add(Double(max(0, report.bytes)), at: now)
      filesMeter.add(1, at: now)
    case .finding: problems += 1
    case .notice: break
    case .phaseEnded:
      phase = nil
      active = []
    }
  }

  private mutating func advance(_ bytes: Int64, at now: Double) {
    filesDone += 1
    count(bytes, at: now)
    filesMeter.add(1, at: now)
  }

  private mutating func count(_ bytes: Int64, at now: Double) {
    bytesDone = bytesDone.addingReportingOverflow(max(0, bytes)).partialValue
    bytesMeter.add(Double(max(0, bytes)), at: now)
  }

  /// The share that is done, 0...1, by bytes where they are known; nil where no total is.
  var fraction: Double? {
    if let totalFiles, totalFiles > 0, filesDone >= totalFiles { return 1 }
    if let totalBytes, totalBytes > 0 { return min(1, Double(bytesDone) / Double(totalBytes)) }
    guard let totalFiles, totalFiles > 0 else { return nil }
    return min(1, Double(filesDone) / Double(totalFiles))
  }

  /// Bytes a second lately; nil until something was measured.
  func bytesPerSecond(at now: Double) -> Double? { bytesMeter.rate(at: now) }

  /// Seconds to go; nil while a guess would be worth nothing.
  func secondsLeft(at now: Double) -> Double? {
    guard now - phaseBegan >= 2, bytesDone > 0 || filesDone > 0, let fraction, fraction < 1 else { return nil }
    if let totalBytes, totalBytes > 0 {
      return bytesMeter.rate(at: now).map { Double(max(0, totalBytes - bytesDone)) / $0 }
    }
    return filesMeter.rate(at: now).map { Double((totalFiles ?? filesDone) - filesDone) / $0 }
  }
}
