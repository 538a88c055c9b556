internal import ByteCoding
internal import FuzzSupport
internal import SonyARW

/// ARW files, streams of both kinds, and parts of streams to put together; the last byte chooses.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = FuzzInput(start, count)
  switch input.choice() % 5 {
  case 0: _ = expectingFaults { () throws(Fault) in try takeFileApart(input.bytes) }
  case 1: _ = expectingFaults { () throws(Fault) in try takeApart(input.bytes, try lossyFormat(&input)) }
  case 2: _ = expectingFaults { () throws(Fault) in try takeApart(input.bytes, try sumsFormat(&input)) }
  case 3: _ = expectingFaults { () throws(Fault) in try putLossyTogether(&input) }
  default: _ = expectingFaults { () throws(Fault) in try putSumsTogether(&input) }
  }
  return 0
}

private func lossyFormat(_ input: inout FuzzInput) throws(Fault) -> ARW2Format {
  let (pairs, height) = (input.choice(in: 1...8), input.choice(in: 1...24))
  return try ARW2Format(width: 32 * pairs, height: height, budget: .fuzzing)
}

private func sumsFormat(_ input: inout FuzzInput) throws(Fault) -> ARW1Format {
  let (width, height) = (input.choice(in: 1...70), 2 * input.choice(in: 1...20))
  return try ARW1Format(width: width, height: height, budget: .fuzzing)
}

private func takeFileApart(_ file: [UInt8]) throws(Fault) {
  let found = try SonyARWFile.find(in: file, budget: .fuzzing)
  precondition(found.offset >= 0 && found.offset + found.length <= file.count, "a stream lies in its file")
  switch found.coding {
  case .arw1(let format): try takeApart(Array(file[found.range]), format)
  case .arw2(let format):
    precondition(found.curve.count == 2048, "every code has a value")
    try takeApart(Array(file[found.range]), format)
  }
}

/// What was decoded comes back byte for byte.
private func takeApart(_ bytes: [UInt8], _ format: ARW2Format) throws(Fault) {
  let (samples, remainder) = try ARW2Stream(bytes[...], format: format).decoded()
  var reader = ByteReader(remainder.serialized())
  let kept = try ARW2Remainder(parsing: &reader)
  precondition(kept == remainder && reader.isAtEnd, "a remainder comes back")
  let again = try ARW2Stream.encode(format: format, samples: samples, remainder: kept)
  precondition(again == bytes, "a stream comes back")
}

private func takeApart(_ bytes: [UInt8], _ format: ARW1Format) throws(Fault) {
  let (samples, remainder) = try ARW1Stream(bytes[...], format: format).decoded()
  var reader = ByteReader(remainder.serialized())
  let kept = try ARW1Remainder(parsing: &reader)
  precondition(kept == remainder && reader.isAtEnd, "a remainder comes back")
  let again = try ARW1Stream.encode(format: format, samples: samples, remainder: kept)
  precondition(again == bytes, "a stream comes back")
}

/// Samples by two numbers: some that stand in blocks, and some that do not.
private func samples(_ count: Int, _ seed: Int, _ shape: Int, mask: Int) -> [UInt16] {
  (0..<count).map { index in
    let value = index % (1 + shape & 63) == 0 ? index &* index &* seed : seed &* 3 &+ index % (1 + shape >> 6)
    return UInt16(truncatingIfNeeded: value & mask)
  }
}

/// Parts from an archive that lies: remainder and samples that were never one stream.
private func putLossyTogether(_ input: inout FuzzInput) throws(Fault) {
  let (seed, shape, format) = (Int(input.choice()), Int(input.choice()), try lossyFormat(&input))
  var reader = ByteReader(input.bytes)
  let remainder = try ARW2Remainder(parsing: &reader)
  let samples = samples(format.sampleCount, seed, shape, mask: shape & 1 == 0 ? 0x7F : 0x7F0)
  let bytes = try ARW2Stream.encode(format: format, samples: samples, remainder: remainder)
  // A block that is kept whole may be anything at all.
  guard remainder.oddBlocks.allSatisfy({ $0.places != 0 }) else { return }
  let found = try ARW2Stream(bytes[...], format: format).decoded().samples
  precondition(found == samples, "samples come back")
}

private func putSumsTogether(_ input: inout FuzzInput) throws(Fault) {
  let (seed, shape, format) = (Int(input.choice()), Int(input.choice()), try sumsFormat(&input))
  var reader = ByteReader(input.bytes)
  let remainder = try ARW1Remainder(parsing: &reader)
  let samples = samples(format.sampleCount, seed, shape, mask: 0xFFF)
  let bytes = try ARW1Stream.encode(format: format, samples: samples, remainder: remainder)
  let found = try ARW1Stream(bytes[...], format: format).decoded().samples
  precondition(found == samples, "samples come back")
}

/// The program: libFuzzer, or the writer of seeds.
@_cdecl("SonyARWFuzz_main")
public func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
  runFuzzProgram(count, arguments, fuzzOne) { seeds() }
}
