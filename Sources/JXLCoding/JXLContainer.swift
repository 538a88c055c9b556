internal import ByteCoding

/// The box structure libjxl puts around codestreams of level 10 (16-bit samples are of that level); archives keep the codestream alone.
enum JXLContainer {
  /// The codestream of `jxlc`, or of all `jxlp` boxes together; the bytes themselves where there is no container.
  static func codestream(in file: UnsafeBufferPointer<UInt8>) throws(Fault) -> [UInt8] {
    if file.starts(with: JXLCodestreamHeader.signature) { return Array(file) }
    var codestream: [UInt8] = []
    var reader = ByteReader(Array(file))
    while !reader.isAtEnd {
      let size = Int(try reader.u32(bigEndian: true))
      let kind = try reader.u32(bigEndian: true)
      let length: Int
      switch size {
      case 0: length = reader.remaining
      case 1:
        let wide = try reader.u64(bigEndian: true)
        length = Int(clamping: wide) - 16
      default: length = size - 8
      }
      var body = ByteReader(try reader.read(length))
      if kind == 0x6A78_6C63 {  // jxlc
        codestream += try body.read(body.remaining)
      } else if kind == 0x6A78_6C70 {  // jxlp: a part's number, then its bytes
        try body.skip(4)
        codestream += try body.read(body.remaining)
      }
    }
    return codestream
  }
}
