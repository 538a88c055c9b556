internal import ByteCoding
internal import Cataloguing

/// The name of a shot's pictures: a digest of the original's content and of everything else they depend on. Equal originals share pictures.
struct PictureKey: Hashable, Comparable {
  static let length = 40
  /// Lower-case hexadecimal digits.
  let text: String

  /// Nil for an entry without content.
  init?(_ entry: CatalogEntry, identity: String) {
    guard let sha256 = entry.sha256 else { return nil }
    text = SHA256Digest(of: Array("glassine contact sheet 1\n\(sha256)\n\(identity)".utf8)).bytes.prefix(Self.length / 2).hex
  }

  /// Nil for what is no such name.
  init?(_ bytes: ArraySlice<UInt8>) {
    guard bytes.count == Self.length, bytes.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }) else { return nil }
    text = String(decoding: bytes, as: UTF8.self)
  }

  static func < (left: Self, right: Self) -> Bool { left.text < right.text }

  /// The name of the folder that holds it, by that many digits.
  func folder(fanOut: Int) -> String { String(text.prefix(fanOut)) }

  /// Folder and name, without a suffix.
  func place(fanOut: Int) -> String { "\(folder(fanOut: fanOut))/\(text)" }

  /// The first byte: which of 256 parts it belongs to.
  var part: Int { Int(text.prefix(2), radix: 16) ?? 0 }

  /// Digits that keep folders at a few hundred files, for so many pictures.
  static func fanOut(for pictures: Int) -> Int {
    var digits = 1
    while digits < 4, pictures > 200 << (4 * digits) { digits += 1 }
    return digits
  }
}
