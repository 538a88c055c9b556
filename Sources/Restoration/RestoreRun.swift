internal import ArchiveFormat
package import ArchiveStore
package import ByteCoding
package import Reporting
internal import Synchronization

/// Gives files back from an archive into a folder. Reads units only: needs neither catalog nor manifests, and writes nothing into the archive.
package struct RestoreRun: Sendable {
  private let archive: Archive
  private let options: RestoreOptions
  private let control: OperationControl

  package init(_ archive: Archive, options: RestoreOptions, control: OperationControl) {
    self.archive = archive
    self.options = options
    self.control = control
  }

  /// Restores into a folder, made when it is not there.
  ///
  /// Problems with single files are reported as events. Throws where nothing can go on: an unwritable target, a full file system.
  package func run(into target: String) throws(Fault) {
    try Folder.makeAll(target)
    let root = try Folder.open(target)
    try scan()
    control.report(.phaseStarted(.restoring, totalFiles: nil, totalBytes: nil))
    let restorer = FileRestorer(archive: archive, target: root, options: options, control: control)
    let fatal = Mutex<Fault?>(nil)
    // Links and folders' times come last: a link made early could lead later files astray, and every new file changes a folder's time.
    let later = Mutex<[LaterEntry]>([])
    var batch: [String] = []
    func flush() {
      let work = batch
      batch.removeAll()
      Workers.forEach(work, options.jobs) { path in
        guard fatal.withLock({ $0 == nil }), !control.isStopped else { return }
        do throws(Fault) {
          if let entry = try restorer.restore(path) { later.withLock { $0.append(entry) } }
        } catch {
          fatal.withLock { $0 = $0 ?? error }
        }
      }
    }
    try forEachSelected { path throws(Fault) in
      batch.append(path)
      if batch.count >= 64 { flush() }
      return fatal.withLock { $0 == nil } && !control.isStopped
    }
    flush()
    if let fault = fatal.withLock({ $0 }) { throw fault }
    if !control.isStopped { restorer.finish(later.withLock { $0 }) }
    control.report(.phaseEnded(.restoring))
  }

  /// Counts what there is, for the time left.
  private func scan() throws(Fault) {
    control.report(.phaseStarted(.scanning, totalFiles: nil, totalBytes: nil))
    var files = 0
    var bytes: Int64 = 0
    try forEachSelected(reportMissing: true) { path throws(Fault) in
      files += 1
      // A damaged unit is counted here and reported when its turn comes.
      if let record = try? archive.unit(path).record() { bytes = bytes.addingSaturated(record.size) }
      return !control.isStopped
    }
    control.report(.totals(files: files, bytes: bytes))
    control.report(.phaseEnded(.scanning))
  }

  /// Visits the unit of the wanted version of every selected path. `body` gives false to stop.
  private func forEachSelected(reportMissing: Bool = false, _ body: (String) throws(Fault) -> Bool) throws(Fault) {
    let selection = UnitSelection(archive, paths: options.paths, version: options.version)
    try selection.forEach(
      onProblem: { report in if reportMissing { control.report(.fileFinished(report)) } }, body)
  }
}

/// A link or folder whose turn comes after all files.
struct LaterEntry: Sendable {
  let path: RelativePath
  let record: FileRecord
}
