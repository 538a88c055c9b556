internal import ArchiveStore
internal import ByteCoding

/// Finds the files that belong to a raw: XMP, PP3 and other edits, JPEG partners, thumbnails, sound.
///
/// Both namings are known, `IMG_1.NEF.xmp` (darktable, digiKam) and `IMG_1.xmp` (Adobe).
enum Companions {
  private static let roles: [String: String] = [
    "xmp": "edits", "pp3": "edits", "dop": "edits", "cos": "edits", "on1": "edits", "arp": "edits", "nksc": "edits", "vrd": "edits",
    "jpg": "partner", "jpeg": "partner", "heic": "partner", "heif": "partner", "hif": "partner", "jxl": "partner", "tif": "partner",
    "tiff": "partner", "thm": "thumbnail", "wav": "sound", "mp3": "sound", "mov": "film", "mp4": "film", "txt": "notes",
  ]

  /// Names in the raw's folder that belong to it, with their role, in byte order.
  static func names(of raw: [UInt8], among siblings: [[UInt8]]) -> [(name: [UInt8], role: String)] {
    let rawStem = stem(raw)
    return siblings.compactMap { name in
      guard name != raw, let role = roles[suffix(name)] else { return nil }
      let own = stem(name)
      guard own == raw || lowercased(own) == lowercased(rawStem) else { return nil }
      return (name, role)
    }
  }

  private static func stem(_ name: [UInt8]) -> [UInt8] {
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > 0 else { return name }
    return Array(name[..<dot])
  }

  private static func suffix(_ name: [UInt8]) -> String {
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > 0 else { return "" }
    return String(decoding: lowercased(Array(name[(dot + 1)...])), as: UTF8.self)
  }

  private static func lowercased(_ bytes: [UInt8]) -> [UInt8] { bytes.map { (0x41...0x5A).contains($0) ? $0 + 32 : $0 } }
}
