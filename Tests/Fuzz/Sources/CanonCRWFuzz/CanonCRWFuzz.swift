internal import ByteCoding
internal import CanonCRW
internal import FuzzSupport

/// CRW files, raw records, and parts of records to put together; the last byte chooses.
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

/// A format by the last bytes and the bits of the choice.
private func format(_ input: inout FuzzInput, _ choice: UInt8) throws(Fault) -> CRWFormat {
  let (width, height) = (8 * input.choice(in: 1...24), input.choice(in: 1...40))
  return try CRWFormat(width: width, height: height, table: Int(choice >> 2 & 3), hasLowBits: choice & 16 != 0, budget: .fuzzing)
}

private func takeFileApart(_ file: [UInt8]) throws(Fault) {
  let image = try CRWImage(parsing: file[...], budget: .fuzzing)
  try takeApart(Array(file[image.range]), image.format)
}

/// What was decoded comes back byte for byte.
private func takeApart(_ bytes: [UInt8], _ format: CRWFormat) throws(Fault) {
  let (samples, remainder) = try CRWStream(bytes[...], format: format).decoded()
  var reader = ByteReader(remainder.serialized())
  let kept = try CRWRemainder(parsing: &reader)
  precondition(kept == remainder && reader.isAtEnd, "a remainder comes back")
  let again = try CRWStream.encode(format: format, samples: samples, remainder: kept)
  precondition(again == bytes, "a raw record comes back")
}

/// Parts from an archive that lies: remainder and samples that were never one record.
private func putTogether(_ input: inout FuzzInput, _ format: CRWFormat) throws(Fault) {
  let (seed, shape) = (Int(input.choice()), Int(input.choice()))
  var reader = ByteReader(input.bytes)
  let remainder = try CRWRemainder(parsing: &reader)
  let samples = (0..<format.sampleCount).map { index -> UInt16 in
    let value = index % (1 + shape) == 0 ? index &* index &* seed : seed &* 3
    let isCoded = index < format.blockCount * 64
    return UInt16(truncatingIfNeeded: value & (isCoded ? Int(format.maximum) : format.hasLowBits ? 3 : 0))
  }
  let bytes = try CRWStream.encode(format: format, samples: samples, remainder: remainder)
  // An odd block may be anything at all.
  guard remainder.oddBlocks.isEmpty else { return }
  let found = try CRWStream(bytes[...], format: format).decoded().samples
  precondition(found == samples, "samples come back")
}

/// The program: libFuzzer, or the writer of seeds.
@_cdecl("CanonCRWFuzz_main")
public func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
  runFuzzProgram(count, arguments, fuzzOne) {
    var seeds: [String: [UInt8]] = [:]
    for table in 0...2 {
      for hasLowBits in [false, true] {
        guard let (record, remainder) = seed(table, hasLowBits) else { continue }
        let flags = UInt8(table << 2 | (hasLowBits ? 16 : 0))
        let name = "\(table)\(hasLowBits ? "-low" : "")"
        // 64 by 24 samples: the choices are taken from the end.
        seeds["record-\(name)"] = record + [23, 7, flags | 1]
        seeds["file-\(name)"] = file(record, table) + [0]
        seeds["parts-\(name)"] = remainder + [3, 7, 23, 7, flags | 3]
      }
    }
    return seeds
  }
}

/// A small record with long runs, large differences and an odd block; and a remainder.
private func seed(_ table: Int, _ hasLowBits: Bool) -> (record: [UInt8], remainder: [UInt8])? {
  do throws(Fault) {
    let format = try CRWFormat(width: 64, height: 24, table: table, hasLowBits: hasLowBits)
    let samples = (0..<format.sampleCount).map { index -> UInt16 in
      UInt16(truncatingIfNeeded: index % 11 == 0 || index < 200 ? index &* index &* 7 : 500) & format.maximum
    }
    let remainder = CRWRemainder(preamble: [0, 1], padding: 0, tail: [0xFF, 0xD9, 0])
    let odd = CRWRemainder(oddBlocks: [.init(block: 3, bitCount: 12, bits: [0xFF, 0x10])], padding: 0, tail: [1])
    return (try CRWStream.encode(format: format, samples: samples, remainder: remainder), odd.serialized())
  } catch {
    return nil
  }
}

/// A CIFF file with three records in one heap.
private func file(_ record: [UInt8], _ table: Int) -> [UInt8] {
  func number(_ value: Int, _ size: Int) -> [UInt8] { (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
  let sensor = number(34, 2) + number(64, 2) + number(24, 2)
  let decoder = number(table, 4)
  let inner =
    sensor + decoder + number(2, 2) + number(0x1031, 2) + number(6, 4) + number(0, 4) + number(0x1835, 2) + number(4, 4) + number(6, 4)
    + number(10, 4)
  let heap =
    record + inner + number(2, 2) + number(0x2005, 2) + number(record.count, 4) + number(0, 4) + number(0x300A, 2) + number(inner.count, 4)
    + number(record.count, 4) + number(record.count + inner.count, 4)
  return Array("II".utf8) + number(26, 4) + Array("HEAPCCDR".utf8) + number(0x0001_0002, 4) + [UInt8](repeating: 0, count: 8) + heap
}
