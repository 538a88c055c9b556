internal import ByteCoding

/// Reads the start of the codestream of a transcoded JPEG, ISO/IEC 18181-1 annexes D to F, and accepts only what a JPEG needs: 8 bits,
/// one or three channels in the standard's own colour spaces, one VarDCT frame of the image's size, nothing that is drawn on top.
struct JXLPictureHeader {
  let width: Int
  let height: Int
  let isGrey: Bool

  /// Throws `.damaged` (`jxl.header`) for other kinds of codestreams.
  init(_ bytes: ArraySlice<UInt8>) throws(Fault) {
    guard bytes.starts(with: JXLCodestreamHeader.signature) else {
      throw .damaged("jxl.header", "these bytes are not a JPEG XL codestream")
    }
    var bits = JXLBitReader(bytes.dropFirst(JXLCodestreamHeader.signature.count))
    let size = try JXLCodestreamHeader.readSize(&bits)
    width = Int(size.width)
    height = Int(size.height)
    isGrey = try Self.checkImage(&bits)
    try bits.skipToByte()
    try Self.checkFrame(&bits)
  }

  private static func checkImage(_ bits: inout JXLBitReader) throws(Fault) -> Bool {
    try bits.expect(0, 1, "default metadata")
    try bits.expect(0, 1, "orientation, preview or animation")
    try bits.expect(0, 1, "floating-point samples")
    try bits.expect(0, 2, "samples of other than 8 bits")
    _ = try bits.read(1)  // Whether 16-bit buffers are enough: a hint.
    try bits.expect(0, 2, "extra channels")
    try bits.expect(0, 1, "XYB colour")
    var isGrey = false
    if try bits.read(1) == 0 {
      try bits.expect(0, 1, "an ICC profile")
      guard try bits.enumeration() == 1 else { throw .damaged("jxl.header", "the JPEG XL codestream is neither sRGB nor grey") }
      guard try bits.enumeration() == 1 else { throw .damaged("jxl.header", "the JPEG XL codestream has another white point than D65") }
      try bits.expect(0, 1, "a gamma")
      _ = try bits.enumeration()  // Transfer function and rendering intent say how to show the samples, not what they are.
      _ = try bits.enumeration()
      isGrey = true
    }
    try bits.expect(0, 2, "extensions")
    try bits.expect(1, 1, "custom transforms")
    return isGrey
  }

  private static func checkFrame(_ bits: inout JXLBitReader) throws(Fault) {
    try bits.expect(0, 1, "a default frame")
    try bits.expect(0, 2, "a hidden frame")
    try bits.expect(0, 1, "a modular frame")
    // Flags: patches, splines, noise and low-frequency frames are off; "skip smoothing" (128) means nothing for coefficients.
    let flags = try bits.unsigned64()
    guard flags & ~128 == 0 else { throw .damaged("jxl.header", "the JPEG XL codestream draws on top of its samples") }
    if try bits.read(1) == 1 { _ = try bits.read(6) }  // YCbCr and its three channels' subsampling.
    try bits.expect(0, 2, "upsampling")
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
