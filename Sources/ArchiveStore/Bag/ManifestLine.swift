package import ByteCoding

/// One line of a manifest: a digest and a path.
///
/// Payload paths need no escapes (UnitName takes care); originals' paths are escaped as GNU `sha256sum` does it: a line whose path holds
/// a backslash, newline or carriage return starts with a backslash.
package struct ManifestLine: Hashable, Sendable {
  package let digest: SHA256Digest
  /// As it stands in the file after the two spaces, escapes included.
  package let path: [UInt8]
  let isEscaped: Bool

  package init(digest: SHA256Digest, payload path: String) {
    self.digest = digest
    self.path = Array(path.utf8)
    isEscaped = false
  }

  /// A line for the originals' list, escaped where needed.
  package init(digest: SHA256Digest, original path: [UInt8]) {
    self.digest = digest
    var escaped: [UInt8] = []
    for byte in path {
      switch byte {
      case 0x5C: escaped += [0x5C, 0x5C]
      case 0x0A: escaped += [0x5C, UInt8(ascii: "n")]
      case 0x0D: escaped += [0x5C, UInt8(ascii: "r")]
      default: escaped.append(byte)
      }
    }
    isEscaped = escaped.count != path.count
    self.path = escaped
  }

  /// Nil where the line is not `digest`, two spaces (or a space and `*`), path.
  package init?(parsing line: [UInt8]) {
    var rest = line[...]
    isEscaped = rest.first == 0x5C
    if isEscaped { rest = rest.dropFirst() }
    guard rest.count > 66, let digest = SHA256Digest(hex: String(decoding: rest.prefix(64), as: UTF8.self)) else { return nil }
    let gap = rest.dropFirst(64).prefix(2)
    guard gap.first == 0x20, gap.last == 0x20 || gap.last == 0x2A else { return nil }
    self.digest = digest
    path = Array(rest.dropFirst(66))
  }

  package var bytes: [UInt8] { (isEscaped ? [0x5C] : []) + Array(digest.hex.utf8) + [0x20, 0x20] + path + [0x0A] }
}
