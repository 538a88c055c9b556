internal import EntropyCoding

/// What a run over a tile does with each sample: codes it, or finds it out.
protocol SampleSide: ~Copyable {
  /// The sample's number; `number` is it already where it is known. `mean` is in 1/16 numbers.
  mutating func code(mean: Int64, scale: Int, context: Int, number: Int) -> Int
}

/// Codes samples that are known.
struct EncodingSide: SampleSide, ~Copyable {
  var samples: SampleModel
  var encoder = RangeEncoder()
  private let positions: UnsafeMutablePointer<UInt16>
  private let lowest: Int

  init(_ alphabet: SampleAlphabet, contexts: Int) {
    samples = SampleModel(alphabet: alphabet, contexts: contexts)
    lowest = alphabet.lowest
    let positions = alphabet.positions
    self.positions = .allocate(capacity: positions.count)
    self.positions.initialize(from: positions, count: positions.count)
  }

  deinit { positions.deallocate() }

  @inline(__always)
  mutating func code(mean: Int64, scale: Int, context: Int, number: Int) -> Int {
    samples.encode(Int(positions[number &- lowest]), mean16: mean, scale: scale, context: context, to: &encoder)
    return number
  }
}

/// Finds samples out.
struct DecodingSide: SampleSide, ~Copyable {
  var samples: SampleModel
  var decoder: RangeDecoder

  /// The bytes have to outlive the side.
  init(_ alphabet: SampleAlphabet, contexts: Int, bytes: UnsafeBufferPointer<UInt8>) {
    samples = SampleModel(alphabet: alphabet, contexts: contexts)
    decoder = RangeDecoder(bytes)
  }

  @inline(__always)
  mutating func code(mean: Int64, scale: Int, context: Int, number: Int) -> Int {
    samples.decodeNumber(mean16: mean, scale: scale, context: context, from: &decoder)
  }
}

/// Samples are known and nobody writes them down: for training.
struct KnownSide: SampleSide, ~Copyable {
  @inline(__always)
  mutating func code(mean: Int64, scale: Int, context: Int, number: Int) -> Int { number }
}
