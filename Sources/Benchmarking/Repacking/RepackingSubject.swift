internal import ByteCoding
internal import RawReading
internal import Repacking
internal import SensorModel

/// One file, taken apart and known to come back, ready to be measured.
struct RepackingSubject {
  /// Passes in each direction at least.
  private static let rounds = 5

  private let name: String
  private let file: [UInt8]
  private let probe: RepackingProbe
  private let stored: Mosaic
  private let isSimulated: Bool
  private let isReadByLibRaw: Bool
  private let budget: MemoryBudget

  var fileBytes: Int64 { Int64(file.count) }

  /// `known` is the mosaic of a file that LibRaw does not read. Throws what `RawReader` and `RecipeFinder` throw.
  init(_ name: String, _ file: [UInt8], isSimulated: Bool, known: Mosaic?, budget: MemoryBudget) throws(Fault) {
    let repacked: Repacked
    if let known {
      repacked = try RecipeFinder.find(file: file, mosaic: known, hints: StorageHints(), budget: budget)
    } else {
      let capture = try RawReader.read(file, name: name, budget: budget)
      repacked = try RecipeFinder.find(file: file, mosaic: capture.mosaic, hints: capture.hints, budget: budget)
    }
    (self.name, self.file, self.isSimulated, self.budget) = (name, file, isSimulated, budget)
    isReadByLibRaw = known == nil
    stored = repacked.stored
    probe = RepackingProbe(repacked, of: file)
  }

  /// Runs LibRaw, our decoding and our encoding in turns, so that whatever else the machine does meets all three.
  ///
  /// Throws `bench.mismatch` (damaged) where what was decoded is not what the finder proved, or a file of another length comes out.
  func measure(enough: Double) throws(Fault) -> RepackingMeasure {
    guard try probe.decode() == stored else { throw RoundTrip.mismatch }
    let passes = Pass.allCases.filter { $0 != .libRaw || isReadByLibRaw }
    let seconds = try Stopwatch.interleaved(passes, rounds: Self.rounds, enough: enough) { (pass) throws(Fault) in try run(pass) }
    func speed(_ pass: Pass) -> RepackingSpeed? {
      seconds[pass].map { RepackingSpeed(samples: Int64(stored.samples.count), bytes: Int64(probe.streamBytes), seconds: $0) }
    }
    guard let decode = speed(.decode), let encode = speed(.encode) else { throw RoundTrip.mismatch }
    return RepackingMeasure(
      name: name, layout: probe.layout, isPacked: probe.isPacked, isSimulated: isSimulated, libRaw: speed(.libRaw), decode: decode,
      encode: encode)
  }

  private enum Pass: CaseIterable { case libRaw, decode, encode }

  private func run(_ pass: Pass) throws(Fault) {
    switch pass {
    case .libRaw: try RawReader.unpack(file, name: name, budget: budget)
    case .decode: _ = try probe.decode()
    case .encode:
      var length = 0
      try probe.encode { (bytes) throws(Fault) in length += bytes.count }
      guard length == file.count else { throw RoundTrip.mismatch }
    }
  }
}
