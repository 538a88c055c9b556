import ByteCoding
import OlympusORF
import TestSupport

/// A compressed stream written bit by bit, slowly, in ways that cameras do not: an encoder apart from the room's.
struct ReferenceORF {
  enum Content: CaseIterable { case smooth, noise, extreme, flat, steps }

  let width: Int
  let height: Int
  var parameters = OlympusORFParameters.standard
  var samples: [UInt16] = []
  var header: [UInt8]?
  /// Every so many codes an escape without need; 0 for none.
  var needlessStep = 0
  /// Every so many escapes the idle bit is 1; 0 for none.
  var idleStep = 0
  var padding = 0
  var tail: [UInt8] = []

  init(width: Int, height: Int) { (self.width, self.height) = (width, height) }

  func format() throws(Fault) -> OlympusORFFormat { try OlympusORFFormat(width: width, height: height, parameters: parameters) }

  mutating func fill(_ content: Content, bits: Int, _ random: inout RepeatableRandomNumberGenerator) {
    let top = 1 << bits
    samples = (0..<(width * height)).map { index in
      let (row, column) = (index / width, index % width)
      let value =
        switch content {
        case .smooth: top / 3 + row * 3 + column * 2 + random.below(9) + (column % 2) * 90
        case .noise: top / 2 + random.below(top / 8)
        case .extreme: [0, top - 1, top / 2][random.below(3)]
        case .flat: random.below(500) == 0 ? top - 1 : 100
        case .steps: (row / 7 + column / 9) % 2 == 0 ? random.below(4) : top - 1 - random.below(30)
        }
      return UInt16(truncatingIfNeeded: value % top)
    }
  }

  var bytes: [UInt8] {
    let p = parameters
    var bits: [UInt8] = []
    func put(_ value: Int, _ count: Int) { for bit in (0..<count).reversed() { bits.append(UInt8(value >> bit & 1)) } }
    let usual = [UInt8](repeating: 0, count: max(0, p.headerBytes - 1)) + (p.headerBytes > 0 ? [1] : []) + [0, 0]
    for byte in header ?? usual { put(Int(byte), 8) }
    var escapes = 0
    for row in 0..<height {
      var (codes, carries, runs) = ([Int](), [Int](), [Int]())
      for column in 0..<width {
        func at(_ up: Int, _ across: Int) -> Int {
          guard row >= up, column >= across else { return p.outside }
          return Int(samples[(row - up) * width + column - across]) >> p.plainBits
        }
        let (w, n, nw) = (at(0, 2), at(2, 0), at(2, 2))
        var guess: Int
        if (w < nw && nw < n) || (n < nw && nw < w) {
          guess = abs(w - nw) > 1 << p.steepShift || abs(n - nw) > 1 << p.steepShift ? w + n - nw : (w + n) >> 1
        } else {
          guess = abs(w - nw) > abs(n - nw) ? w : n
        }
        var (run, low, carry) = (0, min(p.otherBits, p.mostBits), 0)
        if column > 1 {
          run = codes[column - 2] <= 1 << p.smallShift ? runs[column - 2] + 1 : 0
          let isCalm = run >= p.calmRun
          var size = 0
          while codes[column - 2] & 0xFFFF >= 1 << size { size += 1 }
          let least = isCalm ? p.calmBits : p.otherBits
          low = min(least + max(size - (isCalm ? p.calmSize : p.otherSize), -1) + 1, p.mostBits)
          carry = carries[column - 2]
        }
        let sample = Int(samples[row * width + column])
        let difference = (sample >> p.plainBits) - guess
        let upper = difference >> p.fixedBits
        let signed = upper - carry
        let code = signed < 0 ? ~signed : signed
        put(signed < 0 ? 1 : 0, 1)
        put(difference, p.fixedBits)
        put(sample, p.plainBits)
        let isNeedless = needlessStep > 0 && (row * width + column) % needlessStep == 0 && code < 1 << 15
        if code >> low < p.escapeZeros, !isNeedless {
          put(1, (code >> low) + 1)
        } else {
          precondition(code < 1 << 15)
          escapes += 1
          put(0, p.escapeZeros)
          put(code >> low, 15 - low)
          put(idleStep > 0 && escapes % idleStep == 0 ? 1 : 0, 1)
        }
        put(code, low)
        var next = p.fixedBits == 2 ? 3 * upper + carry : upper + carry
        next = p.fixedBits == 0 || p.carryShift == 15 ? 0 : next >> p.carryShift
        codes.append(code)
        carries.append(next)
        runs.append(run)
      }
    }
    while bits.count % 8 != 0 { put(padding >> (bits.count % 8) & 1, 1) }
    return stride(from: 0, to: bits.count, by: 8).map { start in bits[start..<(start + 8)].reduce(0) { $0 << 1 | $1 } } + tail
  }
}

extension OlympusORFParameters {
  /// Parameters that no camera has, within bounds.
  static func random(_ random: inout RepeatableRandomNumberGenerator) throws(Fault) -> OlympusORFParameters {
    let plain = random.below(5)
    let most = random.below(4) == 0 ? random.below(16) : 15
    return try OlympusORFParameters([
      plain, random.below(10), random.below(3) * random.below(200), random.below(3), random.below(16), random.below(12), random.below(6),
      random.below(7), random.below(8), random.below(9), random.below(12), most, 1 + random.below(20), random.below(9),
    ])
  }
}
