internal import PlanePrediction

/// Feature files of LC-FDNet's networks: what `Profiles/training/features.py` reads, one file a slot.
package struct FrequencyFeatures {
  /// By slot: the records of a file.
  private var records: [Int: (inputs: Int, count: Int, bytes: [UInt8])] = [:]
  private let plane: Int
  private let lowest: Int
  private let highest: Int
  private let keep: UInt64
  private var random: UInt64

  /// Keeps about `wanted` samples of each subimage, of `samples` there are.
  package init(plane: Int, lowest: Int, highest: Int, samples: Int, wanted: Int) {
    self.plane = plane
    self.lowest = lowest
    self.highest = highest
    keep = UInt64(min(65_536, wanted * 65_536 / max(samples, 1)))
    random = 88_172_645_463_325_252 &+ UInt64(plane) &* 7919
  }

  package mutating func add(_ probe: FrequencyProbe) {
    random ^= random << 13
    random ^= random >> 7
    random ^= random << 17
    guard random & 0xffff < keep, let pairs = probe.compressor.pairs else { return }
    let inputs = probe.compressor.rowInputs
    var record = records[probe.slot(plane: plane)] ?? (inputs, 0, [])
    records[probe.slot(plane: plane)] = nil
    for pair in 0..<(inputs / 2) { Self.append(pairs[pair * probe.compressor.pairStride + probe.column], to: &record.bytes) }
    Self.append(probe.mean16, to: &record.bytes)
    Self.append(probe.scale16, to: &record.bytes)
    Self.append(probe.number == lowest ? .min : Int32(probe.number) * 16 - 8, to: &record.bytes)
    Self.append(probe.number == highest ? .max : Int32(probe.number) * 16 + 8, to: &record.bytes)
    Self.append(Int32(probe.number) * 16, to: &record.bytes)
    Self.append(probe.isLow ? 1 : 0, to: &record.bytes)
    record.count += 1
    records[probe.slot(plane: plane)] = record
  }

  /// The files by slot.
  package var files: [(slot: Int, bytes: [UInt8])] {
    records.sorted { $0.key < $1.key }.map { slot, record in
      var head = Array("GLFT".utf8)
      for value in [1, slot, record.inputs, 0, record.count] { Self.append(Int32(value), to: &head) }
      return (slot, head + record.bytes)
    }
  }

  private static func append(_ value: Int32, to bytes: inout [UInt8]) {
    for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: value >> Int32(shift))) }
  }
}
