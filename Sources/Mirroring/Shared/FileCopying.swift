internal import ArchiveStore
internal import ByteCoding

/// Copies one file's bytes, hashing them on the way.
enum FileCopying {
  /// Which end failed: the one that is read, or the one that is written.
  enum Failure: Error {
    case reading(Fault)
    case writing(Fault)
  }

  /// Reads the file once and writes it, in pieces. The copy is not on the medium yet.
  static func copy(_ file: OpenFile, to staged: OpenFile) throws(Failure) -> (digest: SHA256Digest, bytes: Int64) {
    var hasher = SHA256Hasher()
    var offset = 0
    while true {
      let piece: [UInt8]
      do throws(Fault) { piece = try file.read(at: offset, upTo: 1 << 20) } catch { throw .reading(error) }
      if piece.isEmpty { return (hasher.finish(), Int64(offset)) }
      hasher.update(piece)
      do throws(Fault) { try staged.write(all: piece, at: offset) } catch { throw .writing(error) }
      offset += piece.count
    }
  }

  /// Reads a staged file, which is on the medium, back from there, and compares. Throws `.damaged` (`mirror.readback`).
  static func prove(_ staged: OpenFile, _ digest: SHA256Digest) throws(Fault) {
    staged.dropCache()
    guard try staged.digest() == digest else {
      throw Fault(
        .damaged, "mirror.readback", "the drive gives other bytes back than were written",
        advice: "check the drive and its cable; nothing was put in the place of anything")
    }
  }
}
