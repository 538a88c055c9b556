internal import ByteCoding

/// Reads the start of a codestream, ISO/IEC 18181-1 annexes D to F, and accepts only what a plane needs: one grey channel of 16 bits,
/// one modular frame of the image's size, nothing that is drawn on top.
///
/// Everything a decoder allocates before it meets coded samples follows from these fields.
enum JXLCodestreamHeader {
  static let signature: [UInt8] = [0xFF, 0x0A]

  /// Throws `.damaged`: `jxl.header` for other kinds of streams, `jxl.shape` for another size.
  static func check(_ bytes: ArraySlice<UInt8>, width: Int, height: Int) throws(Fault) {
    guard bytes.starts(with: signature) else { throw .damaged("jxl.header", "these bytes are not a JPEG XL codestream") }
    var bits = JXLBitReader(bytes.dropFirst(signature.count))
    let size = try readSize(&bits)
    guard size == (UInt64(width), UInt64(height)) else {
      throw .damaged("jxl.shape", "the JPEG XL codestream is \(size.width)x\(size.height), not \(width)x\(height)")
    }
    try checkImage(&bits)
    try bits.skipToByte()
    try checkFrame(&bits)
  }

  static func readSize(_ bits: inout JXLBitReader) throws(Fault) -> (width: UInt64, height: UInt64) {
    func side(_ isSmall: Bool, _ bits: inout JXLBitReader) throws(Fault) -> UInt64 {
      if isSmall { return (try bits.read(5) + 1) * 8 }
      let widths = [9, 13, 18, 30]
      return try bits.read(widths[Int(try bits.read(2))]) + 1
    }
    let isSmall = try bits.read(1) == 1
    let height = try side(isSmall, &bits)
    let width: UInt64
    switch try bits.read(3) {
    case 0: width = try side(isSmall, &bits)
    case 1: width = height
    case 2: width = height * 12 / 10
    case 3: width = height * 4 / 3
    case 4: width = height * 3 / 2
    case 5: width = height * 16 / 9
    case 6: width = height * 5 / 4
    default: width = height * 2
    }
    return (width, height)
  }

  private static func checkImage(_ bits: inout JXLBitReader) throws(Fault) {
    try bits.expect(0, 1, "default metadata")
    try bits.expect(0, 1, "orientation, preview or animation")
    try bits.expect(0, 1, "floating-point samples")
    let depth: UInt64
    switch try bits.read(2) {
    case 0: depth = 8
    case 1: depth = 10
    case 2: depth = 12
    default: depth = try bits.read(6) + 1
    }
    guard depth == 16 else { throw .damaged("jxl.shape", "the JPEG XL codestream has samples of \(depth) bits, not 16") }
    _ = try bits.read(1)  // Whether 16-bit buffers are enough: a hint.
    try bits.expect(0, 2, "extra channels")
    try bits.expect(0, 1, "XYB colour")
    try bits.expect(0, 1, "default colour")
    try bits.expect(0, 1, "an ICC profile")
    guard try bits.enumeration() == 1 else { throw .damaged("jxl.shape", "the JPEG XL codestream is not grey") }
    guard try bits.enumeration() == 1 else { throw .damaged("jxl.header", "the JPEG XL codestream has another white point than D65") }
    try bits.expect(0, 1, "a gamma")
    _ = try bits.enumeration()  // Transfer function and rendering intent say how to show the samples, not what they are.
    _ = try bits.enumeration()
    try bits.expect(0, 2, "extensions")
    try bits.expect(1, 1, "custom transforms")
  }

  private static func checkFrame(_ bits: inout JXLBitReader) throws(Fault) {
    try bits.expect(0, 1, "a default frame")
    try bits.expect(0, 2, "a hidden frame")
    try bits.expect(1, 1, "a frame that is not modular")
    // Flags: patches, splines, noise and low-frequency frames are off; "skip smoothing" (128) means nothing here.
    let flags = try bits.unsigned64()
    guard flags & ~128 == 0 else { throw .damaged("jxl.header", "the JPEG XL codestream draws on top of its samples") }
    try bits.expect(0, 1, "YCbCr")
    try bits.expect(0, 2, "upsampling")
    _ = try bits.read(2)  // Group size: 128, 256, 512 or 1024.
    try bits.expect(0, 2, "several passes")
    try bits.expect(0, 1, "a cropped frame")
    try bits.expect(0, 2, "blending")
    try bits.expect(1, 1, "several frames")
    try bits.expect(0, 2, "a frame name")
    try bits.expect(0, 1, "default restoration filters")
    try bits.expect(0, 1, "a smoothing filter")
    try bits.expect(0, 2, "an edge filter")
    try bits.expect(0, 2, "filter extensions")
    try bits.expect(0, 2, "frame extensions")
  }
}
