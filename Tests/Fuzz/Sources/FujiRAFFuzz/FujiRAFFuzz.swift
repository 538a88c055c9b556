internal import ByteCoding
internal import FujiRAF
internal import FuzzSupport

/// RAF files, strips of coded samples, and parts of streams to put together; the last byte chooses.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = FuzzInput(start, count)
  let choice = input.choice()
  switch choice & 3 {
  case 0: _ = expectingFaults { () throws(Fault) in try takeFileApart(input.bytes) }
  case 1, 2: _ = expectingFaults { () throws(Fault) in try takeStripsApart(&input, choice) }
  default: _ = expectingFaults { () throws(Fault) in try putTogether(&input, choice) }
  }
  return 0
}

/// A format by the last byte and the bits of the choice: a strip of some columns, or a whole one and a narrow one.
private func format(_ input: inout FuzzInput, _ choice: UInt8) throws(Fault) -> FujiRAFFormat {
  let columns = [24, 48, 768, 792][Int(choice >> 4 & 3)]
  let filters = choice & 128 != 0 ? FujiColorFilters.xTransPaired : choice & 64 != 0 ? .blueGreen : .redGreen
  return try FujiRAFFormat(
    width: columns, height: 6 * input.choice(in: 1...3), bits: [12, 14, 16, 14][Int(choice >> 2 & 3)], filters: filters, budget: .fuzzing)
}

private func takeFileApart(_ file: [UInt8]) throws(Fault) {
  for found in try FujiRAFFile.find(in: file, budget: .fuzzing) { try takeApart(Array(file[found.range]), found.format) }
}

/// Strips of any bytes behind a header that is right.
private func takeStripsApart(_ input: inout FuzzInput, _ choice: UInt8) throws(Fault) {
  let format = try format(&input, choice)
  let empty = FujiRAFRemainder(endings: Array(repeating: nil, count: format.stripCount))
  let first = format.stripCount == 1 ? input.bytes : input.run()
  let strips = format.stripCount == 1 ? [first] : [first, input.bytes]
  try takeApart(try FujiRAFStream.Encoder(format, remainder: empty).stream(strips), format)
}

/// What was decoded comes back byte for byte.
private func takeApart(_ bytes: [UInt8], _ format: FujiRAFFormat) throws(Fault) {
  let (samples, remainder) = try FujiRAFStream(bytes[...], format: format).decoded()
  var (reader, formatReader) = (ByteReader(remainder.serialized()), ByteReader(format.serialized()))
  let kept = try FujiRAFRemainder(parsing: &reader)
  let keptFormat = try FujiRAFFormat(parsing: &formatReader)
  precondition(kept == remainder && reader.isAtEnd && keptFormat == format && formatReader.isAtEnd, "remainder and format come back")
  let again = try FujiRAFStream.encode(format: keptFormat, samples: samples, remainder: kept)
  precondition(again == bytes, "a stream comes back")
}

/// Parts from an archive that lies: remainder and samples that were never one stream.
private func putTogether(_ input: inout FuzzInput, _ choice: UInt8) throws(Fault) {
  let format = try format(&input, choice)
  let (seed, shape) = (Int(input.choice()), Int(input.choice()))
  var reader = ByteReader(input.bytes)
  let remainder = try FujiRAFRemainder(parsing: &reader)
  let samples = (0..<format.sampleCount).map { index -> UInt16 in
    let value = index % (1 + shape) == 0 ? index &* index &* seed : seed &* 3
    return UInt16(truncatingIfNeeded: value) & UInt16(truncatingIfNeeded: 1 << format.bits - 1)
  }
  let bytes = try FujiRAFStream.encode(format: format, samples: samples, remainder: remainder)
  let found = try FujiRAFStream(bytes[...], format: format).decoded().samples
  precondition(found == samples, "samples come back")
}

/// The program: libFuzzer, or the writer of seeds.
@_cdecl("FujiRAFFuzz_main")
public func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
  runFuzzProgram(count, arguments, fuzzOne) {
    var seeds: [String: [UInt8]] = [:]
    for kind in 0..<36 {
      // Depth, columns and filters; six rows.
      let choice = UInt8(kind % 3 << 2 | kind / 3 % 4 << 4 | (kind / 12 == 0 ? 0 : kind / 12 == 1 ? 64 : 128))
      guard let (stream, format, remainder) = seed(choice) else { continue }
      let lengths = (0..<format.stripCount).map { index in (0..<4).reduce(0) { $0 << 8 | Int(stream[16 + index * 4 + $1]) } }
      var strips = Array(stream[32...])
      if lengths.count == 2 { strips = [UInt8(lengths[0] & 255), UInt8(lengths[0] >> 8)] + strips }
      seeds["strips-\(kind)"] = strips + [0, choice | 1]
      seeds["parts-\(kind)"] = remainder.serialized() + [7, 23, 0, choice | 3]
      seeds["file-\(kind)"] = file(stream) + [0]
    }
    return seeds
  }
}

/// A small stream with slopes, noise and leaps.
private func seed(_ choice: UInt8) -> (stream: [UInt8], format: FujiRAFFormat, remainder: FujiRAFRemainder)? {
  do throws(Fault) {
    var input = FuzzInput([0])
    let format = try format(&input, choice)
    let top = 1 << format.bits - 1
    let samples = (0..<format.sampleCount).map { index -> UInt16 in
      UInt16(truncatingIfNeeded: index % 97 == 0 ? top : top / 3 + index % format.width + index &* index % 23)
    }
    var remainder = FujiRAFRemainder(endings: Array(repeating: nil, count: format.stripCount))
    if format.width % 768 != 0 { remainder.outside = outside(format, samples, remainder) }
    return (try FujiRAFStream.encode(format: format, samples: samples, remainder: remainder), format, remainder)
  } catch {
    return nil
  }
}

/// Codes for the columns beyond the mosaic: those of the same stream with more columns, all dark there.
private func outside(_ format: FujiRAFFormat, _ samples: [UInt16], _ remainder: FujiRAFRemainder) -> [UInt8] {
  do throws(Fault) {
    let width = format.stripCount * 768
    let wide = try FujiRAFFormat(width: width, height: format.height, bits: format.bits, filters: format.filters)
    let dark = (0..<wide.sampleCount).map { $0 % width < format.width ? samples[$0 / width * format.width + $0 % width] : 0 }
    var stream = try FujiRAFStream.encode(format: wide, samples: dark, remainder: remainder)
    // The header of the narrow one before the same strips.
    (stream[9], stream[10]) = (UInt8(format.width >> 8), UInt8(format.width & 255))
    return try FujiRAFStream(stream[...], format: format).decoded().remainder.outside
  } catch {
    return []
  }
}

/// A RAF file around a stream, without preview: header, directory with X-Trans filters, stream.
private func file(_ stream: [UInt8]) -> [UInt8] {
  func number(_ value: Int, _ size: Int) -> [UInt8] { (0..<size).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
  let directory = number(1, 4) + number(0x0131, 2) + number(36, 2) + FujiColorFilters.xTransPaired.cell.reversed()
  let head = Array("FUJIFILMCCD-RAW 0201FF129502X-Pro2".utf8)
  let places = number(0, 8) + number(108, 4) + number(directory.count, 4) + number(108 + directory.count, 4) + number(stream.count, 4)
  return head + [UInt8](repeating: 0, count: 84 - head.count) + places + directory + stream
}
