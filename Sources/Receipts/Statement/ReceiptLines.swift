package import ByteCoding

/// The first line of a receipt: who states what about which archive. FORMAT.md, "Receipts".
package struct ReceiptHeader: Codable, Hashable, Sendable {
  package enum Operation: String, Codable, Sendable {
    case archive
    case removeOriginals = "remove-originals"
  }

  /// The only format there is.
  package static let currentFormat = 1

  package var type = "receipt"
  package var format = ReceiptHeader.currentFormat
  /// 1 for an archive's first receipt.
  package var number: Int
  package var operation: Operation
  /// When the run began, ISO 8601 in UTC, whole seconds.
  package var began: String
  package var software: String
  /// 32 hexadecimal digits, the same in all receipts of an archive.
  package var archive: String
  /// The source as the person named it, for people. No host is named.
  package var source: String
  /// The raw Ed25519 key, 64 hexadecimal digits.
  package var publicKey: String
  /// SHA-256 of the whole file of the receipt before; nil in the first.
  package var previous: SHA256Digest?

  package init(
    number: Int, operation: Operation, began: String, software: String, archive: String, source: String, publicKey: String,
    previous: SHA256Digest?
  ) {
    (self.number, self.operation, self.began, self.software) = (number, operation, began, software)
    (self.archive, self.source, self.publicKey, self.previous) = (archive, source, publicKey, previous)
  }
}

/// The last line but one: how the run ended, and what was counted.
package struct ReceiptEnd: Codable, Hashable, Sendable {
  package var type = "end"
  package var ended: String
  /// True where the run came to the end of its source.
  package var complete: Bool
  /// True where a person stopped it.
  package var interrupted: Bool
  /// What ended it before its end, as a stable code and for people.
  package var code: String?
  package var reason: String?
  /// Entries by their type; types without entries are left out.
  package var counts: [String: Int]
  /// Bytes of the originals of all `file` and `removed` entries.
  package var bytes: Int64

  package init(
    ended: String, complete: Bool, interrupted: Bool, code: String? = nil, reason: String? = nil, counts: [String: Int], bytes: Int64
  ) {
    (self.ended, self.complete, self.interrupted) = (ended, complete, interrupted)
    (self.code, self.reason, self.counts, self.bytes) = (code, reason, counts, bytes)
  }
}

/// The last line: the digest of all bytes before it, and the signature over that.
package struct ReceiptSeal: Codable, Hashable, Sendable {
  package var type = "seal"
  package var sha256: SHA256Digest
  /// Ed25519 (RFC 8032), 128 hexadecimal digits.
  package var signature: String

  package init(sha256: SHA256Digest, signature: String) { (self.sha256, self.signature) = (sha256, signature) }

  /// What is signed: text that no other use of the key would sign, and the digest.
  package static func message(_ digest: SHA256Digest) -> [UInt8] { Array("glassine receipt v1 \(digest.hex)".utf8) }
}
