internal import ByteCoding
internal import FuzzSupport
internal import RawReading
internal import Repacking
internal import SensorModel

/// Camera files for the raw reader, and the recipe of those it reads; LibRaw itself is not instrumented.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = FuzzInput(start, count)
  let choice = input.choice()
  let file = input.bytes
  let budget = MemoryBudget(samples: 1 << 20, side: 65_535, fileBytes: 1 << 20)
  if choice & 1 != 0 { _ = RawReader.embeddedPreview(file, name: "fuzz") }
  let capture = expectingFaults { () throws(Fault) in try RawReader.read(file, name: "fuzz", budget: budget) }
  guard let capture, choice & 2 != 0, capture.mosaic.samples.count <= 1 << 16 else { return 0 }
  _ = expectingFaults { () throws(Fault) in try RecipeFinder.find(file: file, mosaic: capture.mosaic, hints: capture.hints) }
  return 0
}

/// The program: libFuzzer, or the writer of seeds.
@_cdecl("RawReaderFuzz_main")
public func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
  runFuzzProgram(count, arguments, fuzzOne) {
    var seeds = fixtureRaws(upTo: 80_000).mapValues { $0 + [3] }
    seeds["sample"] = SampleRaw().file + [3]
    return seeds
  }
}
