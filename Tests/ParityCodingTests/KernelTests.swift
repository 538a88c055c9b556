import ByteCoding
import ParityCoding
import TestSupport
import Testing

/// Slow arithmetic of GF(2^8) in plain Swift, against which the library is held.
enum PlainField {
  static func product(_ left: UInt8, _ right: UInt8) -> UInt8 {
    var (sum, factor): (Int, Int) = (0, Int(left))
    for bit in 0..<8 {
      if right >> bit & 1 == 1 { sum ^= factor }
      factor <<= 1
      if factor > 0xFF { factor ^= 0x11D }
    }
    return UInt8(sum)
  }

  static func inverse(_ value: UInt8) -> UInt8 {
    (0...255).first { product($0, value) == 1 } ?? 0
  }
}

@Suite struct KernelTests {
  /// Every parity block of small groups, from the definition in the documents alone.
  @Test(arguments: [[4096 * 300], [4096 * 7 + 1, 10], [4096 * 1100]], [300, 600, 2500]) func parityIsWhatTheDefinitionSays(
    _ sizes: [Int], _ overhead: Int
  ) throws {
    let group = try Group(sizes: sizes, overhead: overhead)
    let file = try group.opened()
    let geometry = file.geometry
    // One byte of every block is enough: all are treated alike.
    for offset in [0, 4095, 2077] {
      func data(_ stripe: Int, _ position: Int) -> UInt8 {
        geometry.block(stripe: stripe, position: position).map { group.block(file, $0)[offset] } ?? 0
      }
      var products: [UInt8: [UInt8]] = [:]
      func coefficient(_ row: Int, _ column: Int, times value: UInt8) -> UInt8 {
        let key = UInt8((255 - row) ^ column)
        if products[key] == nil {
          let inverse = PlainField.inverse(key)
          products[key] = (0...255).map { PlainField.product(inverse, $0) }
        }
        return products[key]?[Int(value)] ?? 0
      }
      let rows = (0..<geometry.stripeCount).map { stripe in
        let column = (0..<geometry.positions).map { data(stripe, $0) }
        return (0..<geometry.rows).map { row in
          column.indices.reduce(UInt8(0)) { $0 ^ coefficient(row, $1, times: column[$1]) }
        }
      }
      var expected: [UInt8] = []
      for row in 0..<geometry.storedRows { expected += rows.map { $0[row] } }
      for (level, count) in geometry.outer.enumerated() {
        for index in 0..<count {
          for lane in 0..<geometry.lanes {
            expected.append(
              (0..<geometry.stripesPerLane).reduce(UInt8(0)) {
                $0 ^ coefficient(index, $1, times: rows[$1 * geometry.lanes + lane][geometry.storedRows + level])
              })
          }
        }
      }
      #expect(expected.count == geometry.parityCount)
      // Parity blocks are the file's without the three clusters of the index, in order.
      let found = (0..<(group.parity.count / ParityBlock.size)).filter { place in
        !group.parity[(place * ParityBlock.size)...].starts(with: [0x89, 0x47, 0x4C, 0x53, 0x50, 0x0D, 0x0A, 0x1A])
      }.map { group.parity[$0 * ParityBlock.size + offset] }
      #expect(found == expected)
    }
  }

  @Test func inversesAreInverses() throws {
    var random = RepeatableRandomNumberGenerator(seed: 1)
    for size in [1, 2, 3, 10, 60, 125] {
      let rows = Array((0..<126).shuffled(using: &random).prefix(size))
      let columns = Array((0..<126).shuffled(using: &random).prefix(size))
      let matrix = GaloisMatrix(cauchyRows: rows, columns: columns)
      let inverse = try #require(matrix.inverted())
      for (row, column) in [(0, 0), (size - 1, 0), (size / 2, size / 2), (0, size - 1)] {
        let sum = (0..<size).reduce(UInt8(0)) {
          $0 ^ PlainField.product(matrix.elements[row * size + $1], inverse.elements[$1 * size + column])
        }
        #expect(sum == (row == column ? 1 : 0))
      }
    }
    #expect(GaloisMatrix(rowCount: 2, columnCount: 2, elements: [1, 2, 1, 2]).inverted() == nil)
    #expect(GaloisMatrix(rowCount: 1, columnCount: 2, elements: [1, 2]).inverted() == nil)
  }

  @Test func coefficientsAreInverses() {
    for value in 1...255 {
      #expect(GaloisMatrix.coefficient(255 - value, 0) == PlainField.inverse(UInt8(value)))
    }
  }
}
