package import ByteCoding
internal import CLinux
internal import Foundation
internal import Synchronization

/// A file being written aside, inside the archive but under no name of its own yet.
package struct StagedFile: Sendable {
  package let file: OpenFile
  let name: [UInt8]
}

/// What is published together: files that get their names, names that go, and the line for the originals' list.
package struct Publication: Sendable {
  package struct Item: Sendable {
    package let staged: StagedFile
    package let path: String
    package let digest: SHA256Digest

    package init(staged: StagedFile, path: String, digest: SHA256Digest) {
      self.staged = staged
      self.path = path
      self.digest = digest
    }
  }

  /// Never replaces a unit that is already there.
  package var unit: Item?
  /// Replace older sidecars of the same path.
  package var sidecars: [Item] = []
  /// Sidecars that describe an older version and have no successor.
  package var obsolete: [String] = []
  /// The original's path and digest, for `originals-sha256.txt`.
  package var original: (path: [UInt8], digest: SHA256Digest)?
  /// A path that no longer has a line there: its newest version is a link, or keeps no original.
  package var originalGone: [UInt8]?
  /// Replace damaged files of the same path, units among them: the digest is the one the path already has or should have.
  package var healed: [Item] = []
  /// Files that lie in their place already, and were read and compared: only their lines are missing.
  package var proved: [(path: String, digest: SHA256Digest)] = []

  package init(unit: Item? = nil) { self.unit = unit }

  /// Everything that gets a name.
  package var items: [Item] { (unit.map { [$0] } ?? []) + sidecars + healed }

  /// The unit that the originals' line is about.
  fileprivate var unitPath: String? { unit?.path ?? healed.first?.path ?? proved.first?.path }
}

