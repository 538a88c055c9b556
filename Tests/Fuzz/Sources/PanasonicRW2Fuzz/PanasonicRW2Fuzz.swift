internal import ByteCoding
internal import FuzzSupport
internal import PanasonicRW2

/// RW2 files, raw streams, and parts of streams to put together; the last byte chooses.
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
private func format(_ input: inout FuzzInput, _ choice: UInt8) throws(Fault) -> PanasonicRW2Format {
  let layouts = PanasonicRW2Format.Layout.allCases
  let layout = layouts[Int(choice >> 2) % layouts.count]
  let (across, height) = (input.choice(in: 1...60), input.choice(in: 1...20))
  let format = try PanasonicRW2Format(
    width: across * layout.samplesPerBlock, height: height, layout: layout, isRotated: choice & 128 != 0, budget: .fuzzing)
  var again = ByteReader(format.serialized())
  let kept = try PanasonicRW2Format(parsing: &again, budget: .fuzzing)
  precondition(kept == format && again.isAtEnd, "a format comes back")
  return format
}

private func takeFileApart(_ file: [UInt8]) throws(Fault) {
  for found in try PanasonicRW2File.find(in: file, budget: .fuzzing) {
    try takeApart(Array(file[found.offset..<(found.offset + found.length)]), found.format)
  }
}

/// What was decoded comes back byte for byte, whatever it was.
private func takeApart(_ bytes: [UInt8], _ format: PanasonicRW2Format) throws(Fault) {
  let (samples, remainder) = try PanasonicRW2Stream(bytes[...], format: format).decoded()
  do throws(Fault) {
    var reader = ByteReader(remainder.serialized())
    let kept = try PanasonicRW2Remainder(parsing: &reader, budget: .fuzzing)
    precondition(kept == remainder && reader.isAtEnd, "a remainder comes back")
    let again = try PanasonicRW2Stream.encode(format: format, samples: samples, remainder: kept)
    precondition(again == bytes, "a raw stream comes back")
  } catch {
    preconditionFailure("any bytes come back")
  }
}

/// Parts from an archive that lies: remainder and samples that were never one stream.
private func putTogether(_ input: inout FuzzInput, _ format: PanasonicRW2Format) throws(Fault) {
  let (seed, shape) = (Int(input.choice()), Int(input.choice()))
  var reader = ByteReader(input.bytes)
  let remainder = try PanasonicRW2Remainder(parsing: &reader, budget: .fuzzing)
  let samples = (0..<format.sampleCount).map { index -> UInt16 in
    UInt16(truncatingIfNeeded: index % (1 + shape) == 0 ? (index &* index &* seed) & 1023 : seed &* 3)
  }
  let bytes = try PanasonicRW2Stream.encode(format: format, samples: samples, remainder: remainder)
  let found = try PanasonicRW2Stream(bytes[...], format: format).decoded().samples
  // A shift that such samples do not allow is refused, so they come back in any case.
  precondition(found == samples, "samples come back")
}

/// The program: libFuzzer, or the writer of seeds.
@_cdecl("PanasonicRW2Fuzz_main")
public func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
  runFuzzProgram(count, arguments, fuzzOne) {
    var seeds: [String: [UInt8]] = [:]
    for (index, layout) in PanasonicRW2Format.Layout.allCases.enumerated() {
      guard let (stream, remainder) = seed(layout) else { continue }
      let flags = UInt8(index << 2)
      // Five blocks by seven rows: the choices are taken from the end.
      seeds["stream-\(layout)"] = stream + [6, 4, flags | 1]
      seeds["rotated-\(layout)"] = [UInt8](repeating: 0, count: 8_184) + stream + [6, 4, flags | 128 | 1]
      seeds["parts-\(layout)"] = remainder + [5, 7, 6, 4, flags | 3]
      seeds["file-\(layout)"] = file(stream, layout) + [0]
    }
    return seeds
  }
}

/// A small stream that is unusual here and there; and a remainder.
private func seed(_ layout: PanasonicRW2Format.Layout) -> (stream: [UInt8], remainder: [UInt8])? {
  do throws(Fault) {
    let format = try PanasonicRW2Format(width: 5 * layout.samplesPerBlock, height: 7, layout: layout, isRotated: false)
    let samples = (0..<format.sampleCount).map { index -> UInt16 in
      let step = index / 200 * 8
      return UInt16(200 + index % 7 * step) & 0x3F8 | 64
    }
    var remainder = PanasonicRW2Remainder(tail: [0, 1, 0])
    if layout == .differences8 { remainder.oddRests.append(0x104, at: 3) } else { remainder.spareBits.append(2, at: 3) }
    return (try PanasonicRW2Stream.encode(format: format, samples: samples, remainder: remainder), remainder.serialized())
  } catch {
    return nil
  }
}

/// A file of one directory and the stream.
private func file(_ stream: [UInt8], _ layout: PanasonicRW2Format.Layout) -> [UInt8] {
  func number(_ value: Int, _ size: Int) -> [UInt8] { (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
  // The plain forms, which are not rotated.
  let (rawFormat, bits) =
    switch layout {
    case .differences8: (4, 12)
    case .packed12: (7, 12)
    case .packed14: (7, 14)
    case .plainDifferences10: (6, 14)
    case .plainDifferences8: (6, 12)
    }
  let width = 5 * layout.samplesPerBlock
  let isStrip = layout == .differences8
  var entries = [
    (1, 7, 0x3031_3330), (2, 3, width), (3, 3, 7), (10, 3, bits), (0x2D, 3, rawFormat), (273, 4, 128), (279, 4, stream.count),
  ]
  if !isStrip { entries.append((0x118, 4, 128)) }
  var directory: [UInt8] = []
  for (tag, type, value) in entries {
    directory += number(tag, 2) + number(type, 2)
    directory += number(tag == 1 ? 4 : 1, 4) + number(value, 4)
  }
  let front = Array("IIU\0".utf8) + number(8, 4) + number(entries.count, 2) + directory + number(0, 4)
  return front + [UInt8](repeating: 0, count: 128 - front.count) + stream
}
