internal import ArchiveFormat
package import ArchiveStore
package import ByteCoding
internal import Foundation
internal import GRDB
internal import ShotMetadata
internal import UnitCoding

/// The archive's index for list, search and statistics: a SQLite file that can be deleted at any time and is rebuilt from the units.
///
/// Never the only copy of anything. Where the archive is read-only the catalog lives in memory for the one command that asks.
package final class Catalog: Sendable {
  let database: DatabaseQueue
  /// Nil where the catalog lives in memory.
  private let file: (folder: Folder, name: [UInt8])?
  /// Raised when the table changes: an older catalog is thrown away and rebuilt.
  private static let schema = 1

  /// Opens the archive's catalog and brings it up to date with the units. `progress` hears how many units were read.
  ///
  /// Throws `.environment` where the units cannot be listed. Cost: the manifest is read where it changed, and each unit that is new in it.
  package init(_ archive: Archive, progress: @escaping (Int) -> Void = { _ in }) throws(Fault) {
    let manifest = try archive.status(Archive.manifestName) == nil ? nil : archive.file(Archive.manifestName).digest().hex
    let opened = Self.open(in: archive)
    do throws(Fault) {
      guard let database = opened else { throw Fault(.environment, "catalog.open", "there is no usable catalog") }
      try Self.update(database, archive, manifest, progress)
      self.database = database
      file = (archive.root, Array(Archive.catalogName.utf8))
    } catch {
      // Damaged, of another version, or not writable: rebuilt, and where it cannot be replaced done without.
      if opened != nil || error.code == "catalog.open" { Self.remove(in: archive) }
      if let database = Self.open(in: archive), (try? Self.update(database, archive, manifest, progress)) != nil {
        self.database = database
        file = (archive.root, Array(Archive.catalogName.utf8))
      } else {
        guard let memory = try? Self.open(nil) else {
          throw Fault(.environment, "catalog.open", "SQLite cannot open a database", file: archive.root.path)
        }
        try Self.update(memory, archive, manifest, progress)
        database = memory
        file = nil
      }
    }
  }

  private static func update(
    _ database: DatabaseQueue, _ archive: Archive, _ manifest: String?, _ progress: @escaping (Int) -> Void
  ) throws(Fault) {
    if let manifest, (try? database.read({ try String.fetchOne($0, sql: "SELECT manifest FROM state") })) == manifest {
      try probe(database)
      return
    }
    try CatalogRefresh(database: database, archive: archive, progress: progress).run()
    do {
      try database.write { try $0.execute(sql: "DELETE FROM state; INSERT INTO state VALUES (?)", arguments: [manifest]) }
    } catch {
      throw Fault(.environment, "catalog.write", "the catalog cannot be written: \(error)")
    }
  }

  /// Goes through all of the table and its index once, so that damage shows before anything is printed. Throws `catalog.read`.
  private static func probe(_ database: DatabaseQueue) throws(Fault) {
    do {
      try database.read { db in
        _ = try Row.fetchOne(db, sql: "SELECT total(size), count(*) FROM entry NOT INDEXED")
        _ = try Row.fetchOne(db, sql: "SELECT total(length(path)), count(*) FROM entry INDEXED BY entryPath")
      }
    } catch {
      throw Fault(.environment, "catalog.read", "the catalog cannot be read: \(error)")
    }
  }

  /// Nil where something lies in its place that SQLite must not open: a link could lead it anywhere.
  private static func open(in archive: Archive) -> DatabaseQueue? {
    for suffix in ["", "-journal", "-wal", "-shm"] {
      let name = Array((Archive.catalogName + suffix).utf8)
      guard let status = try? archive.root.status(name) else { continue }
      if status.kind != .file {
        if suffix.isEmpty { return nil }
        try? archive.root.remove(name)
        guard (try? archive.root.status(name)) == nil else { return nil }
      }
    }
    return try? open(archive.root.path + "/" + Archive.catalogName)
  }

  private static func remove(in archive: Archive) {
    for suffix in ["", "-journal", "-wal", "-shm"] { try? archive.root.remove(Array((Archive.catalogName + suffix).utf8)) }
  }

  private static let tables = """
    CREATE TABLE entry (
      unit TEXT PRIMARY KEY, path TEXT NOT NULL, kind TEXT NOT NULL, tier TEXT, reason TEXT, size INTEGER NOT NULL,
      storedBytes INTEGER NOT NULL, version INTEGER NOT NULL, sha256 TEXT, modifiedSeconds INTEGER NOT NULL, make TEXT, model TEXT,
      lens TEXT, iso REAL, shutter REAL, aperture REAL, focalLength REAL, taken INTEGER, width INTEGER, height INTEGER) WITHOUT ROWID;
    CREATE INDEX entryPath ON entry (path); CREATE TABLE state (manifest TEXT);
    """

  /// Opens the database, or makes it. Throws where it is of another version or holds anything but our tables: a file in an archive may
  /// hold views and triggers that never end.
  private static func open(_ path: String?) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    let database = try path.map { try DatabaseQueue(path: $0, configuration: configuration) } ?? DatabaseQueue(configuration: configuration)
    try database.write { db in
      try db.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON")
      if try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") == 0 {
        try db.execute(sql: tables + "PRAGMA user_version = \(schema);")
      }
      let found = try String.fetchAll(db, sql: "SELECT coalesce(sql, '') FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name LIMIT 9")
      let ours = tables.split(separator: ";").map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
      guard try Int.fetchOne(db, sql: "PRAGMA user_version") == schema, Set(found) == Set(ours), found.count == ours.count else {
        throw DatabaseError(resultCode: .SQLITE_NOTADB)
      }
    }
    return database
  }

  /// The fault of a catalog that cannot be read; it is taken away, since the next command makes it again.
  private func unreadable(_ error: any Error) -> Fault {
    if let file { try? file.folder.remove(file.name) }
    return Fault(
      .environment, "catalog.read", "the catalog cannot be read: \(error)", file: Archive.catalogName,
      advice: "run the same command again: the catalog is made anew from the units")
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
      throw unreadable(error)
    }
  }

  /// Up to so many raws and files after a unit, in byte order of the units' paths; "" for the first ones.
  ///
  /// For work that takes hours: nothing is held open between two calls. Throws `.environment` (`catalog.read`).
  package func files(after unit: String, limit: Int) throws(Fault) -> [CatalogEntry] {
    do {
      return try database.read { db in
        try CatalogEntry.fetchAll(
          db, sql: "SELECT * FROM entry WHERE unit > ? AND kind IN ('raw', 'file') ORDER BY unit LIMIT ?", arguments: [unit, limit])
      }
    } catch {
      throw unreadable(error)
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
      throw unreadable(error)
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
