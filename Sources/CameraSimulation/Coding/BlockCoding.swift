/// Huffman coding of baseline JPEG's blocks, with the tables that are best for them.
struct BlockCoding {
  typealias Block = (component: Int, coefficients: [Int], restarts: Bool)

  /// For light's first coefficients and its others, then the same for colour differences.
  let codes: [PrefixCode]

  init(_ blocks: [Block]) {
    var weights = [[Int]](repeating: [Int](repeating: 0, count: 256), count: 4)
    Self.visit(blocks) { table, symbol, _, _ in
      weights[table][symbol] += 1
    } restart: { _ in
    }
    codes = weights.map { PrefixCode(weights: $0, limit: 16, leavingOnes: true) }
  }

  /// The scan's coded bytes, restart markers among them.
  func bits(_ blocks: [Block]) -> [UInt8] {
    var packer = BitPacker(stuffsZeros: true)
    Self.visit(blocks) { table, symbol, value, size in
      let code = codes[table][symbol]
      packer.append(code.bits, count: code.length)
      packer.append(difference: value, size: size)
    } restart: { number in
      packer.finish(withOnes: true)
      packer.append(bytes: [0xFF, UInt8(0xD0 + number % 8)])
    }
    packer.finish(withOnes: true)
    return packer.bytes
  }

  /// Visits all symbols with the bits that follow them.
  private static func visit(
    _ blocks: [Block], _ token: (_ table: Int, _ symbol: Int, _ value: Int, _ size: Int) -> Void, restart: (Int) -> Void
  ) {
    var previous = [0, 0, 0]
    var restarts = 0
    for block in blocks {
      if block.restarts {
        restart(restarts)
        restarts += 1
        previous = [0, 0, 0]
      }
      let table = min(block.component, 1) * 2
      let first = block.coefficients[0] - previous[block.component]
      previous[block.component] = block.coefficients[0]
      token(table, differenceSize(first), first, differenceSize(first))
      var zeros = 0
      for place in ForwardDCT.zigzag.dropFirst() {
        let value = block.coefficients[place]
        guard value != 0 else {
          zeros += 1
          continue
        }
        while zeros > 15 {
          token(table + 1, 0xF0, 0, 0)
          zeros -= 16
        }
        token(table + 1, zeros << 4 | differenceSize(value), value, differenceSize(value))
        zeros = 0
      }
      if zeros > 0 { token(table + 1, 0, 0, 0) }
    }
  }
}
