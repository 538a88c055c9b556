import ByteCoding
import LosslessJPEG

/// A lossless JPEG stream and how it is written, bit by bit as T.81 says it: slow, and in no step like the room's own encoder.
struct ReferenceStream {
  var width: Int
  var height: Int
  var components: Int
  var precision = 14
  var predictor = 1
  var pointTransform = 0
  var restartRows = 0
  /// One a component.
  var tables: [HuffmanTable]
  var sixteenthCategory = SixteenthCategory.alone
  /// `width * components * height`.
  var samples: [UInt16] = []

  /// Marker segments between SOI and the tables, and between the frame and the scan.
  var markersInFront: [UInt8] = []
  var markersInside: [UInt8] = []
  /// Fills the last byte of segment k; the low bits count.
  var padding: [UInt8] = []
  /// Replaces the restart marker after segment k.
  var separators: [Int: [UInt8]] = [:]
  var tail: [UInt8] = [0xFF, 0xD9]

  var rowSamples: Int { width * components }

  var header: [UInt8] {
    func pair(_ value: Int) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 0xFF)] }
    var bytes: [UInt8] = [0xFF, 0xD8] + markersInFront
    bytes += [0xFF, 0xC3] + pair(8 + 3 * components) + [UInt8(precision)] + pair(height) + pair(width) + [UInt8(components)]
    for component in 0..<components { bytes += [UInt8(component + 1), 0x11, 0] }
    bytes += markersInside
    // All tables in one marker.
    bytes += [0xFF, 0xC4] + pair(2 + tables.reduce(0) { $0 + 17 + $1.values.count })
    for (index, table) in tables.enumerated() { bytes += [UInt8(index)] + table.counts + table.values }
    if restartRows > 0 { bytes += [0xFF, 0xDD, 0, 4] + pair(restartRows * width) }
    bytes += [0xFF, 0xDA] + pair(6 + 2 * components) + [UInt8(components)]
    for component in 0..<components { bytes += [UInt8(component + 1), UInt8(component << 4)] }
    return bytes + [UInt8(predictor), 0, UInt8(pointTransform)]
  }

  /// The whole stream.
  var bytes: [UInt8] {
    let codes = tables.map(Self.codes)
    var bytes = header
    var bits: [Bool] = []
    var segment = 0
    for row in 0..<height {
      for column in 0..<rowSamples { append(difference(row, column), codes[column % components], to: &bits) }
      guard row + 1 == height || (restartRows > 0 && (row + 1) % restartRows == 0) else { continue }
      let fill = segment < padding.count ? padding[segment] : 0xFF
      while bits.count % 8 != 0 { bits.append(fill >> UInt8(7 - bits.count % 8) & 1 == 1) }
      for start in stride(from: 0, to: bits.count, by: 8) {
        let byte = bits[start..<(start + 8)].reduce(UInt8(0)) { $0 << 1 | ($1 ? 1 : 0) }
        bytes += byte == 0xFF ? [0xFF, 0] : [byte]
      }
      bits = []
      if row + 1 < height { bytes += separators[segment] ?? [0xFF, UInt8(0xD0 + segment % 8)] }
      segment += 1
    }
    return bytes + tail
  }

  private func append(_ difference: Int, _ codes: [Int: String], to bits: inout [Bool]) {
    var category = 0
    while abs(difference) >= 1 << category { category += 1 }
    bits += (codes[category] ?? "").map { $0 == "1" }
    if category == 16, sixteenthCategory == .alone { return }
    let value = difference < 0 ? difference + (1 << category) - 1 : difference
    for bit in (0..<category).reversed() { bits.append(value >> bit & 1 == 1) }
  }

  /// -32768...32767.
  private func difference(_ row: Int, _ column: Int) -> Int {
    func sample(_ up: Int, _ left: Int) -> Int { Int(samples[(row - up) * rowSamples + column - left * components]) }
    let isFirstRow = row == 0 || (restartRows > 0 && row % restartRows == 0)
    let isFirstColumn = column < components
    let prediction: Int
    switch (isFirstRow, isFirstColumn) {
    case (true, true): prediction = 1 << (precision - pointTransform - 1)
    case (true, false): prediction = sample(0, 1)
    case (false, true): prediction = sample(1, 0)
    case (false, false):
      let (a, b, c) = (sample(0, 1), sample(1, 0), sample(1, 1))
      prediction = [a, b, c, a + b - c, a + (b - c) >> 1, b + (a - c) >> 1, (a + b) >> 1][predictor - 1]
    }
    let wrapped = (sample(0, 0) - prediction) & 0xFFFF
    return wrapped >= 32768 ? wrapped - 65536 : wrapped
  }

  /// By category; the first code of each.
  private static func codes(_ table: HuffmanTable) -> [Int: String] {
    var found: [Int: String] = [:]
    var (code, next) = (0, 0)
    for length in 1...16 {
      for _ in 0..<Int(table.counts[length - 1]) {
        let digits = String(code, radix: 2)
        let category = Int(table.values[next])
        if found[category] == nil { found[category] = String(repeating: "0", count: length - digits.count) + digits }
        code += 1
        next += 1
      }
      code *= 2
    }
    return found
  }
}
