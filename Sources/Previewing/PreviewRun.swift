internal import ArchiveFormat
package import ArchiveStore
package import ByteCoding
internal import Foundation
internal import PictureCoding
package import Reporting
internal import Restoration
internal import Synchronization
internal import UnitCoding

/// Writes previews of an archive's units into a folder. Reads units only, and writes nothing into the archive.
package struct PreviewRun: Sendable {
  private let archive: Archive
  private let options: PreviewOptions
  private let control: OperationControl

  package init(_ archive: Archive, options: PreviewOptions, control: OperationControl) {
    self.archive = archive
    self.options = options
    self.control = control
  }

  /// Makes previews in a folder, made when it is not there.
  ///
  /// What happens to single files is reported as events: `done`, `unchanged` (the same bytes are there already), `skipped` (no picture)
  /// or `failed`. Throws where nothing can go on: a folder inside the archive (`preview.target`), an unwritable one, a full file system.
  /// Memory: that of `PreviewMaker` for each job.
  package func run(into target: String) throws(Fault) -> PreviewSummary {
    try checkPlace(target)
    try Folder.makeAll(target)
    // Again, now that it is there: a link on the way may have led into the archive.
    try checkPlace(target)
    let root = try Folder.open(target)
    try scan()
    control.report(.phaseStarted(.previewing, totalFiles: nil, totalBytes: nil))
    let maker = PreviewMaker(size: options.size, scratch: root, software: options.software, budget: options.budget)
    let writer = PreviewFileWriter(archive: archive, target: root, maker: maker, options: options, control: control)
    let state = Mutex((summary: PreviewSummary(), fatal: Fault?.none))
    var batch: [String] = []
    func flush() {
      let work = batch
      batch.removeAll()
      Workers.forEach(work, options.jobs) { path in
        guard state.withLock({ $0.fatal == nil }), !control.isStopped else { return }
        do throws(Fault) {
          let result = try writer.write(path)
          state.withLock { $0.summary.add(result) }
        } catch {
          state.withLock { $0.fatal = $0.fatal ?? error }
        }
      }
    }
    try selection.forEach(onProblem: { _ in }) { path throws(Fault) in
      batch.append(path)
      if batch.count >= 64 { flush() }
      return state.withLock { $0.fatal == nil } && !control.isStopped
    }
    flush()
    control.report(.phaseEnded(.previewing))
    var (summary, fatal) = state.withLock { $0 }
    if let fatal { throw fatal }
    summary.failed += missing.count
    summary.isComplete = !control.isStopped
    return summary
  }

  private var selection: UnitSelection { UnitSelection(archive, paths: options.paths) }
  private let missing = MissingCount()

  /// Counts what there is, for the time left, and reports what is not there.
  private func scan() throws(Fault) {
    control.report(.phaseStarted(.scanning, totalFiles: nil, totalBytes: nil))
    var files = 0
    var bytes: Int64 = 0
    try selection.forEach { report in
      missing.add()
      control.report(.fileFinished(report))
    } _: { path throws(Fault) in
      // A damaged unit is counted here and reported when its turn comes.
      let record = try? archive.unit(path).record()
      if record.map({ $0.kind == .file }) ?? true { files += 1 }
      if let record { bytes = bytes.addingSaturated(record.size) }
      return !control.isStopped
    }
    control.report(.totals(files: files, bytes: bytes))
    control.report(.phaseEnded(.scanning))
  }

  /// Files inside an archive that no manifest lists would be damage.
  private func checkPlace(_ target: String) throws(Fault) {
    func real(_ path: String) -> [String] { URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.pathComponents }
    if real(target).starts(with: real(archive.root.path)) {
      throw Fault(
        .misuse, "preview.target", "previews do not go into the archive: every file in it is one that its manifests list", file: target,
        advice: "name a folder outside of it")
    }
  }
}

/// Paths under which there was nothing.
private final class MissingCount: Sendable {
  private let state = Mutex(0)
  var count: Int { state.withLock { $0 } }
  func add() { state.withLock { $0 += 1 } }
}

extension PreviewSummary {
  mutating func add(_ result: PreviewFileWriter.Result?) {
    guard let result else { return }
    switch result.outcome {
    case .done: written += 1
    case .unchanged: unchanged += 1
    case .skipped: without += 1
    case .failed: failed += 1
    }
    bytes = bytes.addingSaturated(result.bytes)
    if result.isRestored { restored += 1 }
    switch result.origin {
    case .embedded: embedded += 1
    case .jpeg: jpegs += 1
    case .developed: developed += 1
    case nil: break
    }
  }
}
