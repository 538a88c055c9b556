internal import ArchiveFormat
package import ArchiveStore
package import ByteCoding
internal import GRDB
internal import ShotMetadata
internal import UnitCoding

/// The archive's index for list, search and statistics: a SQLite file that can be deleted at any time and is rebuilt from the units.
///
/// Never the only copy of anything. Where the archive is read-only the catalog lives in memory for the one command that asks.
package final class Catalog: Sendable {
  private let database: DatabaseQueue
  /// Raised when the table changes: an older catalog is thrown away and rebuilt.
  private static let schema = 1

  /// Opens the archive's catalog and brings it up to date with the units. `progress` hears how many units were looked at.
  ///
  /// Throws `.environment` where the units cannot be listed.
  package init(_ archive: Archive, progress: (Int) -> Void = { _ in }) throws(Fault) {
    let path = archive.root.path + "/" + Archive.catalogName
    let manifest = try archive.status(Archive.manifestName) == nil ? nil : try archive.file(Archive.manifestName).digest().hex
    // A link in this place could lead SQLite anywhere.
    let kind = try archive.status(Archive.catalogName)?.kind
    if kind == nil || kind == .file, let opened = try? Self.open(path) {
      database = opened
    } else {
      // Damaged, of another version, or not writable: what cannot be replaced is done without.
      try? archive.root.remove(Array(Archive.catalogName.utf8))
      let isClear = try archive.status(Archive.catalogName) == nil
      guard let opened = (isClear ? try? Self.open(path) : nil) ?? (try? Self.open(nil)) else {
        throw Fault(.environment, "catalog.open", "SQLite cannot open a database", file: path)
      }
      database = opened
    }
    if let manifest, (try? database.read({ try String.fetchOne($0, sql: "SELECT manifest FROM state") })) == manifest { return }
    try refresh(archive, progress)
    _ = try? database.write { try $0.execute(sql: "DELETE FROM state; INSERT INTO state VALUES (?)", arguments: [manifest]) }
  }

  private static func open(_ path: String?) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    let database = try path.map { try DatabaseQueue(path: $0, configuration: configuration) } ?? DatabaseQueue(configuration: configuration)
    try database.write { db in
      let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
      guard version != schema else { return }
      try db.execute(
        sql: """
          DROP TABLE IF EXISTS entry; DROP TABLE IF EXISTS state;
          CREATE TABLE entry (
            unit TEXT PRIMARY KEY, path TEXT NOT NULL, kind TEXT NOT NULL, tier TEXT, reason TEXT, size INTEGER NOT NULL,
            storedBytes INTEGER NOT NULL, version INTEGER NOT NULL, sha256 TEXT, modifiedSeconds INTEGER NOT NULL, make TEXT, model TEXT,
            lens TEXT, iso REAL, shutter REAL, aperture REAL, focalLength REAL, taken INTEGER, width INTEGER, height INTEGER) WITHOUT ROWID;
          CREATE INDEX entryPath ON entry (path); CREATE TABLE state (manifest TEXT);
          PRAGMA user_version = \(schema);
          """)
    }
    return database
  }

  /// Reads the units that the catalog does not know yet, and forgets those that are gone. Memory: one folder's names.
  private func refresh(_ archive: Archive, _ progress: (Int) -> Void) throws(Fault) {
    try perform { try $0.execute(sql: "CREATE TEMP TABLE IF NOT EXISTS seen (unit TEXT PRIMARY KEY) WITHOUT ROWID; DELETE FROM seen") }
    var pending: [String] = []
    var count = 0
    func flush() throws(Fault) {
      let units = pending
      pending.removeAll()
      try perform { db in
        for unit in units {
          try db.execute(sql: "INSERT OR IGNORE INTO seen VALUES (?)", arguments: [unit])
          guard try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM entry WHERE unit = ?)", arguments: [unit]) != true else {
            continue
          }
          // A unit that cannot be read is left to the audit; the next refresh tries it again.
          if let entry = try? CatalogEntry(unit, of: archive) { try entry.insert(db) }
        }
      }
    }
    // What cannot be read is left to the audit.
    try archive.forEachUnitGroup(onFault: { _ in }) { group throws(Fault) in
      pending.append(group.newest.path)
      count += 1
      if pending.count >= 500 {
        try flush()
        progress(count)
      }
      return true
    }
    try flush()
    try perform { try $0.execute(sql: "DELETE FROM entry WHERE unit NOT IN (SELECT unit FROM seen); DROP TABLE seen") }
  }

  private func perform(_ body: (Database) throws -> Void) throws(Fault) {
    do { try database.write(body) } catch { throw Fault(.environment, "catalog.write", "the catalog cannot be written: \(error)") }
  }
}

