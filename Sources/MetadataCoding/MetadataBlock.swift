/// The descriptive metadata of a camera file as the file holds it: Exif, GPS, XMP, IPTC and the maker note.
///
/// This room reads it through Exiv2 and writes the XMP sidecar photo programs look for. What is here is for people and exports;
/// no original is ever rebuilt from it.
package struct MetadataBlock: Hashable, Sendable {
  /// The Exif directory without its maker note, by ascending tag.
  package var exif: [ExifField]
  /// The GPS directory, by ascending tag.
  package var gps: [ExifField]
  /// The descriptive fields of the main directory (make, model, orientation, artist...), by ascending tag.
  package var ifd0: [ExifField]
  /// The maker note's bytes, verbatim.
  package var makerNote: [UInt8]?
  /// Where the maker note starts, counted from the TIFF header it refers to; its own pointers may count from there.
  package var makerNoteOffset: Int?
  /// The byte order of the file the maker note comes from.
  package var makerNoteBigEndian: Bool
  /// The embedded XMP packet, verbatim.
  package var xmp: [UInt8]?
  /// The IPTC-IIM records.
  package var iptc: [UInt8]?

  package init(
    exif: [ExifField] = [], gps: [ExifField] = [], ifd0: [ExifField] = [], makerNote: [UInt8]? = nil, makerNoteOffset: Int? = nil,
    makerNoteBigEndian: Bool = false, xmp: [UInt8]? = nil, iptc: [UInt8]? = nil
  ) {
    self.exif = exif
    self.gps = gps
    self.ifd0 = ifd0
    self.makerNote = makerNote
    self.makerNoteOffset = makerNoteOffset
    self.makerNoteBigEndian = makerNoteBigEndian
    self.xmp = xmp
    self.iptc = iptc
  }

  /// Whether the file named nothing at all.
  package var isEmpty: Bool {
    exif.isEmpty && gps.isEmpty && ifd0.isEmpty && makerNote == nil && xmp == nil && iptc == nil
  }

  /// The Exif field of a tag, from the Exif directory or, as TIFF/EP has it, from the main one.
  package func exifField(_ tag: UInt16) -> ExifField? {
    exif.first { $0.tag == tag } ?? ifd0.first { $0.tag == tag }
  }

  /// The main directory's field of a tag.
  package func mainField(_ tag: UInt16) -> ExifField? { ifd0.first { $0.tag == tag } }
}
