internal import ByteCoding

/// What a room of a maker's stream has: a stream is its format, the samples of the whole mosaic row by row, and a remainder.
protocol StreamCodec: Sendable {
  associatedtype Format: StreamFormat
  associatedtype Remainder: StreamRemainder

  /// The number of the layout kind in docs/FORMAT.md.
  static var kind: Int { get }

  /// The kind for people.
  static func description(of format: Format) -> String

  init(_ bytes: ArraySlice<UInt8>, format: Format) throws(Fault)

  /// Decodes all samples; `target` has room for `width * height` of the format.
  func decode(into target: UnsafeMutableBufferPointer<UInt16>) throws(Fault) -> Remainder

  func decoded() throws(Fault) -> (samples: [UInt16], remainder: Remainder)

  /// Makes the stream of samples and remainder. Throws `damaged` where they do not belong together.
  static func encode(format: Format, samples: UnsafeBufferPointer<UInt16>, remainder: Remainder) throws(Fault) -> [UInt8]
}

/// What is needed to decode a stream and does not stand in it.
protocol StreamFormat: Hashable, Sendable {
  var width: Int { get }
  var height: Int { get }

  func serialized() -> [UInt8]

  /// Reads what `serialized` wrote. Whatever gets through can be decoded and encoded without a trap.
  init(parsing reader: inout ByteReader, budget: MemoryBudget) throws(Fault)
}

/// What else tells a stream's bytes.
protocol StreamRemainder {
  func serialized() -> [UInt8]

  /// Reads what `serialized` wrote, and goes on behind it.
  init(parsing reader: inout ByteReader) throws(Fault)
}
