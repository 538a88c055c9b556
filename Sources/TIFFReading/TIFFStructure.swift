/// The room that reads the skeleton of TIFF-like containers: directories, entries, and where image data lie. It decodes no pixels.
///
/// TIFF 6.0, BigTIFF, and the raw formats that changed only the version word (ORF, RW2 and kin). Every byte is taken as hostile:
/// directories, entries and depth are limited, cycles end, and values are views into the file that are decoded when asked for.
package import ByteCoding

/// The directories of one TIFF-like file, flat, in the order they were met.
package struct TIFFStructure: Sendable {
  package let bigEndian: Bool
  package let isBigTIFF: Bool
  /// The word after the byte order: 42 for TIFF, 43 for BigTIFF, anything at all for raw formats.
  package let version: UInt16
  /// First the chain from the header, each directory followed later by those it points to.
  package let directories: [TIFFDirectory]
  /// False where a pointer or a value lay outside the file, a directory was met twice, or a limit was reached.
  package let isComplete: Bool

  /// Reads the directories; a lenient reading accepts any version word.
  ///
  /// Throws `unsupported` (`tiff.signature`) for other files and `damaged` (`tiff.directory`) where not even the first directory
  /// can be read; later damage only leaves things out. Cost: bounded by `limits`, never by what the file claims.
  package init(parsing file: [UInt8], lenient: Bool = false, limits: TIFFLimits = .standard) throws(Fault) {
    let header = try TIFFHeader(of: file, lenient: lenient)
    var walk = TIFFWalk(file: file, header: header, limits: limits)
    try walk.run()
    bigEndian = header.bigEndian
    isBigTIFF = header.isBig
    version = header.version
    directories = walk.directories
    isComplete = walk.isComplete
  }

  /// The images of all directories that describe one, in order; at most 262,144 strips and tiles in all, those of later ones left out.
  package var images: [TIFFImageLayout] {
    var left = TIFFDirectory.chunkLimit
    return directories.compactMap { directory in
      guard let image = directory.imageLayout, image.chunks.count <= left else { return nil }
      left -= image.chunks.count
      return image
    }
  }
}
