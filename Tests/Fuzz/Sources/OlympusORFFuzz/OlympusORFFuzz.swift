internal import ByteCoding
internal import FuzzSupport
internal import OlympusORF

/// ORF files, raw streams with parameters of any kind, and parts of streams to put together; the last byte chooses.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = FuzzInput(start, count)
  let choice = input.choice()
  switch choice & 3 {
  case 0: _ = expectingFaults { () throws(Fault) in try takeFileApart(input.bytes) }
  case 1, 2: _ = expectingFaults { () throws(Fault) in try takeApart(input.bytes, try format(&input, choice)) }
  default: _ = expectingFaults { () throws(Fault) in try putTogether(&input, try format(&input, choice)) }
  }
  return 0
}

/// The standard format of a size by the last bytes, or one from the front.
private func format(_ input: inout FuzzInput, _ choice: UInt8) throws(Fault) -> OlympusORFFormat {
  if choice & 4 == 0 { return try OlympusORFFormat(width: input.choice(in: 1...70), height: input.choice(in: 1...40), budget: .fuzzing) }
  var reader = ByteReader(input.take(input.choice(in: 16...24)))
  let format = try OlympusORFFormat(parsing: &reader, budget: .fuzzing)
  var again = ByteReader(format.serialized())
  let kept = try OlympusORFFormat(parsing: &again, budget: .fuzzing)
  precondition(kept == format && again.isAtEnd, "a format comes back")
  return format
}

private func takeFileApart(_ file: [UInt8]) throws(Fault) {
  for found in try OlympusORFFile.find(in: file, budget: .fuzzing) {
    try takeApart(Array(file[found.offset..<(found.offset + found.length)]), found.format)
  }
}

/// What was decoded comes back byte for byte.
private func takeApart(_ bytes: [UInt8], _ format: OlympusORFFormat) throws(Fault) {
  let (samples, remainder) = try OlympusORFStream(bytes[...], format: format).decoded()
  var reader = ByteReader(remainder.serialized())
  let kept = try OlympusORFRemainder(parsing: &reader, budget: .fuzzing)
  precondition(kept == remainder && reader.isAtEnd, "a remainder comes back")
  let again = try OlympusORFStream.encode(format: format, samples: samples, remainder: kept)
  precondition(again == bytes, "a raw stream comes back")
}

/// Parts from an archive that lies: remainder and samples that were never one stream.
private func putTogether(_ input: inout FuzzInput, _ format: OlympusORFFormat) throws(Fault) {
  let (seed, shape) = (Int(input.choice()), Int(input.choice()))
  var reader = ByteReader(input.bytes)
  let remainder = try OlympusORFRemainder(parsing: &reader, budget: .fuzzing)
  let samples = (0..<format.sampleCount).map { index -> UInt16 in
    UInt16(truncatingIfNeeded: index % (1 + shape) == 0 ? index &* index &* seed : seed &* 3)
  }
  let bytes = try OlympusORFStream.encode(format: format, samples: samples, remainder: remainder)
  let found = try OlympusORFStream(bytes[...], format: format).decoded().samples
  precondition(found == samples, "samples come back")
}

/// The program: libFuzzer, or the writer of seeds.
@_cdecl("OlympusORFFuzz_main")
public func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
  runFuzzProgram(count, arguments, fuzzOne) {
    var seeds: [String: [UInt8]] = [:]
    for (name, values) in [
      ("standard", OlympusORFParameters.standard.values), ("plain", [2, 3, 9, 1, 15, 2, 1, 0, 0, 1, 2, 7, 3, 1]),
    ] {
      guard let (format, stream, remainder) = seed(values) else { continue }
      // 24 by 17 samples: the choices are taken from the end.
      seeds["stream-\(name)"] = format + stream + [0, 4 | 1]
      seeds["parts-\(name)"] = format + remainder + [5, 7, 0, 4 | 3]
      if name == "standard" {
        seeds["sized"] = stream + [16, 23, 1]
        seeds["file"] = file(stream) + [0]
      }
    }
    return seeds
  }
}

/// A small stream with escapes of all kinds; its format and a remainder.
private func seed(_ values: [Int]) -> (format: [UInt8], stream: [UInt8], remainder: [UInt8])? {
  do throws(Fault) {
    let format = try OlympusORFFormat(width: 24, height: 17, parameters: OlympusORFParameters(values))
    let samples = (0..<format.sampleCount).map { index -> UInt16 in
      UInt16(truncatingIfNeeded: index % 11 == 0 ? index &* index &* 7 : 500 + index % 5) & 4095
    }
    let remainder = OlympusORFRemainder(needlessEscapes: [5, 40], otherIdleBits: [5], tail: [0, 1, 0])
    let stream = try OlympusORFStream.encode(format: format, samples: samples, remainder: remainder)
    return (format.serialized(), stream, remainder.serialized())
  } catch {
    return nil
  }
}

/// A TIFF of one directory and a strip.
private func file(_ stream: [UInt8]) -> [UInt8] {
  func number(_ value: Int, _ size: Int) -> [UInt8] { (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
  let entries = [(256, 4, 24), (257, 4, 17), (258, 3, 16), (259, 3, 1), (271, 2, 120), (273, 4, 128), (279, 4, stream.count)]
  let directory = entries.flatMap { tag, type, value in
    number(tag, 2) + number(type, 2) + number(tag == 271 ? 8 : 1, 4) + number(value, 4)
  }
  let front = Array("IIRO".utf8) + number(8, 4) + number(entries.count, 2) + directory + number(0, 4)
  return front + [UInt8](repeating: 0, count: 120 - front.count) + Array("OLYMPUS\0".utf8) + stream
}
