internal import ArchiveFormat
package import ByteCoding

/// `tagmanifest-sha256.txt`: the digests of the other tag files.
package enum TagManifest {
  /// Far more than there are tag files: bounds what a manifest made to hurt costs.
  private static let mostLines = 1000

  /// The tag files that every archive has, this one last.
  package static let ownFiles = Bag.tagFiles + [Archive.tagManifestName]

  /// The manifest's text; `documents` are the carried ones, whose digests are known and not taken from the disk.
  static func text(_ archive: Archive, documents: [String: SHA256Digest]) throws(Fault) -> [UInt8] {
    var digests = documents
    for name in Bag.tagFiles { digests[name] = try archive.root.file(Array(name.utf8)).digest() }
    return digests.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      .flatMap { ManifestLine(digest: $0.value, payload: $0.key).bytes }
  }

  /// What the tag manifest says of carried documents; empty where there is none, or where it cannot be read.
  package static func documents(_ archive: Archive) throws(Fault) -> [String: SHA256Digest] {
    guard try archive.status(Archive.tagManifestName)?.kind == .file else { return [:] }
    var digests: [String: SHA256Digest] = [:]
    do throws(Fault) {
      try ManifestMerge.forEachLine(archive.file(Archive.tagManifestName)) { line throws(Fault) in
        let name = String(decoding: line.path, as: UTF8.self)
        if TagDocuments.isName(name) { digests[name] = line.digest }
        guard digests.count < mostLines else { throw Fault.damaged("manifest.line", "more documents than any archive has") }
      }
    } catch  where error.kind == .damaged {}
    return digests
  }

  /// Tag files that are missing or do not have the digest the tag manifest gives, with what is wrong.
  package static func faults(_ archive: Archive) throws(Fault) -> [Fault] {
    let key = Array(Archive.tagManifestName.utf8)
    guard try archive.root.status(key)?.kind == .file else {
      return [Fault(.damaged, "manifest.missing", "the tag manifest is not there", file: Archive.tagManifestName)]
    }
    var faults: [Fault] = []
    var listed: Set<String> = []
    do throws(Fault) {
      try ManifestMerge.forEachLine(archive.root.file(key)) { line throws(Fault) in
        let name = String(decoding: line.path, as: UTF8.self)
        guard faults.count < mostLines else { throw Fault.damaged("manifest.line", "more is wrong than is listed here") }
        // Reading a file again for each of a million equal lines would not end.
        guard listed.insert(name).inserted else {
          faults.append(Fault(.damaged, "manifest.order", "\(name) is listed twice", file: Archive.tagManifestName))
          return
        }
        guard RelativePath(name)?.components.count == 1 || TagDocuments.isName(name) else {
          faults.append(Fault(.damaged, "manifest.line", "a tag file's name that cannot be", file: Archive.tagManifestName))
          return
        }
        guard try archive.status(name)?.kind == .file else {
          faults.append(Fault(.damaged, "manifest.missing", "the tag file is not there", file: name))
          return
        }
        if try archive.file(name).digest() != line.digest {
          faults.append(Fault(.damaged, "manifest.digest", "the file does not have the digest the tag manifest gives", file: name))
        }
      }
    } catch {
      faults.append(error.in(file: Archive.tagManifestName))
    }
    for name in Bag.tagFiles where !listed.contains(name) {
      faults.append(Fault(.damaged, "manifest.line", "the tag manifest does not list \(name)", file: Archive.tagManifestName))
    }
    return faults
  }

  /// Whether a tag file may have this name.
  package static func isName(_ name: String) -> Bool {
    Bag.tagFiles.contains(name) || name == Archive.tagManifestName || TagDocuments.isName(name)
  }

  /// True where none that has to be listed is missing.
  package static func isComplete(_ names: [String]) -> Bool { Bag.tagFiles.allSatisfy(names.contains) }

  /// What the tag manifest in the archive lists. Throws `.damaged` (`manifest.line`) where a line cannot be.
  package static func listed(_ archive: Archive) throws(Fault) -> [(path: String, digest: SHA256Digest)] {
    var listed: [(path: String, digest: SHA256Digest)] = []
    try ManifestMerge.forEachLine(archive.file(Archive.tagManifestName)) { line throws(Fault) in
      let name = String(decoding: line.path, as: UTF8.self)
      guard isName(name) else { throw .damaged("manifest.line", "a tag file's name that cannot be") }
      listed.append((name, line.digest))
    }
    return listed
  }

  /// The tag files that are there, but for the tag manifest itself, in order of their names.
  package static func files(_ archive: Archive) throws(Fault) -> [String] {
    var names: [String] = []
    let documents = try documents(archive).keys
    for name in (Bag.tagFiles + documents).sorted() where try archive.status(name)?.kind == .file { names.append(name) }
    return names
  }

  /// Throws the first fault, with the advice to audit. Carried documents do not count: a writer writes them anew.
  static func check(_ archive: Archive) throws(Fault) {
    guard var fault = try faults(archive).first(where: { !TagDocuments.isName($0.file ?? "") }) else { return }
    fault.advice = "nothing was written; run glassine audit \(archive.root.path) to see what is damaged"
    throw fault
  }
}
