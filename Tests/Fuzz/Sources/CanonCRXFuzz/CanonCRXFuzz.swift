internal import ByteCoding
internal import CanonCRX
internal import FuzzSupport

/// CR3 files, coded pictures, and parts of pictures to put together; the last byte chooses.
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
private func format(_ input: inout FuzzInput, _ choice: UInt8) throws(Fault) -> CRXFormat {
  let (width, height) = (2 * input.choice(in: 1...40), 2 * input.choice(in: 1...20))
  let tiles = input.choice()
  let encoding: CRXFormat.Encoding = [.colors, .signed, .luminance, .colors][Int(choice >> 2 & 3)]
  let format = try CRXFormat(
    version: choice & 16 == 0 ? 1 : 2, width: width, height: height, tileWidth: tiles & 1 == 0 ? width : (width / 2 + 1) / 2 * 2,
    tileHeight: tiles & 2 == 0 ? height : (height / 2 + 1) / 2 * 2, bits: choice & 32 == 0 ? 14 : 9, layout: Int(choice >> 6),
    encoding: encoding, budget: .fuzzing)
  var reader = ByteReader(format.serialized())
  let kept = try CRXFormat(parsing: &reader)
  precondition(kept == format && reader.isAtEnd, "a format comes back")
  return format
}

private func takeFileApart(_ file: [UInt8]) throws(Fault) {
  for found in try CR3File.find(in: file, budget: .fuzzing) {
    precondition(found.range.upperBound <= file.count, "a picture lies in its file")
    try takeApart(Array(file[found.range]), found.format)
  }
}

/// What was decoded comes back byte for byte.
private func takeApart(_ bytes: [UInt8], _ format: CRXFormat) throws(Fault) {
  var (samples, remainder) = try CRXStream(bytes[...], format: format).decoded()
  var reader = ByteReader(remainder.serialized())
  let kept = try CRXRemainder(parsing: &reader)
  precondition(kept == remainder && reader.isAtEnd, "a remainder comes back")
  let again = try CRXStream.encode(format: format, samples: samples, remainder: kept)
  precondition(again == bytes, "a picture comes back")
  try samples.withUnsafeMutableBufferPointer { samples throws(Fault) in try format.mapToMosaic(samples) }
}

/// Parts from an archive that lies: remainder and samples that were never one picture.
private func putTogether(_ input: inout FuzzInput, _ format: CRXFormat) throws(Fault) {
  let (seed, shape) = (Int(input.choice()), Int(input.choice()))
  var reader = ByteReader(input.bytes)
  let remainder = try CRXRemainder(parsing: &reader)
  let samples = (0..<format.sampleCount).map { index -> UInt16 in
    let value = index % (1 + shape) == 0 ? index &* index &* seed : seed &* 3
    return UInt16(truncatingIfNeeded: value) & format.maximum
  }
  let bytes = try CRXStream.encode(format: format, samples: samples, remainder: remainder)
  // Other headers may be anything at all.
  guard remainder.header.isEmpty else { return }
  let found = try CRXStream(bytes[...], format: format).decoded().samples
  precondition(found == samples, "samples come back")
}

/// The program: libFuzzer, or the writer of seeds.
@_cdecl("CanonCRXFuzz_main")
public func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
  runFuzzProgram(count, arguments, fuzzOne) {
    var seeds: [String: [UInt8]] = [:]
    for number in 0..<12 {
      let flags = UInt8(number % 4) << 2 | UInt8(number % 2) << 4 | UInt8(number / 6) << 5 | UInt8(number % 4) << 6
      // 60 by 24 samples: the choices are taken from the end.
      let shape: [UInt8] = [UInt8(number % 4), 11, 29]
      var input = FuzzInput(shape)
      guard let format = expectingFaults({ () throws(Fault) in try format(&input, flags) }), let (picture, remainder) = seed(format) else {
        continue
      }
      seeds["picture-\(number)"] = picture + shape + [flags | 1]
      seeds["parts-\(number)"] = remainder + [3, 7] + shape + [flags | 3]
      seeds["file-\(number)"] = file(picture, format) + [0]
    }
    return seeds
  }
}

/// A small picture with long runs and large errors; and a remainder.
private func seed(_ format: CRXFormat) -> (picture: [UInt8], remainder: [UInt8])? {
  expectingFaults { () throws(Fault) in
    let samples = (0..<format.sampleCount).map { index -> UInt16 in
      UInt16(truncatingIfNeeded: index % 11 == 0 || index < 200 ? index &* index &* 7 : 500 + index % 3) & format.maximum
    }
    let remainder = CRXRemainder(
      oddRows: [.init(row: 3, bitCount: 12, bits: [0xFF, 0x10])], oddEnds: [.init(band: 1, padding: 0, tail: [1, 0])], trailer: [7])
    return (try CRXStream.encode(format: format, samples: samples, remainder: CRXRemainder()), remainder.serialized())
  }
}

/// A CR3 file of one track.
private func file(_ picture: [UInt8], _ format: CRXFormat) -> [UInt8] {
  func number(_ value: Int, _ size: Int = 4) -> [UInt8] { (0..<size).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
  func box(_ type: String, _ content: [UInt8]) -> [UInt8] { number(content.count + 8) + Array(type.utf8) + content }
  let zeros = [UInt8](repeating: 0, count: 82)
  let sizes = [format.width, format.height, format.tileWidth, format.tileHeight].flatMap { number($0) }
  let kinds = [UInt8(format.bits), UInt8(0x40 | format.layout), format.encoding.rawValue << 4, 0] + number(format.headerSize)
  let compression = box("CMP1", [0xFF, 0xFF, 0, 0x30] + number(format.version << 24) + sizes + kinds + [UInt8](zeros[..<20]))
  func movie(_ offset: Int) -> [UInt8] {
    let table =
      box("stsd", number(1, 8) + box("CRAW", zeros + compression)) + box("stsz", number(0) + number(picture.count) + number(1))
      + box("co64", number(1, 8) + number(offset, 8))
    return box("moov", box("trak", box("mdia", box("minf", box("stbl", table)))))
  }
  let head = box("ftyp", Array("crx \0\0\0\u{1}crx isom".utf8))
  return head + movie(head.count + movie(0).count + 8) + box("mdat", picture)
}
