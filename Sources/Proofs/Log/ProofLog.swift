package import ArchiveStore
internal import ByteCoding
internal import Reporting

/// The proof log of an archive at one moment: what was proved when, whatever other runs write meanwhile.
///
/// Damaged segments are passed over with a notice. Memory holds the runs and findings, and a piece of each segment.
package struct ProofLog: Sendable {
  /// Ascending by number.
  package let runs: [ProofRun]
  /// What a person should know: segments that could not be read, clocks that were ahead.
  package let notices: [String]
  let segments: [Segment]
  let loggedFindings: [LoggedFinding]
  private let runsByNumber: [Int: ProofRun]

  /// Opens the log; one that is not there or cannot be read is empty. Cost: reads all of it once.
  package init(_ archive: Archive, now: ProofTime = .now) {
    var notices: [String] = []
    var segments: [Segment] = []
    do throws(Fault) {
      if let folder = try SegmentFolder(archive) { segments = try Self.segments(folder, &notices) }
    } catch {
      notices.append("the proof log cannot be read: \(error)")
    }
    self.init(segments, notices, now)
  }

  /// The log that some segments make together.
  init(merging segments: [Segment]) { self.init(segments, [], ProofTime(seconds: .max)) }

  private init(_ segments: [Segment], _ notices: [String], _ now: ProofTime) {
    var notices = notices
    var runs: [Int: ProofRun] = [:]
    var findings: Set<LoggedFinding> = []
    for segment in segments {
      for run in segment.runs where run.run > 0 {
        if let known = runs[run.run], known.part >= run.part { continue }
        runs[run.run] = run
      }
      findings.formUnion(segment.findings)
    }
    let ordered = runs.values.sorted { $0.run < $1.run }
    let future = ordered.filter { $0.isFuture(now) }
    if let first = future.first {
      notices.append(
        "the clock was ahead in \(future.count == 1 ? "run \(first.run)" : "\(future.count) runs, the first of them run \(first.run)") "
          + "(\(first.began)): when that was is not known")
    }
    (self.runs, self.notices, self.segments, runsByNumber) = (ordered, notices, segments, runs)
    loggedFindings = findings.sorted { ($0.finding.file, $0.run, $0.finding.detail) < ($1.finding.file, $1.run, $1.finding.detail) }
  }

  /// All sound segments. A merge may take files away between looking and opening: then it is looked again.
  private static func segments(_ folder: SegmentFolder, _ notices: inout [String]) throws(Fault) -> [Segment] {
    for _ in 0..<16 {
      var segments: [Segment] = []
      var found: [String] = []
      var isStale = false
      for number in try folder.numbers() {
        do throws(Fault) {
          segments.append(try Segment(number, folder.file(number)))
        } catch {
          if error.isNotThere { isStale = true } else { found.append("passed over a part of the proof log: \(error)") }
        }
      }
      if isStale { continue }
      notices += found
      return segments
    }
    throw Fault(.environment, "proofs.busy", "its parts come and go", advice: "try again")
  }

  package func run(_ number: Int) -> ProofRun? { runsByNumber[number] }

  /// When a run was; nil for none, and where its clock was ahead of `now`.
  package func time(ofRun number: Int, now: ProofTime) -> ProofTime? {
    guard let run = runsByNumber[number], !run.isFuture(now) else { return nil }
    return run.began
  }

  /// The newest proofs of every file, ascending by the bytes of the path.
  package func proofs() -> ProofCursor { ProofCursor(segments) }

  /// Visits the newest proofs of every file, ascending by the bytes of the path. Throws what `body` throws.
  package func forEachProof<Failure: Error>(_ body: (Proof) throws(Failure) -> Void) throws(Failure) {
    var cursor = proofs()
    while let proof = cursor.next() { try body(proof) }
  }
}
