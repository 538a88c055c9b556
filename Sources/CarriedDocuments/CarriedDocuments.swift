package import ArchiveStore
internal import CDocuments
internal import ReleasedProfiles

/// What every archive carries beside the originals, so that it can be read without this program.
package enum CarriedDocuments {
  /// FORMAT.md, RESTORE.md, unglassine.py and the released profiles of the program of this version. Cost: copies of 0.4 MB.
  package static func all(version: String) -> TagDocuments {
    var documents = [
      TagDocuments.Document(name: "FORMAT.md", bytes: bytes(glassine_document_format)),
      TagDocuments.Document(name: "RESTORE.md", bytes: bytes(glassine_document_restore)),
      TagDocuments.Document(name: "unglassine.py", bytes: bytes(glassine_document_reader)),
    ]
    for profile in ReleasedProfile.allCases {
      guard let bytes = profile.bytes else { continue }
      documents.append(TagDocuments.Document(name: "profiles/\(profile.rawValue).profile", bytes: bytes))
    }
    return TagDocuments(version: version, documents: documents)
  }

  private static func bytes(_ document: glassine_document) -> [UInt8] {
    Array(UnsafeBufferPointer(start: document.bytes, count: document.count))
  }
}
