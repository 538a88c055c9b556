internal import ByteCoding
internal import TIFFReading

/// What a picture's Exif block says about how to show it.
///
/// The block is a TIFF structure (CIPA DC-008, Exif 2.32), as JPEG, PNG and JPEG XL hold it.
package struct ExifBlock: Sendable {
  private static let orientationTag: UInt16 = 274
  private static let interoperabilityTag: UInt16 = 40_965

  package let bytes: [UInt8]
  let structure: TIFFStructure

  /// Nil where the bytes are no TIFF structure.
  package init?(_ bytes: [UInt8]) {
    guard let structure = try? TIFFStructure(parsing: bytes), !structure.isBigTIFF, !structure.directories.isEmpty else { return nil }
    self.bytes = bytes
    self.structure = structure
  }

  var main: TIFFDirectory { structure.directories[0] }

  /// 1...8; nil where the block does not say.
  package var statedOrientation: Int? {
    guard let value = main[Self.orientationTag]?.integer, (1...8).contains(value) else { return nil }
    return value
  }

  /// 1...8; 1 where nothing says otherwise.
  package var orientation: Int { statedOrientation ?? 1 }

  /// Whether the samples are in Adobe RGB by the rules of DCF 2.0: cameras write its mark (R03) instead of a profile.
  package var isAdobeRGB: Bool {
    guard let entry = structure.directories.first(where: { $0.role == .exif })?[Self.interoperabilityTag], let offset = entry.integer
    else { return false }
    return interoperability(at: offset) == "R03"
  }

  private func interoperability(at offset: Int) -> String? {
    let bigEndian = structure.bigEndian
    var reader = ByteReader(bytes)
    do throws(Fault) {
      try reader.seek(to: offset)
      for _ in 0..<min(16, try reader.u16(bigEndian: bigEndian)) {
        let (tag, type) = (try reader.u16(bigEndian: bigEndian), try reader.u16(bigEndian: bigEndian))
        let count = try reader.u32(bigEndian: bigEndian)
        let value = try reader.read(4)
        if tag == 1, type == 2, count <= 4 { return String(decoding: value.prefix { $0 != 0 }, as: UTF8.self) }
      }
    } catch {}
    return nil
  }

  /// The block for a picture that was turned upright and is another one than its thumbnail shows: orientation 1, no thumbnail's
  /// directory. All else stays in its place.
  package func forUprightPicture() -> [UInt8] {
    var changed = bytes
    let bigEndian = structure.bigEndian
    // Values of one or two bytes lie inside their entry.
    if let entry = main[Self.orientationTag], entry.count > 0, entry.type.size <= 2 {
      let start = entry.bytes.startIndex
      changed[start] = bigEndian && entry.type.size == 2 ? 0 : 1
      if entry.type.size == 2 { changed[start + 1] = bigEndian ? 1 : 0 }
    }
    var reader = ByteReader(bytes)
    if (try? reader.seek(to: main.offset)) != nil, let count = try? reader.u16(bigEndian: bigEndian) {
      let next = main.offset + 2 + 12 * Int(count)
      if next + 4 <= changed.count { for place in next..<(next + 4) { changed[place] = 0 } }
    }
    return changed
  }
}
