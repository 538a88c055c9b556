internal import ByteCoding

/// Reads the head of a `jbrd` box (ISO/IEC 18181-2, JPEG bitstream reconstruction data) before the library does: it says how many of
/// everything there are, and the library takes memory for them at once.
struct JXLReconstruction {
  private(set) var isGrey = false
  private var scans = 0
  private var gaps = 0
  private var hasRestartInterval = false

  /// Throws `.damaged` (`jxl.jbrd`) where the box describes more than a JPEG of `count` bytes can hold, or application segments,
  /// comments or trailing bytes, which are not for this box.
  init(_ box: ArraySlice<UInt8>, expecting count: Int) throws(Fault) {
    var bits = JXLBitReader(box)
    isGrey = try bits.read(1) == 1
    try readMarkers(&bits, limit: count / 2)
    try readQuantization(&bits)
    try readHuffmanCodes(&bits)
    try readScans(&bits)
    if hasRestartInterval { _ = try bits.read(16) }
    var left = 8 * count
    for _ in 0..<scans { try readExceptions(&bits, left: &left) }
    var gapBytes = 0
    for _ in 0..<gaps { gapBytes += Int(try bits.read(16)) }
    guard gapBytes <= count else { throw Self.fault("more bytes between segments than the JPEG has") }
    guard try bits.read(2) == 0 else { throw Self.fault("bytes after the JPEG's end") }
    if try bits.read(1) == 1 {
      let padding = Int(try bits.read(24))
      guard padding <= left else { throw Self.fault("more padding than the JPEG has bits") }
      for _ in 0..<padding { _ = try bits.read(1) }
    }
  }

  private static func fault(_ cause: String) -> Fault { .damaged("jxl.jbrd", "the description of the JPEG has \(cause)") }

  private mutating func readMarkers(_ bits: inout JXLBitReader, limit: Int) throws(Fault) {
    for _ in 0..<min(limit, 16_384) {
      switch 0xC0 + (try bits.read(6)) {
      // Restart markers after the last interval, where some cameras write one, stand alone.
      case 0xC0, 0xC1, 0xC2, 0xC4, 0xDB, 0xD0...0xD7: break
      case 0xDA: scans += 1
      case 0xDD: hasRestartInterval = true
      case 0xFF: gaps += 1  // Bytes between segments, under a marker that no JPEG has.
      case 0xD9: return
      default: throw Self.fault("markers that are not for it")
      }
    }
    throw Self.fault("more markers than the JPEG has bytes for")
  }

  private mutating func readQuantization(_ bits: inout JXLBitReader) throws(Fault) {
    let tables = Int(try bits.read(2)) + 1
    for _ in 0..<tables { _ = try bits.read(4) }
    var components = 3
    switch try bits.read(2) {
    case 0: components = 1
    case 1, 2: break
    default:
      components = Int(try bits.read(2)) + 1
      for _ in 0..<components { _ = try bits.read(8) }
    }
    guard components == (isGrey ? 1 : 3) else { throw Self.fault("\(components) components") }
    for _ in 0..<components { _ = try bits.read(2) }
  }

  private func readHuffmanCodes(_ bits: inout JXLBitReader) throws(Fault) {
    for _ in 0..<(try bits.unsigned32((0, 4), (3, 2), (4, 10), (6, 26))) {
      _ = try bits.read(4)
      var symbols = 0
      for _ in 0...16 { symbols += try bits.unsigned32((0, 0), (0, 1), (3, 2), (8, 0)) }
      guard (1...257).contains(symbols) else { throw Self.fault("a Huffman code of \(symbols) symbols") }
      for _ in 0..<symbols { _ = try bits.unsigned32((2, 0), (2, 4), (4, 8), (8, 1)) }
    }
  }

  private func readScans(_ bits: inout JXLBitReader) throws(Fault) {
    for _ in 0..<scans {
      let components = Int(try bits.read(2)) + 1
      _ = try bits.read(20)
      for _ in 0..<components { _ = try bits.read(6) }
      _ = try bits.unsigned32((0, 0), (0, 1), (0, 2), (3, 3))
    }
  }

  /// The blocks of a scan where the coder did not do the obvious: each of them took a bit of the JPEG at least.
  private func readExceptions(_ bits: inout JXLBitReader, left: inout Int) throws(Fault) {
    for hasRuns in [false, true] {
      let number = try bits.unsigned32((0, 0), (2, 1), (4, 4), (16, 20))
      left -= number
      guard left >= 0 else { throw Self.fault("more exceptions than the JPEG has bits") }
      for _ in 0..<number {
        if hasRuns { _ = try bits.unsigned32((0, 1), (2, 2), (4, 5), (8, 20)) }
        _ = try bits.unsigned32((0, 0), (3, 1), (5, 9), (28, 41))
      }
    }
  }
}
