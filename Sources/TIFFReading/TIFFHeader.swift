internal import ByteCoding

/// The first bytes of a TIFF-like file.
struct TIFFHeader {
  let bigEndian: Bool
  let isBig: Bool
  let version: UInt16
  let firstDirectory: UInt64

  /// The header of a directory that stands alone, such as a maker note's.
  init(bigEndian: Bool) {
    (self.bigEndian, isBig, version, firstDirectory) = (bigEndian, false, 42, 0)
  }

  init(of file: [UInt8], lenient: Bool) throws(Fault) {
    var reader = ByteReader(file)
    guard file.count >= 8, let mark = file.first, mark == 0x49 || mark == 0x4D, file[1] == mark else {
      throw .unsupported("tiff.signature", "this is not a TIFF-like file", at: "offset 0")
    }
    try reader.seek(to: 2)
    bigEndian = mark == 0x4D
    version = try reader.u16(bigEndian: bigEndian)
    if version == 43, file.count >= 16 {
      let (size, zero) = (try reader.u16(bigEndian: bigEndian), try reader.u16(bigEndian: bigEndian))
      if size == 8, zero == 0 {
        isBig = true
        firstDirectory = try reader.u64(bigEndian: bigEndian)
        return
      }
      try reader.seek(to: 4)
    }
    guard version == 42 || lenient else {
      throw .unsupported("tiff.signature", "this is not a TIFF file: version \(version)", at: "offset 2")
    }
    isBig = false
    firstDirectory = UInt64(try reader.u32(bigEndian: bigEndian))
  }
}
