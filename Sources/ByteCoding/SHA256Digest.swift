internal import Crypto
internal import Foundation

/// A SHA-256 digest (FIPS 180-4), the only fixity digest Glassine makes promises with.
package struct SHA256Digest: Hashable, Sendable, Comparable {
  /// Always 32 bytes.
  package let bytes: [UInt8]

  /// Nil unless there are exactly 32 bytes.
  package init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 32 else { return nil }
    self.bytes = Array(bytes)
  }

  /// Nil unless the text is 64 hexadecimal digits, of either case.
  package init?(hex: some StringProtocol) {
    guard let bytes = [UInt8](hex: hex), bytes.count == 32 else { return nil }
    self.bytes = bytes
  }

  /// The digest of a whole buffer.
  package init(of buffer: some Collection<UInt8>) {
    var hasher = SHA256Hasher()
    hasher.update(buffer)
    self = hasher.finish()
  }

  /// 64 lower-case hexadecimal digits.
  package var hex: String { bytes.hex }

  package static func < (left: Self, right: Self) -> Bool { left.bytes.lexicographicallyPrecedes(right.bytes) }
}

extension SHA256Digest: Codable {
  package init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let digest = SHA256Digest(hex: text) else {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "not a SHA-256 digest"))
    }
    self = digest
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(hex)
  }
}

/// Computes a SHA-256 digest piece by piece.
package struct SHA256Hasher: Sendable {
  private var state = SHA256()
  /// How many bytes went in so far.
  package private(set) var count = 0

  package init() {}

  package mutating func update(_ buffer: some Collection<UInt8>) {
    count += buffer.count
    let done: Void? = buffer.withContiguousStorageIfAvailable { state.update(bufferPointer: UnsafeRawBufferPointer($0)) }
    if done == nil { state.update(data: Array(buffer)) }
  }

  package mutating func update(_ buffer: UnsafeRawBufferPointer) {
    count += buffer.count
    state.update(bufferPointer: buffer)
  }

  /// The digest of everything so far; the hasher can go on.
  package func finish() -> SHA256Digest {
    SHA256Digest(finished: state.finalize())
  }
}

extension SHA256Digest {
  fileprivate init(finished digest: SHA256.Digest) { bytes = Array(digest) }
}

/// MD5, only where another format asks for it (DNG's NewRawImageDigest).
package enum MD5Digest {
  /// 16 bytes.
  package static func of(_ buffer: UnsafeRawBufferPointer) -> [UInt8] {
    var state = Insecure.MD5()
    state.update(bufferPointer: buffer)
    return Array(state.finalize())
  }
}
