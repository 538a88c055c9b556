package import ArchiveFormat
internal import ByteCoding
internal import Foundation

/// Where a path's unit and sidecars lie inside the archive: the path itself, with the few bytes escaped that not every tool can carry.
/// FORMAT.md, "Names".
///
/// Escapes are `=XX`. They cover bytes that are not UTF-8, control characters, line separators, `=` itself and the characters that BagIt
/// and other systems' file systems cannot carry, and all non-ASCII bytes of a name that is not in Unicode's composed form. Too long names are cut and closed with a digest: the full path
/// is in the unit.
package enum UnitName {
  package static let unitSuffix = ".glsn"
  package static let sidecarSuffix = ".json"
  package static let xmpSuffix = ".xmp"
  /// The longest name a component may get, so that every suffix and `=v1234567` fit into 255 bytes.
  private static let longestComponent = 230

  /// `data/units/<path>.glsn`, later versions `data/units/<path>=v2.glsn`; folders have `=folder` inside theirs.
  package static func unit(for path: RelativePath, kind: FileRecord.Kind, version: Int) -> String {
    "data/units/" + stem(path, kind) + (version > 1 ? "=v\(version)" : "") + unitSuffix
  }

  /// `data/sidecars/<path>.json`; there is one for the newest version only.
  package static func sidecar(for path: RelativePath, suffix: String) -> String {
    "data/sidecars/" + stem(path, .file) + suffix
  }

  /// The folder of the archive that holds the units of a folder's entries.
  package static func unitFolder(for path: RelativePath?) -> String {
    guard let path else { return "data/units" }
    return "data/units/" + path.components.map { component($0, folder: true) }.joined(separator: "/")
  }

  private static func stem(_ path: RelativePath, _ kind: FileRecord.Kind) -> String {
    var parts = path.components.dropLast().map { component($0, folder: true) }
    if kind == .folder {
      parts.append(component(path.name, folder: true))
      parts.append("=folder")
    } else {
      parts.append(component(path.name, folder: false))
    }
    return parts.joined(separator: "/")
  }

  /// One component, escaped. Folders whose name ends like one of our files get their last letter escaped, so that nothing collides.
  static func component(_ bytes: [UInt8], folder: Bool) -> String {
    var escaped = escape(bytes)
    let endsLikeOurs = [unitSuffix, sidecarSuffix, xmpSuffix, ".", " "].contains { escaped.endsWithBytes(of: $0) }
    if folder, endsLikeOurs, let last = bytes.last {
      escaped = escaped.droppingBytes(last: 1) + "=" + [last].hex.uppercased()
    }
    guard escaped.utf8.count > longestComponent else { return escaped }
    let digest = SHA256Digest(of: bytes).bytes.prefix(16).hex
    var cut = String(decoding: escaped.utf8.prefix(longestComponent - 40), as: UTF8.self)
    // Neither half a character nor half an escape may stay at the cut.
    while cut.unicodeScalars.last == "\u{FFFD}" { cut.removeLast() }
    if let equals = cut.utf8.suffix(2).lastIndex(of: UInt8(ascii: "=")) { cut = String(decoding: cut.utf8[..<equals], as: UTF8.self) }
    return cut + "=~" + digest
  }

  private static func escape(_ bytes: [UInt8]) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      return bytes.map { isPlainASCII($0) ? String(UnicodeScalar($0)) : hexEscape([$0]) }.joined()
    }
    let composed = text.precomposedStringWithCanonicalMapping.utf8.elementsEqual(bytes)
    return text.unicodeScalars.map { scalar in
      if scalar.isASCII { return isPlainASCII(UInt8(scalar.value)) ? String(scalar) : hexEscape([UInt8(scalar.value)]) }
      let isControl = (0x80...0x9F).contains(scalar.value) || scalar.value == 0x2028 || scalar.value == 0x2029
      return composed && !isControl ? String(scalar) : hexEscape(Array(String(scalar).utf8))
    }.joined()
  }

  /// Our own escape, BagIt's, and what FAT, NTFS and network shares refuse.
  private static let forbidden = Array("=%\\\"*:<>?|".utf8)

  private static func isPlainASCII(_ byte: UInt8) -> Bool {
    (0x20...0x7E).contains(byte) && !forbidden.contains(byte)
  }

  private static func hexEscape(_ bytes: [UInt8]) -> String { bytes.map { "=" + [$0].hex.uppercased() }.joined() }
}

extension UnitName {
  /// Takes a unit's file name apart: what stands before the version, and the version. Nil for other files' names.
  package static func parse(_ name: String) -> (stem: String, version: Int)? {
    guard name.endsWithBytes(of: unitSuffix) else { return nil }
    let stem = Array(name.utf8.dropLast(unitSuffix.utf8.count))
    let digits = stem.reversed().prefix { (0x30...0x39).contains($0) }.count
    let mark = stem.count - digits - 2
    guard digits > 0, digits <= 9, mark > 0, stem[mark] == UInt8(ascii: "="), stem[mark + 1] == UInt8(ascii: "v"),
      let version = Int(String(decoding: stem.suffix(digits), as: UTF8.self)), version > 1
    else { return stem.isEmpty ? nil : (String(decoding: stem, as: UTF8.self), 1) }
    return (String(decoding: stem[..<mark], as: UTF8.self), version)
  }
}
