package import ArchiveStore
package import ByteCoding
internal import CJPEG
internal import CPNG
internal import JXLCoding

/// Writes pictures as files that other programs show.
package enum PictureWriter {
  private static let longestExif = 65_527

  /// A whole file. Its profile is the picture's; where the picture has none, the file says that it is sRGB (in PNG and JPEG XL by their
  /// own marks, in JPEG and TIFF by a profile).
  ///
  /// `exif` is a TIFF structure; a JPEG goes without one that is longer than a segment holds. Equal input gives equal bytes for one
  /// version of the libraries. Throws `.misuse` (`picture.size`, `picture.quality`, `jxl.size`), `.overLimit` (`tiff.size`) and
  /// `.environment` (`picture.memory`, `jxl.memory`).
  package static func encode(_ picture: Picture, as format: PictureFormat, exif: [UInt8]? = nil) throws(Fault) -> [UInt8] {
    switch format {
    case .jpeg(let quality): try jpeg(picture, quality, exif)
    case .png: try png(picture, exif)
    case .jxl(let distance):
      try JXLPictureCoder.encode(
        picture.samples, width: picture.width, height: picture.height, channels: picture.channels, distance: distance, icc: picture.icc,
        exif: exif)
    case .tiff: try TIFFPicture.encode(picture, icc: profile(of: picture), exif: exif)
    }
  }

  /// Writes a file: aside, synced, and under its name only then; its folder is there already.
  ///
  /// With `replacing` false a file of the name makes it throw `.misuse` (`picture.exists`). Throws what `encode` throws, too, and
  /// `.environment`.
  package static func write(
    _ picture: Picture, as format: PictureFormat, exif: [UInt8]? = nil, to path: String, replacing: Bool = true
  ) throws(Fault) {
    let bytes = try encode(picture, as: format, exif: exif)
    let parts = path.split(separator: "/", omittingEmptySubsequences: true)
    guard let name = parts.last.map({ Array($0.utf8) }), !path.hasSuffix("/") else {
      throw Fault(.misuse, "picture.name", "this is no name of a file", file: path)
    }
    let parent = String(decoding: path.utf8.dropLast(name.count), as: UTF8.self)
    try write(bytes, as: name, in: Folder.open(parent.isEmpty ? "." : parent), replacing: replacing)
  }

  /// Writes bytes under a name in a folder: aside, synced, renamed.
  package static func write(_ bytes: [UInt8], as name: [UInt8], in folder: Folder, replacing: Bool) throws(Fault) {
    func taken() -> Fault {
      Fault(.misuse, "picture.exists", "there is something of this name already", file: folder.path(of: name), advice: "name another file")
    }
    if let status = try folder.status(name), !replacing || status.kind == .folder { throw taken() }
    let aside = Array(".glassine-\(SHA256Digest(of: name).hex.prefix(16))-\(UInt32.random(in: .min ... .max))".utf8)
    let file = try folder.create(aside)
    do throws(Fault) {
      try file.write(all: bytes, at: 0)
      try file.synchronize()
      try folder.rename(aside, to: folder, as: name, replacing: replacing)
      try folder.synchronize()
    } catch {
      try? folder.remove(aside)
      if !replacing, error.errno == alreadyThere { throw taken() }
      throw error
    }
  }

  /// EEXIST, on every Linux.
  private static let alreadyThere: Int32 = 17

  private static func profile(of picture: Picture) -> [UInt8] {
    picture.icc ?? (picture.channels == 1 ? ColourManagement.greyProfile : ColourManagement.sRGBProfile)
  }

  private static func jpeg(_ picture: Picture, _ quality: Int, _ exif: [UInt8]?) throws(Fault) -> [UInt8] {
    guard (1...100).contains(quality) else { throw Fault(.misuse, "picture.quality", "a quality of \(quality); 1 to 100 are possible") }
    guard picture.longestSide <= 65_500 else {
      throw Fault(
        .misuse, "picture.size", "a JPEG has at most 65,500 pixels a side, not \(picture.longestSide)", advice: "write a PNG or JXL")
    }
    let icc = profile(of: picture)
    let exif = exif.flatMap { $0.count <= longestExif ? $0 : nil } ?? []
    var bytes: UnsafeMutablePointer<UInt8>?
    var count = 0
    let status = glassine_jpeg_encode(
      picture.samples, UInt32(picture.width), UInt32(picture.height), UInt32(picture.channels), Int32(quality), quality < 90 ? 1 : 0,
      exif, exif.count, icc, icc.count, &bytes, &count)
    defer { glassine_jpeg_free_bytes(bytes) }
    guard status == glassine_jpeg_ok, let bytes else { throw fault(isMemory: status == glassine_jpeg_no_memory, "libjpeg") }
    return Array(UnsafeBufferPointer(start: bytes, count: count))
  }

  private static func png(_ picture: Picture, _ exif: [UInt8]?) throws(Fault) -> [UInt8] {
    let (icc, exif) = (picture.icc ?? [], exif ?? [])
    var bytes: UnsafeMutablePointer<UInt8>?
    var count = 0
    let status = glassine_png_encode(
      picture.samples, UInt32(picture.width), UInt32(picture.height), UInt32(picture.channels), exif, exif.count, icc, icc.count, &bytes,
      &count)
    defer { glassine_png_free(bytes) }
    guard status == glassine_png_ok, let bytes else { throw fault(isMemory: status == glassine_png_no_memory, "libpng") }
    return Array(UnsafeBufferPointer(start: bytes, count: count))
  }

  private static func fault(isMemory: Bool, _ library: String) -> Fault {
    isMemory
      ? Fault(.environment, "picture.memory", "there is not enough memory to write the picture")
      : Fault(.misuse, "picture.size", "\(library) refuses the picture")
  }
}
