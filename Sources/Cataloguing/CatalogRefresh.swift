internal import ArchiveFormat
internal import ArchiveStore
internal import ByteCoding
internal import Foundation
internal import GRDB
internal import Reporting
internal import Synchronization

/// Brings a catalog up to date: from the payload manifest, read once beside the table, or where that cannot be relied on by walking the units.
///
/// Only units that the table does not hold are opened. Memory: a batch of entries; what differs lies in a temporary table.
struct CatalogRefresh {
  let database: DatabaseQueue
  let archive: Archive
  let progress: (Int) -> Void
  private static let batch = 500

  init(database: DatabaseQueue, archive: Archive, progress: @escaping (Int) -> Void) {
    (self.database, self.archive, self.progress) = (database, archive, progress)
  }

  func run() throws(Fault) {
    try perform { db in
      try db.execute(
        sql: """
          CREATE TEMP TABLE IF NOT EXISTS seen (unit TEXT PRIMARY KEY) WITHOUT ROWID; DELETE FROM seen;
          CREATE TEMP TABLE IF NOT EXISTS fresh (unit TEXT PRIMARY KEY) WITHOUT ROWID; DELETE FROM fresh
          """)
    }
    if try !compareWithManifest() { try walk() }
    try readFresh()
    try perform { try $0.execute(sql: "DROP TABLE seen; DROP TABLE fresh") }
  }

  /// Notes the manifest's units that the table lacks, and forgets those that the manifest lacks.
  ///
  /// False, and nothing done, where the manifest is not there, not in order, or not the whole truth.
  private func compareWithManifest() throws(Fault) -> Bool {
    guard try archive.status(Archive.manifestName)?.kind == .file, try !archive.isUnfinished else { return false }
    let file = try archive.file(Archive.manifestName)
    let done: Void? = try? database.write { db in
      let add = try db.makeStatement(sql: "INSERT INTO fresh VALUES (?)")
      let forget = try db.makeStatement(sql: "INSERT INTO seen VALUES (?)")
      let known = try String.fetchCursor(db, sql: "SELECT unit FROM entry ORDER BY unit")
      var next = try known.next()
      var lines = ManifestReader(file)
      var last: [UInt8] = []
      while let line = try lines.next() {
        guard last.lexicographicallyPrecedes(line.path) else { throw Fault.damaged("manifest.order", "out of order") }
        last = line.path
        guard let unit = Self.unit(line.path) else { continue }
        while let old = next, old.utf8.lexicographicallyPrecedes(line.path) {
          try forget.execute(arguments: [old])
          next = try known.next()
        }
        if let old = next, old.utf8.elementsEqual(line.path) {
          next = try known.next()
        } else {
          try add.execute(arguments: [unit])
        }
      }
      while let old = next {
        try forget.execute(arguments: [old])
        next = try known.next()
      }
      try db.execute(sql: "DELETE FROM entry WHERE unit IN (SELECT unit FROM seen)")
    }
    return done != nil
  }

  /// A manifest is a file like others: what it lists may be anything.
  private static func unit(_ path: [UInt8]) -> String? {
    guard path.starts(with: "data/units/".utf8), let text = String(validating: path, as: UTF8.self), UnitName.parse(text) != nil,
      RelativePath(text) != nil
    else { return nil }
    return text
  }

  /// The same by what lies below `data/units`, whatever the manifest says. Cost: one `stat` a unit.
  private func walk() throws(Fault) {
    var pending: [String] = []
    func flush() throws(Fault) {
      let units = pending
      pending.removeAll()
      try perform { db in
        let note = try db.makeStatement(sql: "INSERT OR IGNORE INTO seen VALUES (?)")
        for unit in units { try note.execute(arguments: [unit]) }
      }
    }
    // What cannot be read is left to the audit.
    try archive.forEachUnitGroup(onFault: { _ in }) { group throws(Fault) in
      pending.append(group.newest.path)
      if pending.count >= Self.batch { try flush() }
      return true
    }
    try flush()
    try perform { db in
      try db.execute(
        sql: """
          DELETE FROM entry WHERE unit NOT IN (SELECT unit FROM seen);
          INSERT INTO fresh SELECT unit FROM seen WHERE unit NOT IN (SELECT unit FROM entry)
          """)
    }
  }

  /// Reads the units that were noted, and keeps of each path the newest that can be read; the audit names the others.
  private func readFresh() throws(Fault) {
    var last = ""
    var count = 0
    while true {
      let after = last
      var units: [String] = []
      try perform { db in
        units = try String.fetchAll(
          db, sql: "SELECT unit FROM fresh WHERE unit > ? ORDER BY unit LIMIT ?", arguments: [after, Self.batch])
      }
      guard let end = units.last else { return }
      last = end
      count += units.count
      // Older versions are never in the table, so they are fresh each time; they need not be opened for that.
      var wanted: [String] = []
      try perform { db in wanted = try units.filter { try rivals(of: $0, db)?.contains { !$0.isOlder } == false } }
      let archive = archive
      let entries = Mutex<[CatalogEntry]>([])
      Workers.forEach(wanted, ProcessInfo.processInfo.activeProcessorCount) { unit in
        guard let entry = try? CatalogEntry(unit, of: archive) else { return }
        entries.withLock { $0.append(entry) }
      }
      let found = entries.withLock { $0 }
      try perform { db in
        for entry in found {
          guard let rivals = try rivals(of: entry.unit, db), rivals.allSatisfy(\.isOlder) else { continue }
          for rival in rivals { try db.execute(sql: "DELETE FROM entry WHERE unit = ?", arguments: [rival.unit]) }
          try entry.insert(db)
        }
      }
      progress(count)
    }
  }

  /// What the table holds of the same path; nil for a name that is no unit's.
  private func rivals(of unit: String, _ db: Database) throws -> [(unit: String, isOlder: Bool)]? {
    guard let name = UnitName.parse(unit) else { return nil }
    // `=` stands in a unit's name only before its version or an escape, so the versions of a path are one name and one range.
    let others = try db.cachedStatement(sql: "SELECT unit FROM entry WHERE unit = ? OR (unit > ? AND unit < ?)")
    return try String.fetchAll(others, arguments: [name.stem + UnitName.unitSuffix, name.stem + "=v", name.stem + "=w"]).map { other in
      (other, (UnitName.parse(other)?.version ?? 0) < name.version)
    }
  }

  private func perform(_ body: (Database) throws -> Void) throws(Fault) {
    do { try database.write(body) } catch { throw Fault(.environment, "catalog.write", "the catalog cannot be written: \(error)") }
  }
}
