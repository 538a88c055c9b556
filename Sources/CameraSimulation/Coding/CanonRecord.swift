internal import SensorModel

/// A CRW file's raw record: low bits where there are any, 514 zero bytes, then codes of blocks of 64 differences.
enum CanonRecord {
  /// The bytes of a record; columns must be a multiple of 8, and columns times rows of 64.
  ///
  /// Samples have 12 bits with low bits, else 10.
  static func bytes(_ mosaic: Mosaic, table: Int, hasLowBits: Bool) -> [UInt8] {
    precondition(mosaic.width % 8 == 0 && mosaic.samples.count % 64 == 0 && (0...2).contains(table))
    var bytes: [UInt8] = []
    if hasLowBits {
      for start in stride(from: 0, to: mosaic.samples.count, by: 4) {
        bytes.append((0..<4).reduce(0) { $0 | UInt8(mosaic.samples[start + $1] & 3) << UInt8(2 * $1) })
      }
    }
    bytes += [UInt8](repeating: 0, count: 514)
    let highs = hasLowBits ? mosaic.samples.map { Int($0 >> 2) } : mosaic.samples.map(Int.init)
    let differences = highs.indices.map { highs[$0] - ($0 % mosaic.width < 2 ? 512 : highs[$0 - 2]) }
    var packer = BitPacker(stuffsZeros: true)
    var carried = 0
    for block in stride(from: 0, to: differences.count, by: 64) {
      let first = differences[block] - carried
      carried = differences[block]
      write(first, zeros: 0, CanonCodeTables.first[table], to: &packer)
      var zeros = 0
      for difference in differences[(block + 1)..<(block + 64)] {
        guard difference != 0 else {
          zeros += 1
          continue
        }
        while zeros > 15 {
          write(0, zeros: 15, CanonCodeTables.others[table], to: &packer)
          zeros -= 16
        }
        write(difference, zeros: zeros, CanonCodeTables.others[table], to: &packer)
        zeros = 0
      }
      if zeros > 0 { write(0, zeros: 0, CanonCodeTables.others[table], to: &packer) }
    }
    packer.finish(withOnes: true)
    return bytes + packer.bytes + [0xFF, 0xD9]
  }

  private static func write(_ difference: Int, zeros: Int, _ table: PrefixCode, to packer: inout BitPacker) {
    let size = differenceSize(difference)
    let code = table[zeros << 4 | size]
    packer.append(code.bits, count: code.length)
    packer.append(difference: difference, size: size)
  }
}
