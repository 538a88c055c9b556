internal import ByteCoding
internal import FuzzSupport
internal import NikonPentaxHuffman

/// Strips of any code, and parts of strips to put together; the last bytes choose.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = FuzzInput(start, count)
  let choice = input.choice()
  _ = expectingFaults { () throws(Fault) in
    let format = try format(&input, choice)
    if choice & 1 == 0 {
      try takeApart(input.bytes, format)
    } else {
      try putTogether(&input, format)
    }
  }
  return 0
}

/// A format by the last bytes: one of Nikon's by its tag's content, or of Pentax's by its table, in front of what is left.
private func format(_ input: inout FuzzInput, _ choice: UInt8) throws(Fault) -> NikonPentaxFormat {
  let (width, height) = (input.choice(in: 1...80), input.choice(in: 1...40))
  let (bigEndian, number) = (choice & 2 != 0, Int(choice >> 2 & 7))
  switch choice >> 5 {
  case 0:
    let content = input.run()
    let compression = try NikonCompression(parsing: content[...], bigEndian: bigEndian, bits: number & 1 == 0 ? 12 : 14)
    return try compression.format(width: width, height: height, budget: .fuzzing)
  case 1:
    let table = input.run()
    return try NikonPentaxFormat(width: width, height: height, code: .pentax(table[...], bigEndian: bigEndian), budget: .fuzzing)
  case 2:
    return try NikonPentaxFormat(width: width, height: height, code: .earlyPentax(), budget: .fuzzing)
  default:
    let splitRow = input.choice(in: 0...(height - 1))
    return try NikonPentaxFormat(
      width: width, height: height, code: .nikon(number), splitRow: splitRow, splitCode: splitRow == 0 ? nil : .nikon((number + 1) % 6),
      predictors: [1, 2, 3, 4000], budget: .fuzzing)
  }
}

/// What was decoded comes back byte for byte.
private func takeApart(_ bytes: [UInt8], _ format: NikonPentaxFormat) throws(Fault) {
  let (samples, remainder) = try NikonPentaxStream(bytes[...], format: format).decoded()
  var reader = ByteReader(remainder.serialized())
  let kept = try NikonPentaxRemainder(parsing: &reader)
  precondition(kept == remainder && reader.isAtEnd, "a remainder comes back")
  let again = try NikonPentaxStream.encode(format: format, samples: samples, remainder: kept)
  precondition(again == bytes, "a strip comes back")
}

/// Parts from an archive that lies: remainder and samples that were never one strip.
private func putTogether(_ input: inout FuzzInput, _ format: NikonPentaxFormat) throws(Fault) {
  let seed = UInt16(input.choice())
  var reader = ByteReader(input.bytes)
  let remainder = try NikonPentaxRemainder(parsing: &reader)
  let samples = (0..<format.sampleCount).map { UInt16(truncatingIfNeeded: $0 &* $0) &* seed & 4095 }
  let bytes = try NikonPentaxStream.encode(format: format, samples: samples, remainder: remainder)
  let found = try NikonPentaxStream(bytes[...], format: format).decoded().samples
  precondition(found == samples, "samples come back")
}

/// The program: libFuzzer, or the writer of seeds.
@_cdecl("NikonPentaxHuffmanFuzz_main")
public func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
  runFuzzProgram(count, arguments, fuzzOne) {
    var seeds: [String: [UInt8]] = [:]
    for number in 0..<6 {
      guard let strip = seed(number) else { continue }
      let flags = UInt8(number << 2)
      var content: [UInt8] = [0x44, 0x20, 0, 1, 0, 2, 0, 3, 0, 4, 0, 33]
      content += [UInt8](repeating: 7, count: 550)
      content += [0, 9]
      let length = [UInt8(content.count & 255), UInt8(content.count >> 8)]
      // 24 by 16 samples; choices are taken from the end.
      let ends: [String: [UInt8]] = ["nikon": [0, 15, 23, 96 | flags], "split": [9, 15, 23, 96 | flags], "early": [15, 23, 64]]
      for (name, end) in ends { seeds["\(name)-\(number)"] = strip + end }
      let behind: [UInt8] = [15, 23, 2 | flags]
      seeds["content-\(number)"] = length + content + strip + behind
      let parts: [UInt8] = [1, 5, 0, 2, 9, 9, 3, 0, 15, 23, 97 | flags]
      seeds["parts-\(number)"] = parts
    }
    // Three codes of 1, 2 and 2 bits.
    var table: [UInt8] = [0, 7] + [UInt8](repeating: 0, count: 12)
    table += [0, 0, 8, 0, 12, 0, 1, 2, 2]
    let codes = [UInt8](repeating: 0x5A, count: 200)
    seeds["pentax"] = [UInt8(table.count), 0] + table + codes + [15, 23, 34]
    return seeds
  }
}

/// A small strip of one of Nikon's codes, with what follows.
private func seed(_ number: Int) -> [UInt8]? {
  do throws(Fault) {
    let format = try NikonPentaxFormat(width: 24, height: 16, code: .nikon(number), predictors: [1, 2, 3, 4000])
    // Differences of few bits: every code has them.
    let samples = (0..<format.sampleCount).map { index -> UInt16 in
      let (row, column) = (index / 24, index % 24)
      return UInt16(column / 2 + row % 3)
    }
    return try NikonPentaxStream.encode(format: format, samples: samples, remainder: NikonPentaxRemainder(tail: [1, 2]))
  } catch {
    return nil
  }
}
