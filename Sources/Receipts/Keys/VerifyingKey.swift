internal import ByteCoding
internal import Crypto
internal import Foundation

/// The public half of an Ed25519 key (RFC 8032): checks signatures.
package struct VerifyingKey: Hashable, Sendable {
  /// 32 bytes.
  package let bytes: [UInt8]

  /// Nil unless there are 32 bytes.
  package init?(bytes: [UInt8]) {
    guard bytes.count == 32, (try? Curve25519.Signing.PublicKey(rawRepresentation: bytes)) != nil else { return nil }
    self.bytes = bytes
  }

  /// Nil unless the text is 64 hexadecimal digits.
  package init?(hex: some StringProtocol) {
    guard hex.utf8.count == 64, let bytes = [UInt8](hex: hex) else { return nil }
    self.init(bytes: bytes)
  }

  /// 64 hexadecimal digits.
  package var hex: String { bytes.hex }

  /// The first 16 bytes of the SHA-256 of the key, for comparing by eye: 32 hexadecimal digits in groups of four.
  package var fingerprint: String {
    let digits = Array(SHA256Digest(of: bytes).bytes.prefix(16).hex)
    return stride(from: 0, to: digits.count, by: 4).map { String(digits[$0..<min($0 + 4, digits.count)]) }.joined(separator: " ")
  }

  /// True where the signature over the message was made with this key's other half.
  package func isValid(_ signature: [UInt8], for message: [UInt8]) -> Bool {
    guard signature.count == 64, let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes) else { return false }
    return key.isValidSignature(signature, for: message)
  }
}

/// The key that a person expects: whole, or by its fingerprint.
package enum ExpectedKey: Sendable, Hashable {
  case key(VerifyingKey)
  /// 32 hexadecimal digits, lower case.
  case fingerprint(String)

  /// Takes 64 hexadecimal digits, a fingerprint with or without spaces, or the text of a PEM file with a public key.
  package init?(_ text: String) {
    if let bytes = PEM.decode(text, label: "PUBLIC KEY"), bytes.starts(with: PEM.publicPrefix) {
      guard let key = VerifyingKey(bytes: Array(bytes.dropFirst(PEM.publicPrefix.count))) else { return nil }
      self = .key(key)
      return
    }
    let digits = String(text.filter { !$0.isWhitespace && $0 != ":" }).lowercased()
    if let key = VerifyingKey(hex: digits) {
      self = .key(key)
    } else if [UInt8](hex: digits)?.count == 16 {
      self = .fingerprint(digits)
    } else {
      return nil
    }
  }

  package func matches(_ key: VerifyingKey) -> Bool {
    switch self {
    case .key(let expected): expected == key
    case .fingerprint(let digits): key.fingerprint.filter { $0 != " " } == digits
    }
  }
}
