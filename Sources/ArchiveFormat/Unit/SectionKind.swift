internal import ByteCoding

/// What a section of a unit holds: four ASCII letters. FORMAT.md, "Sections".
package struct SectionKind: Hashable, Sendable, CustomStringConvertible {
  /// The letters as a big-endian number, so that they read in order in a hex dump.
  package let code: UInt32

  package init(code: UInt32) { self.code = code }

  private init(_ letters: StaticString) {
    code = letters.withUTF8Buffer { $0.prefix(4).reduce(0) { $0 << 8 | UInt32($1) } }
  }

  /// The file's name, size, digest, times and tier; exactly one, first.
  package static let file = SectionKind("FILE")
  /// Facts of the shot.
  package static let shot = SectionKind("SHOT")
  /// One coded plane; the index is its position in the cell.
  package static let plane = SectionKind("PLNE")
  /// Stored code to linear value.
  package static let curve = SectionKind("CURV")
  /// How the samples lay in the original.
  package static let recipe = SectionKind("RECP")
  /// The original's bytes outside the samples.
  package static let skeleton = SectionKind("SKEL")
  /// Sparse corrections of the rebuilt sample bytes.
  package static let residue = SectionKind("RESD")
  /// The picture of one JPEG inside the original; the index is its number in the recipe.
  package static let picture = SectionKind("JPEG")
  /// One piece of a file stored whole.
  package static let body = SectionKind("BODY")
  /// Exif, maker note, XMP and IPTC of a sensor-exact unit.
  package static let metadata = SectionKind("META")

  package var description: String {
    let letters = (0..<4).map { UInt8(truncatingIfNeeded: code >> (24 - 8 * $0)) }
    return letters.allSatisfy { (0x20...0x7E).contains($0) } ? String(decoding: letters, as: UTF8.self) : "0x" + letters.hex
  }
}
