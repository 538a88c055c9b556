internal import ArchiveFormat
package import ArchiveStore
package import Archiving
package import ByteCoding
internal import Foundation
internal import Synchronization

/// Remembers what a run settled, on disk and in order, for the statements made at its end. Memory is bounded, whatever the run takes in.
///
/// Its files have no names from the moment they are made: a killed run leaves nothing behind.
package final class Ledger: ArchiveRunObserver {
  /// Makes an empty file that has no name any more.
  package typealias Spool = () throws(Fault) -> OpenFile

  private struct State {
    var file: OpenFile?
    var length = 0
    var runs: [Range<Int>] = []
    var lines: [[UInt8]] = []
    var lineBytes = 0
  }

  private let state = Mutex(State())
  private let pieceBytes: Int

  /// `pieceBytes` are sorted in memory at a time.
  package init(pieceBytes: Int = 16 << 20) { self.pieceBytes = pieceBytes }

  package func runBegan(_ writer: ArchiveWriter) throws(Fault) {
    let staged = try writer.stage()
    writer.discard(staged)
    state.withLock { $0.file = staged.file }
  }

  /// True once a run has told it anything.
  package var hasBegun: Bool { state.withLock { $0.file != nil || !$0.lines.isEmpty } }

  package func settled(_ entry: SettledEntry) throws(Fault) {
    guard let entry = LedgerEntry(entry) else { return }
    try add(entry)
  }

  /// Adds an entry. Throws `.environment`.
  package func add(_ entry: LedgerEntry) throws(Fault) {
    let line = entry.key + [0x09] + (try CanonicalJSON.encode(entry)) + [0x0A]
    var failure: Fault?
    state.withLock { state in
      state.lines.append(line)
      state.lineBytes += line.count
      guard state.lineBytes >= pieceBytes else { return }
      do throws(Fault) { try Self.write(&state) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  /// Writes what waits in memory as one sorted run.
  private static func write(_ state: inout State) throws(Fault) {
    guard !state.lines.isEmpty else { return }
    if state.file == nil { state.file = try temporaryFile() }
    guard let file = state.file else { return }
    let begin = state.length
    var piece: [UInt8] = []
    for line in state.lines.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      piece += line
      guard piece.count >= 1 << 20 else { continue }
      try file.write(all: piece, at: state.length)
      state.length += piece.count
      piece.removeAll(keepingCapacity: true)
    }
    try file.write(all: piece, at: state.length)
    state.length += piece.count
    state.runs.append(begin..<state.length)
    state.lines.removeAll()
    state.lineBytes = 0
  }

  /// A nameless file outside of the archive, for runs that write nothing into it. Throws `.environment`.
  package static func temporaryFile() throws(Fault) -> OpenFile {
    let folder = try Folder.open(NSTemporaryDirectory())
    let name = Array("glassine-\([UInt8].random(8).hex)".utf8)
    let file = try folder.create(name, permissions: 0o600)
    try folder.remove(name)
    return file
  }

  /// Puts everything in order, and finds the units' digests in the archive's manifest where this run did not make them.
  ///
  /// Call once, after the run, when the archive's manifests are written. Throws `.environment`.
  package func sorted(_ archive: Archive?, into spool: Spool) throws(Fault) -> SortedLedger {
    var failure: Fault?
    let (file, runs) = state.withLock { state in
      do throws(Fault) { try Self.write(&state) } catch { failure = error }
      return (state.file, state.runs)
    }
    if let failure { throw failure }
    let result = try spool()
    guard let file else { return SortedLedger(file: result, files: 0, bytes: 0) }
    var digests = archive.map { ManifestDigests($0) }
    var merge = RunMerge(file, runs)
    var (length, files, bytes) = (0, 0, Int64(0))
    var piece: [UInt8] = []
    func flush() throws(Fault) {
      try result.write(all: piece, at: length)
      length += piece.count
      piece.removeAll(keepingCapacity: true)
    }
    while let line = try merge.next() {
      var entry = try LedgerEntry(line: line)
      if let unit = entry.entry.unit, entry.entry.unitSHA256 == nil {
        entry.entry.unitSHA256 = try digests?.digest(of: unit)
        if entry.entry.unitSHA256 == nil { entry = entry.withoutUnit }
      }
      if entry.entry.type == .file {
        files += 1
        bytes = bytes.addingReportingOverflow(entry.entry.size ?? 0).partialValue
      }
      piece += try CanonicalJSON.encode(entry)
      piece.append(0x0A)
      if piece.count >= 1 << 20 { try flush() }
    }
    try flush()
    return SortedLedger(file: result, files: files, bytes: bytes)
  }
}

extension LedgerEntry {
  /// From a line of the spool: key, tab, JSON.
  init(line: [UInt8]) throws(Fault) {
    let json = line.firstIndex(of: 0x09).map { Array(line[($0 + 1)...]) } ?? line
    self = try CanonicalJSON.decode(LedgerEntry.self, from: json, at: "ledger")
  }

  /// What is left to state where the unit cannot be found any more.
  fileprivate var withoutUnit: LedgerEntry {
    var failed = self
    failed.entry = ReceiptEntry(.failed, text: entry.path)
    failed.entry.pathBytes = entry.pathBytes
    failed.entry.code = "receipt.unit"
    failed.entry.reason = "its unit is in no manifest and cannot be read"
    return failed
  }
}

/// The ledger in order: units in byte order of their paths inside the archive, then what is not archived.
package struct SortedLedger: Sendable {
  private let file: OpenFile
  /// Archived files, and their bytes.
  package let files: Int
  package let bytes: Int64

  init(file: OpenFile, files: Int, bytes: Int64) { (self.file, self.files, self.bytes) = (file, files, bytes) }

  /// Visits every entry in order; `body` gives false to stop. Throws `.environment`.
  package func forEach(_ body: (LedgerEntry) throws(Fault) -> Bool) throws(Fault) {
    var lines = LineReader(file)
    while let line = try lines.line() {
      guard try body(CanonicalJSON.decode(LedgerEntry.self, from: line, at: "ledger")) else { return }
    }
  }
}
