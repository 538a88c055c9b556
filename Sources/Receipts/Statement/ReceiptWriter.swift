internal import ArchiveFormat
package import ArchiveStore
package import ByteCoding

/// Writes a receipt line by line into a file aside.
package struct ReceiptWriter {
  private let file: OpenFile
  private let key: SigningKey
  private var hasher = SHA256Hasher()
  private var buffer: [UInt8] = []
  private var written = 0
  private var counts: [String: Int] = [:]
  private var bytes: Int64 = 0

  /// Begins with the header. Throws `.environment`.
  package init(_ file: OpenFile, header: ReceiptHeader, key: SigningKey) throws(Fault) {
    self.file = file
    self.key = key
    try append(CanonicalJSON.encode(header))
  }

  /// Throws `.environment`.
  package mutating func add(_ entry: ReceiptEntry) throws(Fault) {
    try append(CanonicalJSON.encode(entry))
    counts[entry.type.rawValue, default: 0] += 1
    if entry.type == .file || entry.type == .removed { bytes = bytes.addingReportingOverflow(entry.size ?? 0).partialValue }
  }

  /// Writes end and seal. Gives the digest of the whole file. The file is not synced yet.
  package mutating func finish(
    ended: String, complete: Bool, interrupted: Bool, failure: Fault?
  ) throws(Fault) -> SHA256Digest {
    try append(
      CanonicalJSON.encode(
        ReceiptEnd(
          ended: ended, complete: complete, interrupted: interrupted, code: failure?.code, reason: failure?.cause, counts: counts,
          bytes: bytes)))
    let digest = hasher.finish()
    try append(CanonicalJSON.encode(ReceiptSeal(sha256: digest, signature: key.signature(for: ReceiptSeal.message(digest)).hex)))
    try flush()
    return hasher.finish()
  }

  private mutating func append(_ line: [UInt8]) throws(Fault) {
    buffer += line
    buffer.append(0x0A)
    hasher.update(line)
    hasher.update(CollectionOfOne<UInt8>(0x0A))
    if buffer.count >= 1 << 20 { try flush() }
  }

  private mutating func flush() throws(Fault) {
    try file.write(all: buffer, at: written)
    written += buffer.count
    buffer.removeAll(keepingCapacity: true)
  }
}
