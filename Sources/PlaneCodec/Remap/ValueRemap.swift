/// An exact, increasing table between the values of a plane and the dense numbers that are coded.
///
/// The table may hold values that the plane does not use; every value the plane uses is in it.
package struct ValueRemap: Hashable, Sendable {
  /// How the table is written; the numbers are FORMAT.md's.
  package enum Kind: UInt8, Hashable, Sendable, Codable {
    /// Values are coded as they are.
    case none = 0
    /// Runs of equal steps: a left shift is one run.
    case runs = 1
    /// Distances from value to value.
    case gaps = 2
  }

  /// Whether the table is compressed.
  enum TableCoding: UInt8, Hashable, Sendable {
    case plain = 0
    case zstd = 1
  }

  let kind: Kind
  /// Sorted, without repetition, 1...65,536 values; empty for `.none`.
  let values: [UInt16]

  static let none = ValueRemap(kind: .none, values: [])

  init(kind: Kind, values: [UInt16]) {
    self.kind = kind
    self.values = values
  }

  /// How many numbers the coded samples may take.
  var count: Int { kind == .none ? 65_536 : values.count }

  /// The bits of the largest number.
  var largestBits: Int { Self.bits(for: count - 1) }

  /// The bits that a value of 0...65535 needs; none for zero.
  static func bits(for value: Int) -> Int { Int.bitWidth - value.leadingZeroBitCount }

  /// The samples as numbers; every sample has to be in the table.
  func apply(to samples: UnsafeBufferPointer<UInt16>, into target: UnsafeMutablePointer<UInt16>, inverse: [UInt16]) {
    inverse.withUnsafeBufferPointer { inverse in
      for position in samples.indices { target[position] = inverse[Int(samples[position])] }
    }
  }

  /// 65,536 entries: the number of every value in the table, zero for the others.
  var inverse: [UInt16] {
    var inverse = [UInt16](repeating: 0, count: 65_536)
    for (number, value) in values.enumerated() { inverse[Int(value)] = UInt16(truncatingIfNeeded: number) }
    return inverse
  }
}
