/// Codes tiles of 16-bit samples as lossless JPEG (ITU-T T.81, process 14, predictor 1), the way DNG stores mosaics.
///
/// With two components, neighbouring samples of a row take turns, so that each is predicted from the last one of its own colour.
/// Each tile carries Huffman tables made for it.
struct LosslessJPEGEncoder {
  /// Samples a row and rows of every tile.
  let width: Int
  let height: Int
  /// 1, or 2 for an even width.
  let components: Int
  private var differences: [UInt16]
  private var output: [UInt8]

  /// Tiles are 1...65535 samples a side; the width is a multiple of `components` (1 or 2).
  init(width: Int, height: Int, components: Int) {
    precondition((1...65_535).contains(width) && (1...65_535).contains(height))
    precondition((1...2).contains(components) && width % components == 0)
    self.width = width
    self.height = height
    self.components = components
    differences = Array(repeating: 0, count: width * height)
    // A sample takes 32 bits at most, each byte a stuffed zero at most.
    output = Array(repeating: 0, count: width * height * 8 + 16)
  }

  /// The complete JPEG stream of `width * height` samples, row-major.
  mutating func encode(_ tile: UnsafeBufferPointer<UInt16>) -> [UInt8] {
    precondition(tile.count == width * height)
    let tables = predict(tile).map { HuffmanCode(frequencies: $0) }
    let size = code(tables)
    return header(tables) + output[..<size] + [0xFF, 0xD9]
  }

  /// Fills `differences`; the result counts their categories, by component.
  private mutating func predict(_ tile: UnsafeBufferPointer<UInt16>) -> [[Int]] {
    let (width, height, components) = (width, height, components)
    var counts = [Int](repeating: 0, count: components * 17)
    counts.withUnsafeMutableBufferPointer { counts in
      differences.withUnsafeMutableBufferPointer { differences in
        for row in 0..<height {
          let start = row * width
          for column in 0..<components {
            let prediction = row == 0 ? 0x8000 : tile[start - width + column]
            let difference = tile[start + column] &- prediction
            differences[start + column] = difference
            counts[column * 17 + category(difference)] += 1
          }
          for column in components..<max(components, width) {
            let difference = tile[start + column] &- tile[start + column - components]
            differences[start + column] = difference
            counts[(components == 2 ? column & 1 : 0) * 17 + category(difference)] += 1
          }
        }
      }
    }
    return (0..<components).map { Array(counts[($0 * 17)..<($0 * 17 + 17)]) }
  }

  /// Writes the coded differences to `output`; the result is their size in bytes.
  private mutating func code(_ tables: [HuffmanCode]) -> Int {
    let codes = tables.flatMap(\.codes)
    let lengths = tables.flatMap(\.lengths)
    let components = components
    return output.withUnsafeMutableBufferPointer { output in
      differences.withUnsafeBufferPointer { differences in
        codes.withUnsafeBufferPointer { codes in
          lengths.withUnsafeBufferPointer { lengths in
            var writer = StuffedBitWriter(output)
            // Rows hold whole groups of components, so a sample's component follows from its position alone.
            for position in differences.indices {
              let difference = differences[position]
              let category = category(difference)
              let entry = (components == 2 ? position & 1 : 0) * 17 + category
              // Category 16 is the one difference of 32768: no bits follow.
              let extra = category == 16 ? 0 : UInt32(category)
              let bits = UInt32(difference &- (difference >> 15)) & ((1 << extra) - 1)
              writer.write(codes[entry] << extra | bits, count: Int(lengths[entry] + extra))
            }
            return writer.finish()
          }
        }
      }
    }
  }

  private func header(_ tables: [HuffmanCode]) -> [UInt8] {
    func pair(_ value: Int) -> [UInt8] { [UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value)] }
    var bytes: [UInt8] = [0xFF, 0xD8, 0xFF, 0xC3]
    bytes += pair(8 + 3 * components) + [16] + pair(height) + pair(width / components) + [UInt8(components)]
    for component in 0..<components { bytes += [UInt8(component), 0x11, 0] }
    for (index, table) in tables.enumerated() {
      bytes += [0xFF, 0xC4] + pair(19 + table.values.count) + [UInt8(index)] + table.counts + table.values
    }
    bytes += [0xFF, 0xDA] + pair(6 + 2 * components) + [UInt8(components)]
    for component in 0..<components { bytes += [UInt8(component), UInt8(component << 4)] }
    return bytes + [1, 0, 0]
  }
}

/// Bits of the magnitude of a difference modulo 65536, 0...16.
@inline(__always)
private func category(_ difference: UInt16) -> Int {
  16 &- Int16(bitPattern: difference).magnitude.leadingZeroBitCount
}
