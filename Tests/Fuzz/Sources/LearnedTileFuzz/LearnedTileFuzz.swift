internal import ByteCoding
internal import FuzzSupport
internal import Inference
internal import LearnedCoding
@testable internal import PlaneCodec
internal import PlanePrediction
internal import SensorModel

/// A plane's model and its coded tiles, sealed into a payload; the last bytes choose the plane's size, what comes before it, and whether
/// the model is the input's bytes or made of numbers that its reader lets pass.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = FuzzInput(start, count)
  let scene = FuzzScene(&input)
  let isRaw = input.choice() & 1 == 1
  let model: [UInt8]?
  if isRaw {
    let plain = input.run()
    model = expectingFaults { () throws(Fault) in try scene.wrapped(plain) }
  } else {
    let made = scene.model(&input)
    model = expectingFaults { () throws(Fault) in try made.serialized() }
  }
  guard let model else { return 0 }
  var tiles: [[UInt8]] = []
  let tileCount = scene.grid.count
  for number in 0..<tileCount { tiles.append(number == tileCount - 1 ? input.bytes : input.run()) }
  let payload = expectingFaults { () throws(Fault) in try scene.sealed(model, tiles, digest: [UInt8](repeating: 0, count: 16)) }
  guard let payload else { return 0 }
  // The samples have another digest than this: what decodes has to be refused.
  precondition(scene.decode(payload) == nil, "a plane of no digest")
  guard let numbers = scene.numbers(payload, .fastest) else {
    precondition(isRaw || tileCount > 0)
    return 0
  }
  for variant in Kernels.Variant.allCases {
    guard let kernels = Kernels(variant) else { continue }
    precondition(scene.numbers(payload, kernels) == numbers, "kernels differ")
  }
  // With the right digest the plane comes, if its streams ended where they should.
  guard numbers.isComplete else { return 0 }
  let samples = numbers.plane(scene.grid)
  let right = expectingFaults { () throws(Fault) in try scene.sealed(model, tiles, digest: PlaneHeader.sampleDigest(of: samples)) }
  precondition(right.flatMap { scene.decode($0) }?.samples == samples, "a plane of its own digest decodes")
  scene.expectRoundTrip(payload, numbers)
  return 0
}

/// The program: libFuzzer, or the writer of seeds.
@_cdecl("LearnedTileFuzz_main")
public func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
  runFuzzProgram(count, arguments, fuzzOne) {
    let stream = (0..<300).map { UInt8(truncatingIfNeeded: $0 &* 89 ^ $0 >> 3) }
    var seeds: [String: [UInt8]] = [:]
    for size: UInt8 in [0, 6, 19] {
      for earlier: UInt8 in 0..<6 {
        for flags: UInt8 in 0..<8 {
          seeds["made-\(size)-\(earlier)-\(flags)"] = stream + [0, flags, size &* 7, size, 3, earlier]
        }
      }
    }
    return seeds
  }
}