/// Writes to an archive: stages files aside, publishes them whole, and keeps the manifests true across crashes.
///
/// Safe to use from several threads. Holds the archive's lock as long as it lives.
package final class ArchiveWriter: Sendable {
  package let archive: Archive
  /// Files whose reading crashed an earlier run: better not read them again.
  package let crashedPaths: Set<[UInt8]>
  private let lock: ArchiveLock
  let staging: Folder
  private let software: String
  /// Nil where the archive's documents stay as they are.
  private let documents: TagDocuments?
  /// What the archive's own documents come from; nil where it does not say.
  private let documentsVersion: String?
  let state: Mutex<State>
  /// Manifests are rewritten when the journal has grown this long: memory and recovery stay bounded.
  private static let checkpointLines = 4096

  struct State: ~Copyable {
    var journal: Journal
    /// Nil until the tag files are written for the first time: counting asks for every file's size.
    var totals: PayloadTotals?
    var nextStaged = 0
    /// True once something was written that the tag files do not say yet.
    var isDirty: Bool
    /// True once publishing failed half way: what the journal says must be held against the disk.
    var isUncertain = false
  }

  /// Takes the lock, removes what a killed run left aside, and brings the manifests up to date with what it had published.
  ///
  /// Documents are written where the archive lacks them or has others, unless those are of a newer program.
  ///
  /// Throws `archive.locked`, `.environment`, or `.damaged` (`manifest.digest`, `manifest.line`, `journal.line`).
  package init(_ archive: Archive, software: String, documents: TagDocuments? = nil) throws(Fault) {
    self.archive = archive
    self.software = software
    lock = try ArchiveLock(archive)
    staging = try archive.root.folder(creating: Array(Archive.stagingName.utf8))
    crashedPaths = try Self.crashedPaths(staging)
    for name in try staging.names() { try staging.remove(name) }
    glassine_watch_for_crashes()
    let journal = try Journal(archive)
    let isNew = try !archive.hasTagFiles
    if journal.count == 0 && !isNew { try TagManifest.check(archive) }
    let known = try Bag.documentsVersion(archive)
    let isNewer = known.map { documents?.isOlder(than: $0) ?? true } ?? false
    self.documents = isNewer ? nil : documents
    documentsVersion = isNewer ? known : documents?.version
    let isStale = try self.documents.map { documents throws(Fault) in
      try !documents.stale(in: archive, listed: TagManifest.documents(archive)).isEmpty || known != documents.version
    }
    let isDirty = isNew || journal.count > 0 || isStale ?? false
    let state = State(journal: journal, isDirty: isDirty)
    self.state = Mutex(state)
    try checkpoint(recovering: true)
  }

  /// A new, empty file aside.
  package func stage() throws(Fault) -> StagedFile { try stage(as: "staged") }

  func stage(as prefix: String) throws(Fault) -> StagedFile {
    let number = state.withLock { state in
      state.nextStaged += 1
      return state.nextStaged
    }
    let name = Array("\(prefix)-\(number)".utf8)
    return StagedFile(file: try staging.create(name), name: name)
  }

  /// Writes bytes aside; they are on the medium only after `settle`.
  package func stage(_ bytes: [UInt8]) throws(Fault) -> StagedFile {
    let staged = try stage()
    do throws(Fault) { try staged.file.write(all: bytes, at: 0) } catch {
      discard(staged)
      throw error
    }
    return staged
  }

  /// Waits until these staged files are on the medium. Many small ones cost about as much as one.
  package func settle(_ staged: [StagedFile]) throws(Fault) {
    if staged.count > 4 {
      try staging.synchronizeFileSystem()
    } else {
      for file in staged { try file.file.synchronize() }
    }
  }

  /// Removes a file aside that will not be published.
  package func discard(_ staged: StagedFile) { try? staging.remove(staged.name) }

  /// Journals the digests, then gives the files their names. The staged files must already be on the medium.
  ///
  /// Throws `.environment`; a unit whose name is taken is never replaced (`archive.taken`). After a throw the journal and the folders still
  /// tell together what was published.
  package func publish(_ publications: [Publication]) throws(Fault) {
    var events: [Journal.Event] = []
    for publication in publications {
      for item in publication.items { events.append(.published(path: item.path, digest: item.digest)) }
      for file in publication.proved { events.append(.published(path: file.path, digest: file.digest)) }
      for path in publication.obsolete where try archive.status(path) != nil { events.append(.removed(path: path)) }
      if let gone = publication.originalGone { events.append(.originalGone(path: gone)) }
      if let original = publication.original, let unit = publication.unitPath {
        events.append(.original(path: original.path, digest: original.digest, unit: unit))
      }
    }
    let final = events
    try withState { state throws(Fault) in
      // Looked at before the journal speaks of it: what it says of a name must be true of what is under it.
      for case let unit? in publications.map(\.unit) {
        guard try self.archive.status(unit.path) == nil else {
          throw Fault(.environment, "archive.taken", "there is a unit of this name already", file: unit.path)
        }
      }
      state.isDirty = true
      try state.journal.append(final)
      do throws(Fault) {
        var folders: [String: Folder] = [:]
        for publication in publications { try self.place(publication, &state.totals, &folders) }
        for folder in folders.values { try folder.synchronize() }
      } catch {
        state.isUncertain = true
        throw error
      }
      if state.journal.count >= Self.checkpointLines { try self.writeTags(&state, recovering: false) }
    }
  }

  private func place(_ publication: Publication, _ totals: inout PayloadTotals?, _ folders: inout [String: Folder]) throws(Fault) {
    if let unit = publication.unit { try place(unit, replacing: false, &totals, &folders) }
    for item in publication.sidecars + publication.healed { try place(item, replacing: true, &totals, &folders) }
    for path in publication.obsolete {
      guard let status = try archive.status(path) else { continue }
      let place = try archive.place(path)
      try place.folder.remove(place.name)
      folders[place.folder.path] = place.folder
      if let known = totals?.bytes { totals?.bytes = known.addingSaturated(-status.size) }
      totals?.files -= 1
    }
  }

  private func place(
    _ item: Publication.Item, replacing: Bool, _ totals: inout PayloadTotals?, _ folders: inout [String: Folder]
  ) throws(Fault) {
    let place = try archive.place(item.path, creating: true)
    let old = replacing ? try place.folder.status(place.name) : nil
    let size = try item.staged.file.status().size
    try staging.rename(item.staged.name, to: place.folder, as: place.name, replacing: replacing)
    folders[place.folder.path] = place.folder
    if let known = totals?.bytes { totals?.bytes = known.addingSaturated(size).addingSaturated(-(old?.size ?? 0)) }
    totals?.files += old == nil ? 1 : 0
  }

  /// Brings the manifests and all other tag files up to date. Call at the end of a run, also of one that was stopped.
  package func checkpoint() throws(Fault) { try checkpoint(recovering: false) }

  private func checkpoint(recovering: Bool) throws(Fault) {
    try withState { state throws(Fault) in
      guard state.isDirty else { return }
      try self.writeTags(&state, recovering: recovering)
      state.isDirty = false
    }
  }

  func writeTags(_ state: inout State, recovering: Bool) throws(Fault) {
    let recovering = recovering || state.isUncertain
    let totals = state.isUncertain ? nil : state.totals
    let measured = if let totals { totals } else { try PayloadTotals.measure(archive) }
    state.totals = measured
    state.isUncertain = false
    if state.journal.count == 0 { try state.journal.append([.rewriting]) }
    let changes = try JournalChanges(state.journal.events(), archive: archive, recovering: recovering)
    try replaceManifest(Archive.manifestName, changes.payload)
    try replaceManifest(Archive.originalsName, changes.originals)
    try replaceTag("bagit.txt", Bag.declaration)
    // Of documents that stay, what the tag manifest says stays, too: damage to them must remain visible.
    var listed = try TagManifest.documents(archive)
    for document in try documents?.stale(in: archive, listed: listed) ?? [] {
      try replaceTag(document.name, document.bytes)
      listed[document.name] = SHA256Digest(of: document.bytes)
    }
    let information = Bag.information(totals: measured, software: software, documents: documentsVersion, date: Date())
    try replaceTag(Bag.informationName, information)
    try replaceTag(Archive.tagManifestName, TagManifest.text(archive, documents: listed))
    try archive.root.synchronize()
    try state.journal.clear()
  }

  private func replaceManifest(_ name: String, _ merge: ManifestMerge) throws(Fault) {
    let key = Array(name.utf8)
    let old = try archive.root.status(key) == nil ? nil : archive.root.file(key)
    if old != nil && merge.changes.isEmpty { return }
    let staged = try stageInsideLock(name)
    try merge.write(old: old, to: staged.file)
    try staged.file.synchronize()
    try staging.rename(staged.name, to: archive.root, as: key, replacing: true)
  }

  private func replaceTag(_ name: String, _ bytes: [UInt8]) throws(Fault) {
    let staged = try stageInsideLock(name)
    try staged.file.write(all: bytes, at: 0)
    try staged.file.synchronize()
    let place = try archive.place(name, creating: true)
    try staging.rename(staged.name, to: place.folder, as: place.name, replacing: true)
    // The root is synchronised once for all.
    if place.folder.path != archive.root.path { try place.folder.synchronize() }
  }

  /// A staged file named after its target: tag files are written by one thread at a time.
  private func stageInsideLock(_ name: String) throws(Fault) -> StagedFile {
    let key = Array(("tag-" + name.replacing("/", with: "-")).utf8)
    if try staging.status(key) != nil { try staging.remove(key) }
    return StagedFile(file: try staging.create(key), name: key)
  }

  func withState(_ body: (inout State) throws(Fault) -> Void) throws(Fault) {
    var failure: Fault?
    state.withLock { state in
      do throws(Fault) { try body(&state) } catch { failure = error }
    }
    if let failure { throw failure }
  }
}
