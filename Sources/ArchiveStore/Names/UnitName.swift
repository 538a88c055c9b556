package import ArchiveFormat
internal import ByteCoding
internal import Foundation

/// Where a path's unit and sidecars lie inside the archive: the path itself, with the few bytes escaped that not every tool can carry.
/// FORMAT.md, "Names".
///
/// Escapes are `=XX`. They cover bytes that are not UTF-8, control characters, line separators, `%`, `\` and `=` itself, and all
/// non-ASCII bytes of a name that is not in Unicode's composed form. Too long names are cut and closed with a digest: the full path
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
    if folder, [unitSuffix, sidecarSuffix, xmpSuffix].contains(where: escaped.hasSuffix), let last = bytes.last {
      escaped = String(escaped.dropLast()) + "=" + [last].hex.uppercased()
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

  private static func isPlainASCII(_ byte: UInt8) -> Bool {
    (0x20...0x7E).contains(byte) && byte != UInt8(ascii: "=") && byte != UInt8(ascii: "%") && byte != UInt8(ascii: "\\")
  }

  private static func hexEscape(_ bytes: [UInt8]) -> String { bytes.map { "=" + [$0].hex.uppercased() }.joined() }
}

extension UnitName {
  /// Takes a unit's file name apart: what stands before the version, and the version. Nil for other files' names.
  static func parse(_ name: String) -> (stem: String, version: Int)? {
    guard name.hasSuffix(unitSuffix) else { return nil }
    let stem = name.dropLast(unitSuffix.count)
    guard let mark = stem.range(of: "=v", options: .backwards), let version = Int(stem[mark.upperBound...]), version > 1,
      stem[mark.upperBound...].allSatisfy(\.isNumber)
    else { return stem.isEmpty ? nil : (String(stem), 1) }
    return (String(stem[..<mark.lowerBound]), version)
  }
}
