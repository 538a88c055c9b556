import CanonCRW

/// A CRW raw record and how it is written, bit by bit as the descriptions say it: slow, and in no step like the room's own encoder.
struct ReferenceRecord {
  /// How a block is written that could be written in more than one way.
  enum Way: CaseIterable {
    case usual
    /// Sixteen zeros told by their own code before the end code.
    case zerosBeforeEnd
    /// Zeros up to the block's end and beyond told by codes of sixteen.
    case zerosInsteadOfEnd
    /// A run of zeros that ends beyond the block, with a difference that belongs nowhere.
    case overrun
    /// The code 0xFF for a first difference of 0.
    case twin
  }

  var width: Int
  var height: Int
  var table: Int
  var hasLowBits: Bool
  /// `width * height`.
  var samples: [UInt16] = []
  var preamble = [UInt8](repeating: 0, count: 514)
  /// Block k's way; usual where there is none.
  var ways: [Way] = []
  /// Fills the last byte; the low bits count.
  var padding: UInt8 = 0xFF
  var tail: [UInt8] = [0xFF, 0xD9]

  var top: Int { hasLowBits ? 4095 : 1023 }
  var blockCount: Int { width * height / 64 }

  func format() throws -> CRWFormat { try CRWFormat(width: width, height: height, table: table, hasLowBits: hasLowBits) }

  /// The whole record.
  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    if hasLowBits {
      for start in stride(from: 0, to: samples.count, by: 4) {
        bytes.append((0..<4).reduce(0) { $0 | UInt8(samples[start + $1] % 4) << UInt8(2 * $1) })
      }
    }
    bytes += preamble
    var bits: [Bool] = []
    let (first, second) = (Self.codes(CodeTable.first[table]), Self.codes(CodeTable.second[table]))
    for block in 0..<blockCount {
      for (place, token) in tokens(block).enumerated() {
        bits += ((place == 0 ? first : second)[token.leaf] ?? "").map { $0 == "1" }
        let size = Int(token.leaf % 16)
        guard token.leaf != 0xFF else { continue }
        let value = token.value < 0 ? token.value + (1 << size) - 1 : token.value
        for bit in (0..<size).reversed() { bits.append(value >> bit & 1 == 1) }
      }
    }
    while bits.count % 8 != 0 { bits.append(padding >> UInt8(7 - bits.count % 8) & 1 == 1) }
    for start in stride(from: 0, to: bits.count, by: 8) {
      let byte = bits[start..<(start + 8)].reduce(UInt8(0)) { $0 << 1 | ($1 ? 1 : 0) }
      bytes += byte == 0xFF ? [0xFF, 0] : [byte]
    }
    return bytes + tail
  }

  /// What block k says, and as what.
  private func tokens(_ block: Int) -> [(leaf: UInt8, value: Int)] {
    let way = block < ways.count ? ways[block] : .usual
    let differences = (0..<64).map { difference(block * 64 + $0) }
    let first = differences[0] - (block == 0 ? 0 : difference(block * 64 - 64))
    var tokens = [(leaf: way == .twin && first == 0 ? 0xFF : UInt8(Self.size(first)), value: first)]
    var zeros = 0
    for value in differences[1...] {
      if value == 0 {
        zeros += 1
        continue
      }
      tokens += [(leaf: UInt8, value: Int)](repeating: (0xF0, 0), count: zeros / 16)
      tokens.append((UInt8(zeros % 16 * 16 + Self.size(value)), value))
      zeros = 0
    }
    guard zeros > 0 else { return tokens }
    switch way {
    case .zerosBeforeEnd: tokens += [(leaf: UInt8, value: Int)](repeating: (0xF0, 0), count: (zeros - 1) / 16) + [(0, 0)]
    case .zerosInsteadOfEnd: tokens += [(leaf: UInt8, value: Int)](repeating: (0xF0, 0), count: (zeros + 15) / 16)
    case .overrun:
      tokens += [(leaf: UInt8, value: Int)](repeating: (0xF0, 0), count: (zeros - 1) / 16)
      let rest = (zeros - 1) % 16 + 1
      tokens.append(rest < 16 ? (UInt8(rest * 16 + 3), 5) : (0, 0))
    default: tokens.append((0, 0))
    }
    return tokens
  }

  private func difference(_ index: Int) -> Int {
    func coded(_ index: Int) -> Int { Int(samples[index]) / (hasLowBits ? 4 : 1) }
    return coded(index) - (index % width < 2 ? 512 : coded(index - 2))
  }

  private static func size(_ value: Int) -> Int {
    var size = 0
    while abs(value) >= 1 << size { size += 1 }
    return size
  }

  /// By leaf.
  private static func codes(_ table: CodeTable) -> [UInt8: String] {
    var found: [UInt8: String] = [:]
    for code in table.codes {
      let digits = String(code.bits, radix: 2)
      found[code.leaf] = String(repeating: "0", count: code.length - digits.count) + digits
    }
    return found
  }
}
