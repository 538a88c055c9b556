internal import ByteCoding
internal import ParityCoding

/// A payload file that is to be covered.
struct PendingFile: Hashable, Sendable {
  let path: [UInt8]
  let digest: SHA256Digest
  let size: Int

  var blocks: Int { ParityBlock.count(bytes: size) }
  var text: String { String(decoding: path, as: UTF8.self) }
  var member: ParityMember { ParityMember(path: path, size: size, digest: digest) }
}
