internal import ArchiveStore
package import ByteCoding
package import Reporting
internal import Synchronization

/// Takes a folder tree into an archive: every entry, each proved from disk before it is published. One bad file never stops it.
package struct ArchiveRun: Sendable {
  private let source: String
  private let options: ArchiveOptions
  private let control: OperationControl

  package init(source: String, options: ArchiveOptions, control: OperationControl) {
    self.source = source
    self.options = options
    self.control = control
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
      try walk(FileArchiver(archive: archive, writer: nil, options: options, control: control), archive)
      return
    }
    let archive = try Archive.create(path)
    let isInterrupted = try archive.isUnfinished
    if isInterrupted { control.report(.phaseStarted(.recovering, totalFiles: nil, totalBytes: nil)) }
    let writer = try ArchiveWriter(archive, software: options.software, documents: options.documents)
    if isInterrupted { control.report(.phaseEnded(.recovering)) }
    var failure: Fault?
    do throws(Fault) {
      try walk(FileArchiver(archive: archive, writer: writer, options: options, control: control), archive)
    } catch {
      failure = error
    }
    control.report(.phaseStarted(.listing, totalFiles: nil, totalBytes: nil))
    // What was published is listed also after a failure; the first failure is the one that counts.
    do throws(Fault) { try writer.checkpoint() } catch { failure = failure ?? error }
    control.report(.phaseEnded(.listing))
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
            control.report(
              .fileFinished(FileReport(path: error.file ?? "?", outcome: .failed, kind: "file", reason: error.cause, code: error.code)))
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
