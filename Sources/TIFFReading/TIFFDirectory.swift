/// One directory (IFD) of a TIFF-like file.
package struct TIFFDirectory: Hashable, Sendable {
  /// What pointed to the directory.
  package enum Role: Hashable, Sendable {
    /// The chain from the header.
    case chained
    /// A SubIFDs entry.
    case sub
    /// An Exif IFD entry.
    case exif
    /// A maker note.
    case makerNote
  }

  package let role: Role
  /// The index of the directory that points here; nil in the chain.
  package let parent: Int?
  /// Where it starts in the file, in bytes.
  package let offset: Int
  /// In file order; entries of unknown types or with values outside the file are left out.
  package let entries: [TIFFEntry]
  /// The file's length in bytes: data end there at the latest.
  let fileLength: Int

  /// The first entry with a tag. Cost: linear in the entries.
  package subscript(tag: UInt16) -> TIFFEntry? { entries.first { $0.tag == tag } }
}
