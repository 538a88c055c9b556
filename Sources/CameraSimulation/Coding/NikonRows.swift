internal import SensorModel

/// The ways in which Nikon's cameras lay samples out without compressing them.
struct NikonRows {
  private let bits: Int
  private let options: NEFOptions

  init(bits: Int, _ options: NEFOptions) {
    self.bits = bits
    self.options = options
  }

  /// The bytes of some rows.
  func strip(_ mosaic: Mosaic, rows: Range<Int>) -> [UInt8] {
    var bytes: [UInt8] = []
    for row in rows {
      switch options.coding {
      case .packedFromLow: appendFromLow(mosaic, row, alignment: bits == 14 ? 16 : 1, to: &bytes)
      case .paddedRows: appendFromLow(mosaic, row, alignment: 16, to: &bytes)
      case .packedWithFiller: appendWithFiller(mosaic, row, to: &bytes)
      case .highWords:
        for column in 0..<mosaic.width {
          let word = mosaic[row, column] << UInt16(16 - bits)
          bytes += [UInt8(word >> 8), UInt8(word & 0xFF)]
        }
      default:
        let packing = SamplePacking(bits: options.coding == .words ? 16 : bits, bigEndian: options.bigEndian, rowFill: 0)
        packing.append(mosaic, row: row, column: 0, width: mosaic.width, repeatingEdge: true, to: &bytes)
      }
    }
    if case .packedInStrips = options.coding {
      precondition(bytes.count % 4 == 0, "the rows of a strip fill whole words")
      for word in stride(from: 0, to: bytes.count, by: 4) { bytes[word..<(word + 4)].reverse() }
    }
    return bytes
  }

  /// Bits without gaps from the lowest on; the row is filled up with zeros to a multiple of `alignment` bytes.
  private func appendFromLow(_ mosaic: Mosaic, _ row: Int, alignment: Int, to bytes: inout [UInt8]) {
    let start = bytes.count
    var (held, heldBits) = (UInt32(0), 0)
    for column in 0..<mosaic.width {
      held |= UInt32(mosaic[row, column]) << UInt32(heldBits)
      heldBits += bits
      while heldBits >= 8 {
        bytes.append(UInt8(truncatingIfNeeded: held))
        held >>= 8
        heldBits -= 8
      }
    }
    if heldBits > 0 { bytes.append(UInt8(truncatingIfNeeded: held)) }
    while (bytes.count - start) % alignment != 0 { bytes.append(0) }
  }

  /// Ten samples in fifteen bytes, and a zero.
  private func appendWithFiller(_ mosaic: Mosaic, _ row: Int, to bytes: inout [UInt8]) {
    let packing = SamplePacking(bits: bits, bigEndian: true, rowFill: 0)
    for column in stride(from: 0, to: mosaic.width, by: 10) {
      packing.append(mosaic, row: row, column: column, width: 10, repeatingEdge: true, to: &bytes)
      bytes.append(0)
    }
  }
}
