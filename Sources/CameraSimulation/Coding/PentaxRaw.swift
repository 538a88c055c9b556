internal import ByteCoding
internal import SensorModel

/// A mosaic as a Pentax camera codes it.
struct PentaxRaw {
  let bytes: [UInt8]
  /// TIFF's number of it.
  let compression: Int
  /// The content of the maker note's tag 0x0220; empty where there is none.
  let table: [UInt8]

  init(_ stored: Mosaic, bits: Int, _ options: PEFOptions) {
    switch options.coding {
    case .compressed:
      let code = SizeCode(Self.bestCode(stored, bits: bits))
      bytes = DifferenceStrip(width: stored.width, code: code).encoded(stored.samples.map(Int.init)).bytes
      compression = 65535
      table = Self.content(code.code, sizes: bits + 1, bigEndian: options.bigEndian)
    case .compressedWithoutTable:
      bytes = DifferenceStrip(width: stored.width, code: .earlyPentax).encoded(stored.samples.map(Int.init)).bytes
      compression = 65535
      table = []
    case .packed(let number):
      bytes = Self.rows(stored, bits: bits, bigEndian: options.bigEndian)
      compression = number
      table = []
    case .words:
      bytes = Self.rows(stored, bits: 16, bigEndian: options.bigEndian)
      compression = 1
      table = []
    }
  }

  private static func rows(_ mosaic: Mosaic, bits: Int, bigEndian: Bool) -> [UInt8] {
    let packing = SamplePacking(bits: bits, bigEndian: bigEndian, rowFill: 0)
    var bytes: [UInt8] = []
    for row in 0..<mosaic.height { packing.append(mosaic, row: row, column: 0, width: mosaic.width, repeatingEdge: true, to: &bytes) }
    return bytes
  }

  /// The code that is best for the mosaic, of at most 12 bits a size, with a code for every size.
  private static func bestCode(_ mosaic: Mosaic, bits: Int) -> PrefixCode {
    var weights = [Int](repeating: 1, count: bits + 1)
    let width = mosaic.width
    for (index, sample) in mosaic.samples.enumerated() {
      let before = index % width >= 2 ? index - 2 : index - 2 * width
      weights[differenceSize(Int(sample) - (before >= 0 ? Int(mosaic.samples[before]) : 0))] += 1
    }
    return PrefixCode(weights: weights, limit: 12, leavingOnes: false)
  }

  /// Tag 0x0220: the number of codes less 12, twelve bytes, the codes from the highest of 12 bits on, their lengths.
  private static func content(_ code: PrefixCode, sizes: Int, bigEndian: Bool) -> [UInt8] {
    var writer = ByteWriter()
    writer.u16(UInt16((sizes + 4) & 15), bigEndian: bigEndian)
    writer.write([UInt8](repeating: 0, count: 12))
    for size in 0..<sizes { writer.u16(UInt16(code[size].bits << (12 - code[size].length)), bigEndian: bigEndian) }
    for size in 0..<sizes { writer.u8(UInt8(code[size].length)) }
    return writer.bytes
  }
}
