internal import ByteCoding
internal import FuzzSupport
internal import PictureCoding

/// What the last byte chooses: a JPEG read as coefficients, decoded at one of four sizes and shown as a preview would be, or an Exif block
/// put around a small picture.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = FuzzInput(start, count)
  switch input.choice() % 3 {
  case 0: coefficients(input.bytes)
  case 1:
    let divisor = [1, 2, 4, 8][Int(input.choice() % 4)]
    pixels(input.bytes, divisor)
  default: exif(input.bytes)
  }
  return 0
}

private func coefficients(_ file: [UInt8]) {
  let read = expectingFaults { () throws(Fault) in try QuantisedJPEG(reading: file, budget: .fuzzing) }
  guard let read else { return }
  precondition((1...8).contains(read.orientation) && read.planes.count == (read.colour == .grey ? 1 : 3), "planes are the colour's")
  for plane in read.planes {
    precondition(plane.coefficients.count == plane.blocksWide * plane.blocksHigh * 64 && plane.table.count == 64, "blocks are whole")
    precondition(plane.width <= plane.blocksWide * 8 && plane.width > plane.blocksWide * 8 - 8, "no block is too many")
    precondition(plane.height <= plane.blocksHigh * 8 && plane.height > plane.blocksHigh * 8 - 8, "no row of blocks is too many")
  }
  // What has coefficients has pixels.
  guard let picture = expectingFaults({ () throws(Fault) in try JPEGPicture.decode(file, budget: .fuzzing) }) else { return }
  precondition(picture.width == read.width && picture.height == read.height, "both are of one size")
}

private func pixels(_ file: [UInt8], _ divisor: Int) {
  let picture = expectingFaults { () throws(Fault) in try JPEGPicture.decode(file, reducedBy: divisor, budget: .fuzzing) }
  guard let picture else { return }
  let small = picture.reduced(longestSide: 13)
  precondition(small.longestSide <= max(13, 1), "reduced as asked")
  let shown = expectingFaults { () throws(Fault) in try ColourManagement.toSRGB(small) } ?? small
  _ = shown.oriented(JPEGPicture.orientation(file))
}

private func exif(_ block: [UInt8]) {
  guard let read = ExifBlock(block) else { return }
  precondition((1...8).contains(read.orientation), "an orientation is one of eight")
  _ = read.isAdobeRGB
  precondition(read.forUprightPicture().count == block.count, "only values change")
  let picture = Picture(width: 3, height: 2, channels: 1, samples: [1, 2, 3, 4, 5, 6])
  let tiff = expectingFaults { () throws(Fault) in try PictureWriter.encode(picture, as: .tiff, exif: block) }
  guard let tiff, let again = ExifBlock(tiff) else { preconditionFailure("a TIFF file is a TIFF structure") }
  precondition(again.orientation == read.orientation, "the block's entries are the picture's")
}

/// The program: libFuzzer, or the writer of seeds.
@_cdecl("PictureJPEGFuzz_main")
public func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
  runFuzzProgram(count, arguments, fuzzOne) {
    var seeds: [String: [UInt8]] = [:]
    let exif: [UInt8] = [0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0]
    seeds["exif"] = exif + [2]
    for (name, sampling) in [("grey", [(1, 1)]), ("full", [(1, 1), (1, 1), (1, 1)]), ("half", [(2, 2), (1, 1), (1, 1)])] {
      for isProgressive in [false, true] {
        var sample = SampleJPEG(width: 21, height: 18, sampling: sampling)
        (sample.isProgressive, sample.restartInterval) = (isProgressive, isProgressive ? 2 : 0)
        sample.segments = [
          (0xE1, Array("Exif\0\0".utf8) + exif),
          (
            0xE2,
            Array("ICC_PROFILE\0".utf8) + [1, 1] + (sampling.count == 1 ? ColourManagement.greyProfile : ColourManagement.adobeRGBProfile)
          ),
          (0xEE, Array("Adobe".utf8) + [0, 100, 0, 0, 0, 0, 1]),
        ]
        seeds["\(name)-\(isProgressive)-coefficients"] = sample.bytes + [0]
        seeds["\(name)-\(isProgressive)-pixels"] = sample.bytes + [1, 1]
      }
    }
    return seeds
  }
}
