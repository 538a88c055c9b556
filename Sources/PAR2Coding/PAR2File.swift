internal import ByteCoding
internal import Crypto

/// One file of a PAR 2.0 set.
package struct PAR2File: Hashable, Sendable {
  /// Below the base path, with slashes, as bytes.
  package let name: [UInt8]
  package let size: Int
  /// MD5 of the first 16 KiB.
  let head: [UInt8]
  /// What the set calls the file.
  let identity: [UInt8]
  package static let headBytes = 16_384

  /// `head` are the first 16 KiB, or all of a smaller file; `size` is at least 1.
  package init(name: [UInt8], size: Int, head: [UInt8]) {
    self.name = name
    self.size = size
    self.head = MD5Hasher.digest(head)
    var writer = ByteWriter()
    writer.write(self.head)
    writer.u64(UInt64(size))
    writer.write(name)
    identity = MD5Hasher.digest(writer.bytes)
  }

  /// The order of a set: its identities as little-endian numbers.
  static func isBefore(_ left: PAR2File, _ right: PAR2File) -> Bool {
    left.identity.reversed().lexicographicallyPrecedes(right.identity.reversed())
  }
}

/// Computes an MD5 piece by piece; PAR 2.0 asks for nothing better.
struct MD5Hasher {
  private var state = Insecure.MD5()

  mutating func update(_ bytes: UnsafeRawBufferPointer) { state.update(bufferPointer: bytes) }

  mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { state.update(bufferPointer: $0) } }

  /// 16 bytes.
  func finish() -> [UInt8] { Array(state.finalize()) }

  static func digest(_ bytes: [UInt8]) -> [UInt8] {
    var hasher = MD5Hasher()
    hasher.update(bytes)
    return hasher.finish()
  }
}
