/// A record of a CIFF heap: its tag, and where its bytes stand in the file.
package struct CIFFRecord: Hashable, Sendable {
  /// Data type (bits 11...13) and identifier (bits 0...10); the place of storage is left out.
  package let tag: Int
  /// The record's bytes, counted from the file's start; 8 of them where the directory itself holds them.
  package let range: Range<Int>

  package init(tag: Int, range: Range<Int>) {
    self.tag = tag
    self.range = range
  }

  /// Tags that this room reads.
  package enum Tag {
    package static let rawImage = 0x2005
    package static let sensor = 0x1031
    package static let decoderTable = 0x1835
  }
}
