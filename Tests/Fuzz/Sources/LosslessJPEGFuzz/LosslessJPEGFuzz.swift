internal import ByteCoding
internal import FuzzSupport
internal import LosslessJPEG

/// Lossless JPEG streams; the last byte chooses what follows category 16, and whether the content is parts to put together instead.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = FuzzInput(start, count)
  let choice = input.choice()
  let sixteenth = choice & 1 == 0 ? SixteenthCategory.alone : .withBits
  if choice & 2 == 0 {
    _ = expectingFaults { () throws(Fault) in try takeApart(input.bytes, sixteenth) }
  } else {
    _ = expectingFaults { () throws(Fault) in try putTogether(&input, sixteenth) }
  }
  return 0
}

/// What was decoded comes back byte for byte.
private func takeApart(_ bytes: [UInt8], _ sixteenth: SixteenthCategory) throws(Fault) {
  let stream = try LosslessJPEGStream(parsing: bytes[...], sixteenthCategory: sixteenth, budget: .fuzzing)
  let (samples, remainder) = try stream.decoded()
  var reader = ByteReader(remainder.serialized())
  let kept = try LosslessJPEGRemainder(parsing: &reader)
  precondition(kept == remainder && reader.isAtEnd, "a remainder comes back")
  let again = try LosslessJPEGStream.encode(header: stream.header, samples: samples, remainder: kept)
  precondition(again == bytes, "a stream comes back")
  try visitGeometry(samples)
}

/// Parts from an archive that lies: header, remainder and samples that were never one stream.
private func putTogether(_ input: inout FuzzInput, _ sixteenth: SixteenthCategory) throws(Fault) {
  let seed = UInt16(input.choice())
  let content = input.bytes
  let header = try LosslessJPEGHeader(parsing: content[...], sixteenthCategory: sixteenth, budget: .fuzzing)
  var reader = ByteReader(content[header.bytes.count...])
  let remainder = try LosslessJPEGRemainder(parsing: &reader)
  let samples = (0..<header.sampleCount).map { UInt16(truncatingIfNeeded: $0 &* Int(seed)) &+ seed }
  let bytes = try LosslessJPEGStream.encode(header: header, samples: samples, remainder: remainder)
  // An unusual separator may hide a marker or hold another.
  guard remainder.endings.isEmpty else { return }
  let stream = try LosslessJPEGStream(parsing: bytes[...], sixteenthCategory: sixteenth, budget: .fuzzing)
  let found = try stream.decoded().samples
  precondition(found == samples, "samples come back")
}

/// Slices and tiles of any size: what is placed is collected again.
private func visitGeometry(_ samples: [UInt16]) throws(Fault) {
  var (rows, back) = (samples, samples)
  for width in [1, 2, 3, 7] where samples.count % (2 * width + 1) == 0 {
    let slices = try CanonSlices([2, width, 1], sampleCount: samples.count)
    samples.withUnsafeBufferPointer { from in rows.withUnsafeMutableBufferPointer { slices.place(from, into: $0) } }
    rows.withUnsafeBufferPointer { from in back.withUnsafeMutableBufferPointer { slices.collect(from, into: $0) } }
    precondition(back == samples, "slices come back")
  }
  for width in [1, 2, 6] where samples.count % width == 0 {
    let height = samples.count / width
    for order in [MosaicTile.Order.rows, .squares] where order == .rows || (width % 2 == 0 && height % 2 == 0) {
      let (innerWidth, innerHeight) = ((width + 1) / 2, (height + 2) / 3)
      let tile = try MosaicTile(
        mosaicWidth: innerWidth, mosaicHeight: innerHeight, row: 0, column: 0, width: width, height: height, order: order,
        sampleCount: samples.count)
      var mosaic = [UInt16](repeating: 0, count: innerWidth * innerHeight)
      let fill = samples.withUnsafeBufferPointer { from in mosaic.withUnsafeMutableBufferPointer { tile.place(from, into: $0) } }
      try mosaic.withUnsafeBufferPointer { from throws(Fault) in
        try back.withUnsafeMutableBufferPointer { target throws(Fault) in try tile.collect(from, fill: fill, into: target) }
      }
      precondition(back == samples, "tiles come back")
    }
  }
}

/// The program: libFuzzer, or the writer of seeds.
@_cdecl("LosslessJPEGFuzz_main")
public func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
  runFuzzProgram(count, arguments, fuzzOne) {
    var seeds: [String: [UInt8]] = [:]
    for components in 1...4 {
      for predictor in 1...7 {
        guard let stream = seed(components, predictor) else { continue }
        seeds["\(components)-\(predictor)"] = stream + [0]
        seeds["\(components)-\(predictor)-bits"] = stream + [1]
        seeds["\(components)-\(predictor)-parts"] = stream + [UInt8(predictor), 2]
      }
    }
    return seeds
  }
}

/// A small stream with a code for every category, restarts, and an unusual end.
private func seed(_ components: Int, _ predictor: Int) -> [UInt8]? {
  let flat = [0, 0, 0, 7, 10] + [UInt8](repeating: 0, count: 11)
  let steep = [UInt8](repeating: 1, count: 15) + [2]
  let counts = predictor % 2 == 0 ? flat : steep
  do throws(Fault) {
    let table = try HuffmanTable(counts: counts, values: Array(0...16))
    let header = try LosslessJPEGHeader(
      width: 6, height: 8, components: components, precision: 16, predictor: predictor, restartRows: predictor % 3, tables: [table])
    let samples = (0..<header.sampleCount).map { UInt16(truncatingIfNeeded: $0 &* $0 &* $0 &* 7) }
    let tail: [UInt8] = predictor == 5 ? [0xFF, 0xD9, 0, 1] : [0xFF, 0xD9]
    return try LosslessJPEGStream.encode(
      header: header, samples: samples, remainder: LosslessJPEGRemainder(padsWithOnes: predictor != 4, tail: tail))
  } catch {
    return nil
  }
}
