internal import ByteCoding
internal import LosslessJPEG

/// Codes tiles of 16-bit samples as lossless JPEG with predictor 1, the way DNG stores mosaics.
///
/// With two components, neighbouring samples of a row take turns, so that each is predicted from the last one of its own colour. Each
/// tile carries Huffman tables made for it.
struct LosslessJPEGTile {
  /// Samples a row and rows of every tile, 1...65535.
  let width: Int
  let height: Int
  /// 1, or 2 for an even width.
  let components: Int

  /// The complete stream of `width * height` samples, row-major. Throws what the encoder does.
  func encode(_ tile: [UInt16]) throws(Fault) -> [UInt8] {
    let header = try LosslessJPEGHeader(
      width: width / components, height: height, components: components, precision: 16, predictor: 1, tables: tables(tile))
    return try LosslessJPEGStream.encode(header: header, samples: tile, remainder: LosslessJPEGRemainder())
  }

  /// The best table for each component's differences.
  private func tables(_ tile: [UInt16]) -> [HuffmanTable] {
    var counts = [Int](repeating: 0, count: components * 17)
    tile.withUnsafeBufferPointer { tile in
      counts.withUnsafeMutableBufferPointer { counts in
        for row in 0..<height {
          let start = row * width
          for column in 0..<components {
            let prediction = row == 0 ? 0x8000 : tile[start - width + column]
            counts[column * 17 + category(tile[start + column] &- prediction)] += 1
          }
          for column in components..<max(components, width) {
            let difference = tile[start + column] &- tile[start + column - components]
            counts[(components == 2 ? column & 1 : 0) * 17 + category(difference)] += 1
          }
        }
      }
    }
    return (0..<components).map { HuffmanTable(frequencies: Array(counts[($0 * 17)..<($0 * 17 + 17)])) }
  }
}

/// Bits of the magnitude of a difference modulo 65536, 0...16.
@inline(__always)
private func category(_ difference: UInt16) -> Int {
  16 &- Int16(bitPattern: difference).magnitude.leadingZeroBitCount
}
