internal import GRDB

/// One row of the catalog: the newest version of one path.
package struct CatalogEntry: Codable, Hashable, Sendable {
  package static let databaseTableName = "entry"

  /// The unit's path inside the archive; the key.
  package var unit: String
  /// The original's path, for people.
  package var path: String
  /// `raw`, `file`, `symlink`, `folder`.
  package var kind: String
  package var tier: String?
  package var reason: String?
  package var size: Int64
  package var storedBytes: Int64
  package var version: Int
  package var sha256: String?
  package var modifiedSeconds: Int64
  package var make: String?
  package var model: String?
  package var lens: String?
  package var iso: Double?
  package var shutter: Double?
  package var aperture: Double?
  package var focalLength: Double?
  /// Seconds since 1970 of the camera's clock.
  package var taken: Int64?
  package var width: Int?
  package var height: Int?
}

/// Sums over the catalog, one row a kind and tier.
package struct CatalogTotals: Codable, Hashable, Sendable {
  package var kind: String
  package var tier: String?
  package var files: Int
  package var size: Int64
  package var storedBytes: Int64
}
