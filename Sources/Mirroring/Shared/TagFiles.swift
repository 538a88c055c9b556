internal import ArchiveFormat
internal import ArchiveStore
internal import ByteCoding

/// The tag files an archive's tag manifest lists, read once.
struct TagFiles {
  /// The tag manifest's own bytes.
  let text: [UInt8]
  /// In the order of the tag manifest, which is not among them.
  let files: [(name: String, digest: SHA256Digest)]
  /// No tag manifest of ours is larger: a few documents and profiles.
  private static let longest = 1 << 20
  /// Names in the root that no tag manifest may claim.
  private static let reserved: Set<String> = [
    "data", Archive.tagManifestName, Archive.catalogName, Archive.parityName, Archive.quarantineName, Archive.proofsName,
    Archive.receiptsName,
  ]

  /// Throws `.environment`, or `.damaged` (`manifest.line`, `manifest.path`).
  init(_ archive: Archive) throws(Fault) {
    let file = try archive.file(Archive.tagManifestName)
    text = try file.read(at: 0, upTo: Self.longest + 1)
    guard text.count <= Self.longest else { throw Fault(.damaged, "manifest.line", "a tag manifest of over 1 MiB", file: file.path) }
    var files: [(name: String, digest: SHA256Digest)] = []
    for bytes in text.split(separator: 0x0A) {
      guard let line = ManifestLine(parsing: Array(bytes)) else {
        throw Fault(.damaged, "manifest.line", "a line is not a digest and a path", file: file.path)
      }
      guard let path = RelativePath(bytes: line.path), path.components.count <= 2, let name = String(validating: line.path, as: UTF8.self),
        let first = String(validating: path.components[0], as: UTF8.self), !Self.reserved.contains(first), !first.hasPrefix(".")
      else {
        throw Fault(.damaged, "manifest.path", "“\(RelativePath.printable(line.path))” cannot be a tag file", file: file.path)
      }
      files.append((name, line.digest))
    }
    self.files = files
  }

  func digest(of name: String) -> SHA256Digest? { files.first { $0.name == name }?.digest }

  /// Whether a file of an archive has the digest this tag manifest lists; false for files it does not list.
  func holds(_ name: String, in archive: Archive) -> Bool {
    guard let digest = digest(of: name) else { return false }
    return FileCondition(of: name, in: archive, expecting: digest).isSound
  }
}
