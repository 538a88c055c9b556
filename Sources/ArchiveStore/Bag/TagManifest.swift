internal import ArchiveFormat
package import ByteCoding

/// `tagmanifest-sha256.txt`: the digests of the other tag files.
package enum TagManifest {
  /// The tag files that every archive has, this one last.
  package static let ownFiles = Bag.tagFiles + [Archive.tagManifestName]

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

  /// Throws the first fault, with the advice to audit.
  static func check(_ archive: Archive) throws(Fault) {
    guard var fault = try faults(archive).first else { return }
    fault.advice = "nothing was written; run glassine audit \(archive.root.path) to see what is damaged"
    throw fault
  }
}
