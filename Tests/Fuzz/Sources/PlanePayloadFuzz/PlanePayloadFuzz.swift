internal import ByteCoding
internal import FuzzSupport
@testable internal import PlaneCodec
internal import SensorModel

private let cell = PlaneCell(periodWidth: 2, periodHeight: 2)

/// Payloads of `PLNE` sections; the last byte says which digests are put right first, and whether JPEG XL may have the tiles.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = FuzzInput(start, count)
  let choice = input.choice()
  var payload = input.bytes
  if choice & 1 == 0 { payload = Repair.plane(payload) }
  if choice & 2 == 0, choice & 1 == 0 { payload = withSampleDigest(payload) }
  let summary = expectingFaults { () throws(Fault) in try PlaneDecoder.inspect(payload[...], budget: .fuzzing) }
  let damages = expectingFaults { () throws(Fault) in try PlaneDecoder.damagedTiles(payload[...], budget: .fuzzing) }
  guard let summary else { return 0 }
  let plane = expectingFaults { () throws(Fault) in
    try PlaneDecoder.decode(
      payload[...], index: summary.index, width: summary.grid.width, height: summary.grid.height, cell: cell, earlier: [],
      budget: .fuzzing)
  }
  // Tiles of learned methods are held against their digests only.
  precondition(plane == nil || damages?.isEmpty == true, "a plane whose tiles are damaged decodes")
  precondition(plane != nil || damages?.isEmpty != true || summary.method.hasModel, "a plane without damaged tiles does not decode")
  guard let plane, choice & 4 == 0 else { return 0 }
  // What decodes can be coded, and comes back.
  let again = expectingFaults { () throws(Fault) in
    let coded = try PlaneEncoder(profile: .stored).encode(plane, index: 0, cell: cell, earlier: [])
    return try PlaneDecoder.decode(coded.payload[...], index: 0, width: plane.width, height: plane.height, cell: cell, earlier: [])
  }
  precondition(again == plane, "a plane comes back")
  return 0
}

/// The payload with the digest of the samples it decodes to, where it decodes at all.
private func withSampleDigest(_ payload: [UInt8]) -> [UInt8] {
  let digest = expectingFaults { () throws(Fault) in
    var reader = ByteReader(payload)
    let header = try PlaneHeader(from: &reader, budget: .fuzzing)
    let parts = try header.tileBytes(&reader)
    let context = header.method.hasModel ? try LearnedContext(header, model: try header.model(parts), cell: cell, earlier: []) : nil
    return PlaneHeader.sampleDigest(of: try PlaneDecoder.samples(header, Array(parts.suffix(header.grid.count)), context, workers: 1))
  }
  guard let digest else { return payload }
  return Repair.plane(payload[..<56] + digest + payload[72...])
}

/// The program: libFuzzer, or the writer of seeds.
@_cdecl("PlanePayloadFuzz_main")
public func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
  runFuzzProgram(count, arguments, fuzzOne) {
    var seeds: [String: [UInt8]] = [:]
    for (name, width, height, bits, gap) in [
      ("small", 7, 5, 12, 1), ("flat", 5, 4, 8, 256), ("gaps", 16, 16, 14, 4), ("wide", 40, 24, 16, 1), ("odd", 20, 20, 12, 37),
    ] {
      let mosaic = Mosaic.sample(width: width, height: height, bits: bits, seed: 3)
      let plane = Plane(width: width, height: height, samples: mosaic.samples.map { $0 / UInt16(gap) * UInt16(gap) })
      let profiles = [
        ("stored", CodingProfile(jxlEffort: nil, tileSide: 16)), ("jxl", CodingProfile(jxlEffort: 3, tileSide: 1024)), ("mlp", .mlp),
        ("lcfd", .lcfd),
      ]
      for (kind, profile) in profiles {
        guard let coded = try? PlaneEncoder(profile: profile).encode(plane, index: 0, cell: cell, earlier: []) else { continue }
        seeds["\(name)-\(kind)"] = coded.payload + [0]
      }
    }
    return seeds
  }
}
