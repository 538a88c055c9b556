internal import ArchiveStore
internal import ByteCoding
internal import Reporting

/// How a file of an archive is, held against the digest it should have.
enum FileCondition {
  case sound(bytes: Int64)
  /// There and read, but with another digest.
  case other(SHA256Digest, bytes: Int64)
  case missing
  /// A folder, link or device lies under the name.
  case noFile
  /// The machine does not give its bytes.
  case unreadable(Fault)

  /// Reads the whole file. Never throws: what the machine says is part of the answer.
  init(of path: String, in archive: Archive, expecting digest: SHA256Digest) {
    do throws(Fault) {
      guard let status = try archive.status(path) else {
        self = .missing
        return
      }
      guard status.kind == .file else {
        self = .noFile
        return
      }
      let found = try archive.file(path).digest()
      self = found == digest ? .sound(bytes: status.size) : .other(found, bytes: status.size)
    } catch {
      self = error.isNotThere ? .missing : .unreadable(error)
    }
  }

  var isSound: Bool { if case .sound = self { true } else { false } }

  var isMissing: Bool { if case .missing = self { true } else { false } }

  /// The digest of what is there; nil where it could not be read, or for `sound`, whose digest is known.
  var otherDigest: SHA256Digest? { if case .other(let digest, _) = self { digest } else { nil } }

  var bytesRead: Int64 {
    switch self {
    case .sound(let bytes), .other(_, let bytes): bytes
    case .missing, .noFile, .unreadable: 0
    }
  }

  /// The kind of finding this is; nil for a sound file.
  var findingKind: Finding.Kind? {
    switch self {
    case .sound: nil
    case .other: .damaged
    case .missing: .missing
    case .noFile, .unreadable: .unreadable
    }
  }

  /// What is wrong, as the beginning of a sentence.
  var words: String {
    switch self {
    case .sound: "sound"
    case .other: "does not have the digest the manifest gives"
    case .missing: "not there"
    case .noFile: "something that is no file lies in its place: move it away"
    case .unreadable(let fault): "cannot be read: \(fault.cause)"
    }
  }
}

extension Archive {
  /// A file's path with the archive's own in front: tells the two copies apart.
  func full(_ path: String) -> String { root.path + "/" + path }
}
