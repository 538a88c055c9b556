internal import ByteCoding

/// The size of a sensor as Minolta's raw files say it, which the DSLR-A100 still does.
enum MinoltaSensor {
  /// Reads the size from a block `\0MRM` or, little-endian, `\0MRI` at a place of the file; nil where there is none.
  ///
  /// The block's length, then records of a tag, a length and content; the record `\0PRD` has rows and columns behind eight bytes. At most
  /// 64 records are looked at.
  static func size(in file: [UInt8], at start: Int) -> (width: Int, height: Int)? {
    do throws(Fault) {
      var reader = ByteReader(file)
      try reader.seek(to: start)
      let mark = Array(try reader.read(4))
      guard mark == [0, 0x4D, 0x52, 0x4D] || mark == [0, 0x4D, 0x52, 0x49] else { return nil }
      let isBig = mark[3] == 0x4D
      try reader.skip(4)
      for _ in 0..<64 {
        let tag = Array(try reader.read(4))
        let length = Int(try reader.u32(bigEndian: isBig))
        guard tag == [0, 0x50, 0x52, 0x44] else {
          try reader.skip(length)
          continue
        }
        try reader.skip(8)
        let height = Int(try reader.u16(bigEndian: isBig))
        return (Int(try reader.u16(bigEndian: isBig)), height)
      }
      return nil
    } catch {
      return nil
    }
  }
}
