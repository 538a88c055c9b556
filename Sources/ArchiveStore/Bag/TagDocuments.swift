internal import ArchiveFormat
internal import ByteCoding

/// Documents that a writer leaves in an archive's root, so that it can be read without the program. FORMAT.md, "Carried documents".
package struct TagDocuments: Sendable {
  package struct Document: Sendable {
    /// The path inside the archive; `TagDocuments.isName` holds for it.
    package let name: String
    package let bytes: [UInt8]

    package init(name: String, bytes: [UInt8]) {
      self.name = name
      self.bytes = bytes
    }
  }

  /// Version of the program they come from: numbers with dots between.
  package let version: String
  package let documents: [Document]

  package init(version: String, documents: [Document]) {
    self.version = version
    self.documents = documents
  }

  /// The folder of the profiles.
  package static let profileFolder = "profiles"
  /// The documents' names, without the profiles.
  package static let rootNames = ["FORMAT.md", "RESTORE.md", "unglassine.py"]

  /// True for a path inside the archive that only a carried document can have.
  package static func isName(_ path: String) -> Bool {
    if rootNames.contains(path) { return true }
    guard let parts = RelativePath(path)?.components, parts.count == 2 else { return false }
    return parts[0] == Array(profileFolder.utf8) && path.endsWithBytes(of: ".profile")
  }

  /// True where documents of the other version are newer than ours and must stay.
  func isOlder(than other: String) -> Bool {
    let (ours, theirs) = (Self.numbers(version), Self.numbers(other))
    for place in 0..<max(ours.count, theirs.count) {
      let (our, their) = (place < ours.count ? ours[place] : 0, place < theirs.count ? theirs[place] : 0)
      if our != their { return our < their }
    }
    return false
  }

  /// What follows a `-` does not count; nor does what is no number.
  private static func numbers(_ version: String) -> [Int] {
    version.prefix { $0 != "-" }.split(separator: ".").prefix(8).map { Int($0) ?? 0 }
  }

  /// Those that the archive lacks, has otherwise, or does not list. Cost: they are read.
  func stale(in archive: Archive, listed: [String: SHA256Digest]) throws(Fault) -> [Document] {
    var stale: [Document] = []
    for document in documents {
      let same = listed[document.name] == SHA256Digest(of: document.bytes)
      guard same else {
        stale.append(document)
        continue
      }
      if try !document.lies(in: archive) { stale.append(document) }
    }
    return stale
  }
}

extension TagDocuments.Document {
  fileprivate func lies(in archive: Archive) throws(Fault) -> Bool {
    guard let status = try archive.status(name), status.kind == .file, status.size == Int64(bytes.count) else { return false }
    return try archive.file(name).read(at: 0, upTo: bytes.count) == bytes
  }
}
