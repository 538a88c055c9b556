internal import ArchiveFormat
internal import ByteCoding

/// Names of what is salvaged: never the original's.
enum SalvageNames {
  /// The sidecar beside a unit; nil for other paths.
  static func sidecar(ofUnit unit: String) -> String? {
    let (prefix, suffix) = ("data/units/", ".glsn")
    guard unit.hasPrefix(prefix), unit.hasSuffix(suffix) else { return nil }
    let stem = withoutVersion(Array(unit.utf8.dropFirst(prefix.utf8.count).dropLast(suffix.utf8.count)))
    return "data/sidecars/" + String(decoding: stem, as: UTF8.self) + ".json"
  }

  private static func withoutVersion(_ name: [UInt8]) -> [UInt8] {
    let digits = name.reversed().prefix { (0x30...0x39).contains($0) }.count
    guard digits > 0, name.dropLast(digits).suffix(2).elementsEqual("=v".utf8) else { return name }
    return name.dropLast(digits + 2)
  }

  /// The original's path as far as the unit's own path tells it; for units whose record is lost.
  static func path(ofUnit unit: String) -> RelativePath? {
    var parts = unit.split(separator: "/").map { Array($0.utf8) }
    if parts.starts(with: [Array("data".utf8), Array("units".utf8)]) { parts.removeFirst(2) }
    guard var name = parts.popLast() else { return nil }
    if name.suffix(5).elementsEqual(".glsn".utf8) { name.removeLast(5) }
    // A version's mark is no escape.
    name = withoutVersion(name)
    parts.append(name)
    let components = parts.map(unescaped)
    return RelativePath(components: components) ?? RelativePath(components: parts)
  }

  private static func unescaped(_ name: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = name[...]
    while let byte = rest.first {
      if byte == UInt8(ascii: "="), let value = [UInt8](hex: String(decoding: rest.dropFirst().prefix(2), as: UTF8.self)), value.count == 1
      {
        bytes += value
        rest = rest.dropFirst(3)
      } else {
        bytes.append(byte)
        rest = rest.dropFirst()
      }
    }
    return bytes
  }

  /// `IMG_1.NEF` with `.dng` gives `IMG_1.NEF.salvaged.dng`. Nil where no file system could carry the name.
  static func name(_ path: RelativePath, _ ending: String) -> RelativePath? {
    let suffix = Array(".salvaged\(ending)".utf8)
    // Long names lose their end, so that there is room for ours.
    return RelativePath(components: path.components.dropLast() + [path.name.prefix(255 - suffix.count) + suffix])
  }
}
