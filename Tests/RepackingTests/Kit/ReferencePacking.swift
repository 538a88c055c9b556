import SensorModel

/// The packings of docs/FORMAT.md written bit by bit, as plainly as possible: what the room's fast loops are held against.
struct ReferencePacking: Sendable, CustomStringConvertible {
  enum Form: Sendable, Equatable {
    case mostSignificantFirst(word: Int)
    case leastSignificantFirst
    case words(bigEndian: Bool, shift: Int)
    case mipi
    case fillerAfterTen
  }

  let form: Form
  let bits: Int

  var description: String { "\(bits) bits \(form)" }

  /// The bytes of one line. `spare` fills bits that belong to no sample.
  func line(_ samples: [UInt16], spare: () -> UInt8 = { 0 }) -> [UInt8] {
    switch form {
    case .mostSignificantFirst: bitStream(samples, spare: spare)
    case .leastSignificantFirst: reversedBitStream(samples, spare: spare)
    case .words(let bigEndian, let shift):
      samples.flatMap { sample -> [UInt8] in
        let word = sample << UInt16(shift) | UInt16(spare()) & (1 << UInt16(shift) - 1)
        let bytes = [UInt8(word >> 8), UInt8(word & 255)]
        return bigEndian ? bytes : bytes.reversed()
      }
    case .mipi: mipi(samples)
    case .fillerAfterTen:
      stride(from: 0, to: samples.count, by: 10).flatMap { first -> [UInt8] in
        let group = Array(samples[first..<min(first + 10, samples.count)])
        return bitStream(group, spare: spare) + (group.count == 10 ? [spare()] : [])
      }
    }
  }

  /// The lines of some rows of a mosaic, all of them where none are named, each followed by padding.
  func lines(_ mosaic: Mosaic, rows: [Int]? = nil, padding: [UInt8] = [], spare: () -> UInt8 = { 0 }) -> [UInt8] {
    var bytes: [UInt8] = []
    for index in rows ?? Array(0..<mosaic.height) { bytes += line(row(index, of: mosaic), spare: spare) + padding }
    return bytes
  }

  /// Reverses words over a whole segment, where the packing has words.
  func finished(_ segment: [UInt8]) -> [UInt8] {
    guard case .mostSignificantFirst(let word) = form, word > 1 else { return segment }
    return stride(from: 0, to: segment.count, by: word).flatMap { start -> [UInt8] in
      let part = segment[start..<min(start + word, segment.count)]
      return part.count == word ? part.reversed() : Array(part)
    }
  }

  private func bitStream(_ samples: [UInt16], spare: () -> UInt8) -> [UInt8] {
    var bits: [Bool] = []
    for sample in samples { for bit in (0..<self.bits).reversed() { bits.append(sample >> UInt16(bit) & 1 == 1) } }
    while bits.count % 8 != 0 { bits.append(spare() & 1 == 1) }
    return stride(from: 0, to: bits.count, by: 8).map { start in bits[start..<(start + 8)].reduce(0) { $0 << 1 | ($1 ? 1 : 0) } }
  }

  private func reversedBitStream(_ samples: [UInt16], spare: () -> UInt8) -> [UInt8] {
    var bits: [Bool] = []
    for sample in samples { for bit in 0..<self.bits { bits.append(sample >> UInt16(bit) & 1 == 1) } }
    while bits.count % 8 != 0 { bits.append(spare() & 1 == 1) }
    return stride(from: 0, to: bits.count, by: 8).map { start in
      bits[start..<(start + 8)].reversed().reduce(0) { $0 << 1 | ($1 ? 1 : 0) }
    }
  }

  private func mipi(_ samples: [UInt16]) -> [UInt8] {
    let size = bits == 12 ? 2 : 4
    return stride(from: 0, to: samples.count, by: size).flatMap { first -> [UInt8] in
      let group = (0..<size).map { first + $0 < samples.count ? samples[first + $0] : 0 }
      let low = bits - 8
      let lows = ReferencePacking(form: .leastSignificantFirst, bits: low).line(group.map { $0 & (1 << UInt16(low) - 1) })
      return group.map { UInt8($0 >> UInt16(low)) } + lows
    }
  }

  /// Every packing of the format, with every width it can have.
  static let all: [ReferencePacking] = {
    var all: [ReferencePacking] = []
    for bits in 1...16 {
      all.append(.init(form: .mostSignificantFirst(word: 1), bits: bits))
      all.append(.init(form: .leastSignificantFirst, bits: bits))
    }
    for bits in 10...14 { for word in [2, 3, 4, 8] { all.append(.init(form: .mostSignificantFirst(word: word), bits: bits)) } }
    for shift in 0...8 {
      for bigEndian in [false, true] { all.append(.init(form: .words(bigEndian: bigEndian, shift: shift), bits: 16 - shift)) }
    }
    for bits in [10, 12, 14] { all.append(.init(form: .mipi, bits: bits)) }
    all.append(.init(form: .fillerAfterTen, bits: 12))
    return all
  }()
}
