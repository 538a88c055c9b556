/// Tables that turn the next bits of a stream into a difference category, for all components of a scan.
///
/// The short form answers codes of up to 12 bits at once. The long form answers any code, and holds what must not occur.
struct CodeLookup {
  static let shortBits = 12
  static let shortCount = 1 << shortBits
  /// The long form of a component: 17 limits, 17 offsets, 256 answers.
  static let longCount = 17 + 17 + 256
  /// Added to the category in an answer where the code has a shorter twin.
  static let twin: Int32 = 256

  /// By the next 12 bits: total bits of code and difference (6 bits), bits of the code (5), category (5). 0: ask the long form.
  private(set) var short: [UInt16]
  private(set) var long: [Int32]

  init(_ tables: [HuffmanTable]) {
    short = []
    long = []
    short.reserveCapacity(tables.count * Self.shortCount)
    for table in tables {
      let codes = table.codes
      Self.appendShort(codes, to: &short)
      Self.appendLong(table, codes, to: &long)
    }
  }

  private static func appendShort(_ codes: [HuffmanTable.Code], to entries: inout [UInt16]) {
    let start = entries.count
    entries.append(contentsOf: repeatElement(0, count: shortCount))
    for code in codes where code.length <= shortBits && code.category < 16 && code.isFirst {
      let (first, run) = (Int(code.bits) << (shortBits - code.length), 1 << (shortBits - code.length))
      let entry = UInt16(code.length + code.category) | UInt16(code.length) << 6 | UInt16(code.category) << 11
      for index in first..<(first + run) { entries[start + index] = entry }
    }
  }

  /// Limits: the first 16-bit number beyond the codes of a length. Offsets: what makes of a code its place among the answers.
  private static func appendLong(_ table: HuffmanTable, _ codes: [HuffmanTable.Code], to entries: inout [Int32]) {
    var limits = [Int32](repeating: 0, count: 17)
    var offsets = [Int32](repeating: 0, count: 17)
    var (code, place) = (Int32(0), Int32(0))
    for length in 1...16 {
      let count = Int32(table.counts[length - 1])
      offsets[length] = place - code
      code += count
      place += count
      limits[length] = code << Int32(16 - length)
      code <<= 1
    }
    let answers = codes.map { Int32($0.category) + ($0.isFirst ? 0 : twin) }
    entries += limits + offsets + answers + [Int32](repeating: 0, count: 256 - answers.count)
  }
}
