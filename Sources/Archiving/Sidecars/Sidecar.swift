package import ArchiveFormat
package import ByteCoding
package import ShotMetadata
package import UnitCoding

/// The JSON sidecar of a file's newest version: everything a person or a program may want to know without opening the unit.
package struct Sidecar: Codable, Hashable, Sendable {
  /// A file that belongs to a raw, bound by its digest.
  package struct Companion: Codable, Hashable, Sendable {
    package var path: String
    package var role: String
    package var sha256: SHA256Digest
    package var size: Int64
    package var modifiedSeconds: Int64
    package var modifiedNanoseconds: Int64
  }

  /// The unit this sidecar speaks of.
  package struct Unit: Codable, Hashable, Sendable {
    package var path: String
    package var sha256: SHA256Digest
    package var bytes: Int64
  }

  /// Version of the sidecar's form.
  package var sidecar = 1
  package var original: FileRecord
  package var unit: Unit
  package var shot: ShotFacts?
  /// Coded bytes of each part.
  package var sizes: PartSizes?
  package var companions: [Companion]

  package init(original: FileRecord, unit: Unit, shot: ShotFacts?, sizes: PartSizes?, companions: [Companion]) {
    self.original = original
    self.unit = unit
    self.shot = shot
    self.sizes = sizes
    self.companions = companions
  }
}
