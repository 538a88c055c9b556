internal import ArchiveFormat
internal import ArchiveStore
package import ByteCoding
internal import Repacking
package import ShotMetadata
package import UnitCoding

/// What archiving a file would do, found out without writing anything.
package struct Inspection: Codable, Sendable {
  package let file: String
  package let bytes: Int64
  package let sha256: SHA256Digest
  package let tier: String
  /// Why no mosaic would be coded.
  package let reason: String?
  package let code: String?
  package let shot: ShotFacts?
  package let sizes: PartSizes?
  /// Bytes of the unit, within a few hundred.
  package let storedBytes: Int64
  /// How the samples lie in the file, for people.
  package let layout: String?

  /// Reads and codes a file in memory. Throws `.environment` where it cannot be read.
  package init(of path: String, options: ArchiveOptions) throws(Fault) {
    let source = try OpenFile.reading(following: path)
    let status = try source.status()
    guard status.kind == .file else {
      throw Fault(.misuse, "inspect.kind", "this is a \(status.kind.rawValue), not a file", file: path)
    }
    let taken = try RawTaking(options: options).take(source, status: status, name: path)
    file = path
    bytes = status.size
    sha256 = taken.sha256
    shot = taken.facts
    var reason = taken.reason
    if let content = taken.content {
      let coded = try UnitEncoder(planes: options.planes).sections(of: content)
      if let whole = taken.quickWholeBytes, coded.byteCount >= whole {
        reason = reason ?? .unitLarger
      } else {
        tier = FileRecord.Tier.fileExact.rawValue
        self.reason = reason?.text
        code = reason?.code
        sizes = coded.sizes
        storedBytes = Int64(coded.byteCount)
        layout = if case .recipe(let parts, _) = content.original { "\(parts.recipe)" } else { nil }
        return
      }
    }
    tier = FileRecord.Tier.storedWhole.rawValue
    self.reason = reason?.text
    code = reason?.code
    sizes = nil
    layout = nil
    let encoder = UnitEncoder(planes: options.planes)
    guard let name = RelativePath("x") else { throw Fault(.misuse, "inspect.name", "a name that cannot be") }
    let record = FileRecord(
      path: name, kind: .file, size: status.size, sha256: taken.sha256,
      modifiedSeconds: 0, modifiedNanoseconds: 0, permissions: 0, tier: .storedWhole, reason: reason, version: 1, writer: options.software)
    storedBytes = Int64(
      try encoder.writeWhole(record, facts: nil, to: CountingSink()) { offset throws(Fault) in
        try source.read(at: offset, upTo: UnitEncoder.pieceLength)
      }.count)
  }
}

/// Counts what would be written.
private struct CountingSink: ByteSink {
  private(set) var count = 0

  mutating func append(_ bytes: UnsafeRawBufferPointer) throws(Fault) { count += bytes.count }
  mutating func patch(_ bytes: [UInt8], at offset: Int) throws(Fault) {}
}