extension Catalog {
  /// What to list: every condition that is set must hold.
  package struct Filter: Sendable {
    /// A path or glob (`*`, `?`); a plain text matches everything at or below that path.
    package var path: String?
    /// Part of make or model.
    package var camera: String?
    package var lens: String?
    package var kind: String?
    package var tier: String?

    package init() {}

    fileprivate var condition: (sql: String, arguments: StatementArguments) {
      var parts = ["1"]
      var values: [(any DatabaseValueConvertible)?] = []
      func add(_ sql: String, _ list: [String]) {
        parts.append(sql)
        values += list
      }
      if let path {
        if path.contains(where: { "*?[".contains($0) }) {
          add("path GLOB ?", [path])
        } else {
          let plain = path.hasSuffix("/") ? String(path.dropLast()) : path
          add("(path = ? OR substr(path, 1, length(?) + 1) = ? || '/')", [plain, plain, plain])
        }
      }
      if let camera { add("instr(lower(coalesce(make, '') || ' ' || coalesce(model, '')), lower(?))", [camera]) }
      if let lens { add("instr(lower(coalesce(lens, '')), lower(?))", [lens]) }
      if let kind { add("kind = ?", [kind]) }
      if let tier { add("tier = ?", [tier]) }
      return (parts.joined(separator: " AND "), StatementArguments(values))
    }
  }

  /// Visits the entries that match, in order of their paths.
  package func forEach(_ filter: Filter, _ body: (CatalogEntry) -> Void) throws(Fault) {
    let condition = filter.condition
    do {
      try database.read { db in
        let sql = "SELECT * FROM entry WHERE \(condition.sql) ORDER BY path"
        let rows = try CatalogEntry.fetchCursor(db, sql: sql, arguments: condition.arguments)
        while let entry = try rows.next() { body(entry) }
      }
    } catch {
      throw Fault(.environment, "catalog.read", "the catalog cannot be read: \(error)")
    }
  }

  /// Sums of the entries that match.
  package func totals(_ filter: Filter) throws(Fault) -> [CatalogTotals] {
    let condition = filter.condition
    do {
      return try database.read { db in
        try CatalogTotals.fetchAll(
          db,
          sql: """
            SELECT kind, tier, count(*) AS files, sum(size) AS size, sum(storedBytes) AS storedBytes FROM entry
            WHERE \(condition.sql) GROUP BY kind, tier ORDER BY kind, tier
            """, arguments: condition.arguments)
      }
    } catch {
      throw Fault(.environment, "catalog.read", "the catalog cannot be read: \(error)")
    }
  }
}

extension CatalogEntry {
  /// Reads a unit's record and facts. Throws what reading the unit throws.
  init(_ unit: String, of archive: Archive) throws(Fault) {
    let decoder = try UnitDecoder(archive.unit(unit))
    let record = decoder.record
    let facts = try decoder.facts()
    self.init(
      unit: unit, path: record.path, kind: facts == nil ? record.kind.rawValue : "raw", tier: record.tier?.rawValue,
      reason: record.reason?.text, size: record.size, storedBytes: Int64(decoder.reader.table.unitLength), version: record.version,
      sha256: record.sha256?.hex, modifiedSeconds: record.modifiedSeconds, make: facts?.camera.make, model: facts?.camera.model,
      lens: facts?.lens?.model, iso: facts?.exposure.iso, shutter: facts?.exposure.shutter, aperture: facts?.exposure.aperture,
      focalLength: facts?.exposure.focalLength, taken: facts?.exposure.timestamp, width: facts?.sensor.width,
      height: facts?.sensor.height)
  }
}

extension CatalogEntry: FetchableRecord, PersistableRecord {}
extension CatalogTotals: FetchableRecord {}
