internal import ArchiveStore
internal import ByteCoding

/// Looks up units' digests in the payload manifest, asked for in byte order of the paths: the manifest is read once.
struct ManifestDigests {
  private let archive: Archive
  private var reader: ManifestReader?
  private var line: ManifestLine?
  private let journaled: [[UInt8]: SHA256Digest]

  init(_ archive: Archive) {
    self.archive = archive
    reader = (try? archive.file(Archive.manifestName)).map { ManifestReader($0) }
    journaled = (try? archive.journaledDigests()) ?? [:]
  }

  /// The digest the manifest lists, else the one the journal has, else that of the file itself; nil where there is none.
  mutating func digest(of path: String) throws(Fault) -> SHA256Digest? {
    let key = Array(path.utf8)
    while reader != nil, line.map({ $0.path.lexicographicallyPrecedes(key) }) ?? true {
      do throws(Fault) {
        line = try reader?.next()
        if line == nil { reader = nil }
      } catch {
        // A line that is none is the audit's to report; one that cannot be read ends the list.
        if error.kind != .damaged { reader = nil }
      }
    }
    if let line, line.path == key { return line.digest }
    if let known = journaled[key] { return known }
    do throws(Fault) { return try archive.file(path).digest() } catch { return nil }
  }
}
