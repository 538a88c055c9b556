import ArchiveStore
import ByteCoding
import Proofs

/// Goes through what an archive's manifests list, with what the log says of each file. Memory does not grow with the number of files.
struct ArchiveFiles {
  struct Entry {
    /// The path inside the archive.
    var path: String
    var digest: SHA256Digest
    /// The newest proofs of this content; nil where there are none.
    var proof: Proof?

    var isUnit: Bool { path.hasPrefix("data/units/") && path.hasSuffix(".glsn") }
  }

  private let archive: Archive

  init(_ archive: Archive) { self.archive = archive }

  /// Visits the payload in byte order of the paths. Lines that are none are left out: an audit reports them. Throws what `body` throws.
  func forEachPayload(_ log: ProofLog, _ body: (Entry) throws(Fault) -> Void) throws(Fault) {
    var cursor = log.proofs()
    var proof = cursor.next()
    try forEachLine(Archive.manifestName) { line throws(Fault) in
      while let known = proof, known.path.lexicographicallyPrecedes(line.path) { proof = cursor.next() }
      var entry = Entry(path: String(decoding: line.path, as: UTF8.self), digest: line.digest)
      // A proof of an older content says nothing of this one.
      if let known = proof, known.path == line.path, known.content == Proof.content(line.digest) { entry.proof = known }
      try body(entry)
    }
  }

  /// Visits the tag files.
  func forEachTagFile(_ body: (Entry) throws(Fault) -> Void) throws(Fault) {
    try forEachLine(Archive.tagManifestName) { line throws(Fault) in
      try body(Entry(path: String(decoding: line.path, as: UTF8.self), digest: line.digest))
    }
  }

  private func forEachLine(_ manifest: String, _ body: (ManifestLine) throws(Fault) -> Void) throws(Fault) {
    guard try archive.status(manifest)?.kind == .file else { return }
    var reader = ManifestReader(try archive.file(manifest))
    while true {
      let line: ManifestLine?
      do throws(Fault) { line = try reader.next() } catch  where error.kind == .damaged { continue }
      guard let line else { return }
      try body(line)
    }
  }
}
