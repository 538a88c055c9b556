internal import ArchiveFormat
package import ByteCoding

/// `tagmanifest-sha256.txt`: the digests of the other tag files.
package enum TagManifest {
  static func text(_ archive: Archive) throws(Fault) -> [UInt8] {
    var text: [UInt8] = []
    for name in Bag.tagFiles {
      text += ManifestLine(digest: try archive.root.file(Array(name.utf8)).digest(), payload: name).bytes
    }
    return text
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
        listed.insert(name)
        guard RelativePath(name)?.components.count == 1 else {
          faults.append(Fault(.damaged, "manifest.line", "a tag file's name that cannot be", file: Archive.tagManifestName))
          return
        }
        guard try archive.root.status(Array(name.utf8))?.kind == .file else {
          faults.append(Fault(.damaged, "manifest.missing", "the tag file is not there", file: name))
          return
        }
        if try archive.root.file(Array(name.utf8)).digest() != line.digest {
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

  /// Names a tag file may have, but for the tag manifest itself.
  package static var possible: [String] { Bag.tagFiles }

  /// True where none that has to be listed is missing.
  package static func isComplete(_ names: [String]) throws(Fault) -> Bool { Bag.tagFiles.allSatisfy(names.contains) }

  /// What the tag manifest in the archive lists. Throws `.damaged` (`manifest.line`) where a line cannot be.
  package static func listed(_ archive: Archive) throws(Fault) -> [(path: String, digest: SHA256Digest)] {
    var listed: [(path: String, digest: SHA256Digest)] = []
    try ManifestMerge.forEachLine(archive.file(Archive.tagManifestName)) { line throws(Fault) in
      let name = String(decoding: line.path, as: UTF8.self)
      guard RelativePath(name) != nil else { throw .damaged("manifest.line", "a tag file's name that cannot be") }
      listed.append((name, line.digest))
    }
    return listed
  }

  /// The tag files that are there, but for the tag manifest itself.
  package static func files(_ archive: Archive) throws(Fault) -> [String] {
    var names: [String] = []
    for name in Bag.tagFiles where try archive.status(name)?.kind == .file { names.append(name) }
    return names
  }

  /// Throws the first fault, with the advice to audit.
  static func check(_ archive: Archive) throws(Fault) {
    guard var fault = try faults(archive).first else { return }
    fault.advice = "nothing was written; run glassine audit \(archive.root.path) to see what is damaged"
    throw fault
  }
}
