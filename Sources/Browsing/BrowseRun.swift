package import ArchiveStore
package import ByteCoding
internal import Cataloguing
internal import Proofs
package import Reporting
internal import Synchronization

/// Makes a contact sheet of an archive: a folder with a page that a browser opens without a server. Reads the archive, and changes nothing
/// in it but the catalog.
///
/// Goes through the catalog in order, beside the log of proofs and the index of what earlier runs made. Memory: some pictures for each job,
/// one file of data, and a part of the pictures' names when old ones are removed.
package struct BrowseRun: Sendable {
  private static let batch = 64
  private let archive: Archive
  private let source: any PreviewSource
  private let options: BrowseOptions
  private let control: OperationControl

  package init(_ archive: Archive, source: any PreviewSource, options: BrowseOptions, control: OperationControl) {
    (self.archive, self.source, self.options, self.control) = (archive, source, options, control)
  }

  /// Makes or updates the sheet in a folder; `name` is the archive as the person named it.
  ///
  /// Problems with single shots are reported as events, and the sheet says them. Throws what `SheetFolder` refuses, and where nothing can go
  /// on. A run that was stopped leaves the last whole sheet as it was; what it made is used by the next.
  package func run(into path: String, archiveName name: String) throws(Fault) -> BrowseSummary {
    let sheet = try SheetFolder(path, of: archive, force: options.force)
    control.report(.phaseStarted(.cataloguing, totalFiles: nil, totalBytes: nil))
    let catalog = try Catalog(archive)
    let totals = try catalog.totals(Catalog.Filter()).filter { $0.kind == "raw" || $0.kind == "file" }
    control.report(.phaseEnded(.cataloguing))
    let files = totals.reduce(0) { $0 + $1.files }
    control.report(
      .phaseStarted(.browsing, totalFiles: files, totalBytes: totals.reduce(0) { $0.addingSaturated($1.size) }))
    let store = PictureStore(sheet: sheet, fanOut: PictureKey.fanOut(for: files))
    let indexes = IndexFiles(notes: sheet.notes)
    let old = try indexes.old()
    var known = try IndexReader(old)
    var index = SheetFile(try indexes.create())
    var data = try DataFiles(sheet, most: max(1, options.chunk))
    var proofs = try UnitProofs(archive)
    let maker = ShotMaker(archive: archive, source: source, store: store)
    var summary = BrowseSummary()
    var last = ""
    while !control.isStopped {
      let entries = try catalog.files(after: last, limit: Self.batch)
      guard let end = entries.last else { break }
      last = end.unit
      var work: [ShotMaker.Work] = []
      for entry in entries {
        work.append(.init(entry: entry, proof: try proofs.proof(of: entry.unit), known: try known.lines(of: Array(entry.unit.utf8))))
      }
      for made in try make(work, maker) {
        if let line = made.line { try index.write(line.text) }
        if let shot = made.shot { try data.add(shot) }
        summary.count(made)
      }
      // What is on disk must be in the index, should this end here.
      try index.flush()
    }
    control.report(.phaseEnded(.browsing))
    guard !control.isStopped else { return summary }
    try data.finish()
    try publish(sheet, data, name, &summary)
    try indexes.publish()
    if let old { summary.removed = try StalePictures(store: store).remove(old: old, current: sheet.notes.file(IndexFiles.name)) }
    try sheet.root.synchronize()
    summary.isComplete = true
    return summary
  }

  /// Makes a batch on all threads; results are in the order of the work. Throws what nothing can go on with.
  private func make(_ work: [ShotMaker.Work], _ maker: ShotMaker) throws(Fault) -> [ShotMaker.Made] {
    let results = Mutex<[Int: ShotMaker.Made]>([:])
    let fatal = Mutex<Fault?>(nil)
    Workers.forEach(Array(work.indices), options.jobs) { number in
      guard !control.isStopped, fatal.withLock({ $0 == nil }) else { return }
      control.report(.fileStarted(path: work[number].entry.path, bytes: work[number].entry.size))
      do throws(Fault) {
        let made = try maker.make(work[number])
        control.report(made.event)
        results.withLock { $0[number] = made }
      } catch {
        fatal.withLock { $0 = $0 ?? error }
      }
    }
    if let fault = fatal.withLock({ $0 }) { throw fault }
    return results.withLock { results in work.indices.compactMap { results[$0] } }
  }

  private func publish(_ sheet: SheetFolder, _ data: DataFiles, _ name: String, _ summary: inout BrowseSummary) throws(Fault) {
    // Pictures reach the medium before what names them does; one wait for all.
    if summary.made > 0 { try sheet.root.synchronizeFileSystem() }
    var head = ScriptObject()
    head.add(shown: "title", options.title)
    head.add(shown: "archive", name)
    head.add("software", options.software)
    head.add("shots", summary.shots)
    head.add("files", data.count)
    head.add("otherFiles", summary.otherFiles)
    let counts = try data.publish(head)
    let page = try SheetPage.write(to: sheet, title: options.title)
    (summary.written, summary.kept) = (counts.written + page.written, counts.kept + page.kept)
  }
}

extension BrowseSummary {
  fileprivate mutating func count(_ made: ShotMaker.Made) {
    guard let shot = made.shot else {
      otherFiles += 1
      return
    }
    shots += 1
    switch shot.looks {
    case .pictures(let isRestored):
      if made.isNew { self.made += 1 } else { unchanged += 1 }
      if isRestored { restored += 1 }
    case .none: withoutPicture += 1
    case .failed: failed += 1
    }
  }
}
