internal import ArchiveStore
package import ByteCoding
internal import Proofs
package import Reporting
internal import Synchronization

/// Takes a folder tree into an archive: every entry, each proved from disk before it is published. One bad file never stops it.
package struct ArchiveRun: Sendable {
  private let source: String
  private let options: ArchiveOptions
  private let control: OperationControl
  private let observer: (any ArchiveRunObserver)?

  package init(source: String, options: ArchiveOptions, control: OperationControl, observer: (any ArchiveRunObserver)? = nil) {
    self.source = source
    self.options = options
    self.control = control
    self.observer = observer
  }

  /// Archives into an archive that is made when it is not there.
  ///
  /// Problems with single files are reported as events. Throws where nothing can go on: `source.missing`, `archive.locked`,
  /// `archive.foreign`, a full or read-only file system, damaged manifests. Also then what was published stays, and is listed.
  package func run(into path: String) throws(Fault) {
    _ = try SourceTree(source, under: options.under, excluding: nil)
    if options.dryRun {
      let archive: Archive?
      do throws(Fault) { archive = try Archive.open(path) } catch  where error.code == "archive.none" { archive = nil }
      try walk(
        FileArchiver(archive: archive, writer: nil, recorder: nil, options: options, control: control, observer: observer), archive)
      return
    }
    let archive = try Archive.create(path)
    let isInterrupted = try archive.isUnfinished
    if isInterrupted { control.report(.phaseStarted(.recovering, totalFiles: nil, totalBytes: nil)) }
    let writer = try ArchiveWriter(archive, software: options.software, documents: options.documents)
    if isInterrupted { control.report(.phaseEnded(.recovering)) }
    // Each unit is rebuilt from the medium and compared before it is published: the first proof of its life.
    let recorder = ProofRecorder(
      archive, operation: ProofRun.Operation.archive, level: .restore, software: options.software, control: control)
    var failure: Fault?
    do throws(Fault) {
      if let observer { try observer.runBegan(writer) }
      try walk(
        FileArchiver(archive: archive, writer: writer, recorder: recorder, options: options, control: control, observer: observer),
        archive)
    } catch {
      failure = error
    }
    control.report(.phaseStarted(.listing, totalFiles: nil, totalBytes: nil))
    // What was published is listed also after a failure; the first failure is the one that counts.
    do throws(Fault) { try writer.checkpoint() } catch { failure = failure ?? error }
    control.report(.phaseEnded(.listing))
    // A run that found nothing new leaves the archive as it was, to the last byte.
    recorder.finish(failure != nil ? .failed : control.isStopped ? .stopped : .done, evenIfEmpty: false)
    if let failure { throw failure }
  }

  private func walk(_ archiver: FileArchiver, _ archive: Archive?) throws(Fault) {
    try scan(archive)
    let state = Mutex(State(tree: try SourceTree(source, under: options.under, excluding: archive)))
    let control = control
    control.report(.phaseStarted(.archiving, totalFiles: nil, totalBytes: nil))
    Workers.drain(options.jobs) { () -> SourceEntry? in
      state.withLock { state in
        while !control.isStopped && state.fatal == nil {
          do throws(Fault) {
            return try state.tree.next()
          } catch {
            let report = FileReport(path: error.file ?? "?", outcome: .failed, kind: "file", reason: error.cause, code: error.code)
            do throws(Fault) {
              try archiver.finished(SettledEntry(report: report))
            } catch {
              state.fatal = state.fatal ?? error
            }
          }
        }
        return nil
      }
    } _: { entry in
      do throws(Fault) {
        try archiver.archive(entry)
      } catch {
        state.withLock { $0.fatal = $0.fatal ?? error }
      }
    }
    // Also after a failure: what lies aside and can be proved is kept.
    do throws(Fault) { try archiver.finish() } catch { state.withLock { $0.fatal = $0.fatal ?? error } }
    control.report(.phaseEnded(.archiving))
    if let fatal = state.withLock({ $0.fatal }) { throw fatal }
  }

  private struct State: ~Copyable {
    var tree: SourceTree
    var fatal: Fault?
  }

  /// Counts what there is, for the time left.
  private func scan(_ archive: Archive?) throws(Fault) {
    control.report(.phaseStarted(.scanning, totalFiles: nil, totalBytes: nil))
    var tree = try SourceTree(source, under: options.under, excluding: archive)
    var files = 0
    var bytes: Int64 = 0
    while !control.isStopped {
      do throws(Fault) {
        guard let entry = try tree.next() else { break }
        files += 1
        if entry.status.kind == .file { bytes = bytes.addingSaturated(entry.status.size) }
        if files % 1000 == 0 { control.report(.totals(files: files, bytes: bytes)) }
      } catch {}  // The real walk reports it.
    }
    control.report(.totals(files: files, bytes: bytes))
    control.report(.phaseEnded(.scanning))
  }
}
