package import ByteCoding

/// The newest proofs of one payload file with one content.
package struct Proof: Sendable, Hashable {
  /// The path inside the archive, as bytes.
  package var path: [UInt8]
  /// The first eight bytes of the digest the file had, big-endian: a proof counts for that content only.
  package var content: UInt64
  /// The newest run that proved the level or a deeper one; 0 for none. `fixity` is never below `restore`.
  package var fixity: Int
  package var restore: Int

  package init(path: [UInt8], content: UInt64, fixity: Int, restore: Int) {
    (self.path, self.content, self.fixity, self.restore) = (path, content, max(fixity, restore), restore)
  }

  /// The first eight bytes of a digest.
  package static func content(_ digest: SHA256Digest) -> UInt64 { digest.bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) } }

  /// The newest run that proved a level; 0 for none. The structure is proved wherever bytes were.
  package func run(at level: ProofLevel) -> Int { level == .restore ? restore : fixity }

  /// Takes in another proof of the same path. In any order the outcome is the same: of two contents the one proved later is meant.
  mutating func join(_ other: Proof) {
    if content == other.content {
      (fixity, restore) = (max(fixity, other.fixity), max(restore, other.restore))
    } else if (fixity, other.content) < (other.fixity, content) {
      self = other
    }
  }
}
