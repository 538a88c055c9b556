internal import ByteCoding

/// The one form of JPEG XL file a transcoded JPEG is kept in (ISO/IEC 18181-2): the signature box, `ftyp`, `jbrd`, `jxlc`, nothing else.
struct JXLTranscodedFile {
  /// What the `jbrd` box holds.
  let reconstruction: ArraySlice<UInt8>
  /// What the `jxlc` box holds.
  let codestream: ArraySlice<UInt8>

  private static let start: [UInt8] = [
    0, 0, 0, 12, 0x4A, 0x58, 0x4C, 0x20, 0x0D, 0x0A, 0x87, 0x0A,  // "JXL "
    0, 0, 0, 20, 0x66, 0x74, 0x79, 0x70, 0x6A, 0x78, 0x6C, 0x20, 0, 0, 0, 0, 0x6A, 0x78, 0x6C, 0x20,  // "ftyp": "jxl ", 0, "jxl "
  ]
  private static let jbrd: UInt32 = 0x6A62_7264
  private static let jxlc: UInt32 = 0x6A78_6C63
  private static let jxlp: UInt32 = 0x6A78_6C70
  private static let jxll: UInt32 = 0x6A78_6C6C

  /// Throws `.damaged` (`jxl.boxes`) where the file has another form.
  init(_ file: ArraySlice<UInt8>) throws(Fault) {
    guard file.starts(with: Self.start) else { throw .damaged("jxl.boxes", "these bytes are not a JPEG XL file") }
    var boxes = ByteReader(file.dropFirst(Self.start.count))
    func box(_ kind: UInt32) throws(Fault) -> ArraySlice<UInt8> {
      let size = Int(try boxes.u32(bigEndian: true))
      guard try boxes.u32(bigEndian: true) == kind, size >= 8 else {
        throw .damaged("jxl.boxes", "the JPEG XL file has other boxes than a transcoded JPEG")
      }
      return try boxes.read(size - 8)
    }
    do throws(Fault) {
      reconstruction = try box(Self.jbrd)
      codestream = try box(Self.jxlc)
      guard boxes.isAtEnd else { throw .damaged("jxl.boxes", "bytes after the JPEG XL file") }
    } catch {
      throw .damaged("jxl.boxes", error.cause)
    }
  }

  /// Brings what the library writes into that form, whatever parts it wrote the codestream in.
  static func normalized(_ file: UnsafeBufferPointer<UInt8>) throws(Fault) -> [UInt8] {
    var boxes = ByteReader(Array(file))
    var reconstruction: ArraySlice<UInt8> = []
    var codestream: [UInt8] = []
    while !boxes.isAtEnd {
      let size = Int(try boxes.u32(bigEndian: true))
      let kind = try boxes.u32(bigEndian: true)
      var body: ArraySlice<UInt8>
      switch size {
      case 0: body = try boxes.read(boxes.remaining)
      case 1: body = try boxes.read(Int(clamping: try boxes.u64(bigEndian: true)) - 16)
      default: body = try boxes.read(size - 8)
      }
      switch kind {
      case jbrd: reconstruction = body
      case jxlc: codestream += body
      case jxlp: codestream += body.dropFirst(4)
      case jxll: throw .unsupported("jxl.encoder", "the library asks for a higher level than readers have to know")
      default: break
      }
    }
    guard codestream.count < 1 << 31, reconstruction.count < 1 << 31 else {
      throw .overLimit("jxl.encoder", "a JPEG XL file of more than two gigabytes")
    }
    var writer = ByteWriter()
    writer.write(start)
    for (kind, body) in [(jbrd, reconstruction), (jxlc, codestream[...])] {
      writer.u32(UInt32(body.count + 8), bigEndian: true)
      writer.u32(kind, bigEndian: true)
      writer.write(body)
    }
    return writer.bytes
  }
}
