internal import ByteCoding

/// Reads the bit fields of JPEG XL headers: least significant bit first.
struct JXLBitReader {
  private let bytes: ArraySlice<UInt8>
  private var position = 0

  init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  /// An unsigned integer of 0...32 bits; throws `.damaged` (`jxl.header`) at the end of the bytes.
  mutating func read(_ count: Int) throws(Fault) -> UInt64 {
    guard count <= bytes.count * 8 - position else { throw .damaged("jxl.header", "the JPEG XL codestream ends within its header") }
    var value: UInt64 = 0
    for bit in 0..<count {
      let byte = bytes[bytes.startIndex + position / 8]
      value |= UInt64(byte >> UInt8(position % 8) & 1) << UInt64(bit)
      position += 1
    }
    return value
  }

  /// Reads a field that has to have one value; `otherwise` says what another value would mean.
  mutating func expect(_ value: UInt64, _ count: Int, _ otherwise: String) throws(Fault) {
    guard try read(count) == value else { throw .damaged("jxl.header", "the JPEG XL codestream has \(otherwise)") }
  }

  /// Bytes that a bit has been read of.
  var bytesRead: Int { (position + 7) / 8 }

  /// The standard's U32(): two bits choose how many bits follow, and what is added to them.
  mutating func unsigned32(
    _ first: (bits: Int, offset: UInt64), _ second: (bits: Int, offset: UInt64), _ third: (bits: Int, offset: UInt64),
    _ fourth: (bits: Int, offset: UInt64)
  ) throws(Fault) -> Int {
    let form =
      switch try read(2) {
      case 0: first
      case 1: second
      case 2: third
      default: fourth
      }
    return Int(try read(form.bits) + form.offset)
  }

  /// The standard's Enum().
  mutating func enumeration() throws(Fault) -> UInt64 {
    switch try read(2) {
    case 0: 0
    case 1: 1
    case 2: try read(4) + 2
    default: try read(6) + 18
    }
  }

  /// The standard's U64(), of which headers here need no more than 9 bits.
  mutating func unsigned64() throws(Fault) -> UInt64 {
    switch try read(2) {
    case 0: 0
    case 1: try read(4) + 1
    case 2: try read(8) + 17
    default: throw .damaged("jxl.header", "the JPEG XL codestream has flags from the future")
    }
  }

  /// Steps over the bits up to the next byte, which are zero.
  mutating func skipToByte() throws(Fault) {
    try expect(0, (8 - position % 8) % 8, "bits where there are none")
  }
}
