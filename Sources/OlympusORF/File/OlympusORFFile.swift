package import ByteCoding
internal import TIFFReading

/// A compressed raw stream found in a camera file.
package struct OlympusORFFound: Hashable, Sendable {
  /// The stream's place in the file, in bytes.
  package let offset: Int
  package let length: Int
  package let format: OlympusORFFormat
}

/// Files of Olympus and OM System cameras (ORF): TIFF with a version word of their own.
package enum OlympusORFFile {
  private static let makes = ["OLYMPUS", "OM Digi", "CLAUSS"]

  /// The compressed stream of a file; always one.
  ///
  /// By LibRaw's rule: compression 0 or 1, one strip, 14 or 16 bits a sample, more than a seventh of a byte a sample. Throws
  /// `unsupported` for other files (`tiff.signature`, `orf.file`), files without a raw image (`orf.image`), several strips or other depths
  /// (`orf.uncompressed`), and codings that are not known (`orf.parameters`); `damaged` where the stream lies outside the file
  /// (`orf.strip`); `overLimit` (`size.limit`).
  package static func find(in file: [UInt8], budget: MemoryBudget = .standard) throws(Fault) -> [OlympusORFFound] {
    let structure = try TIFFStructure(parsing: file, lenient: true)
    // RO and RS; OR where numbers are big-endian.
    guard structure.version == 0x4F52 || structure.version == 0x5352,
      let make = structure.directories.first?[0x010F]?.text, makes.contains(where: { make.startsWithBytes(of: $0) })
    else { throw .unsupported("orf.file", "this is no raw file of an Olympus or OM System camera") }
    let images = structure.directories.filter { ($0[TIFFTag.compression]?.integer ?? 1) <= 1 && ($0[TIFFTag.stripOffsets]?.count ?? 0) > 0 }
    func size(_ directory: TIFFDirectory) -> (width: Int, height: Int) {
      (directory[TIFFTag.imageWidth]?.integer ?? 0, directory[TIFFTag.imageLength]?.integer ?? 0)
    }
    guard let raw = images.max(by: { Double(size($0).width) * Double(size($0).height) < Double(size($1).width) * Double(size($1).height) })
    else { throw .unsupported("orf.image", "the file has no raw image") }
    let (width, height) = size(raw)
    try budget.check(width: width, height: height, at: "the raw image")
    guard let offsets = raw[TIFFTag.stripOffsets], offsets.count == 1, let bits = raw[TIFFTag.bitsPerSample]?.integer,
      bits == 14 || bits == 16, let counts = raw[TIFFTag.stripByteCounts], counts.count == 1, let offset = offsets.integer,
      let length = counts.integer, length > 0, Double(length) * 7 > Double(width * height), Double(length) * 5 != Double(width * height * 8)
    else { throw .unsupported("orf.uncompressed", "the raw image is not of one compressed strip") }
    guard offset > 0, offset <= file.count, length <= file.count - offset else {
      throw .damaged("orf.strip", "the raw stream lies outside the file", at: "offset \(offset)")
    }
    let note = structure.directories.lazy.compactMap { $0[0x927C]?.bytes }.first ?? []
    let format = try OlympusORFFormat(
      width: width, height: height, parameters: OlympusMakerNote(note).parameters(), budget: budget)
    return [OlympusORFFound(offset: offset, length: length, format: format)]
  }
}
