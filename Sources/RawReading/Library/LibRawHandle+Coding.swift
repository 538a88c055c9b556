internal import ByteCoding
internal import CLibRaw

extension LibRawHandle {
  /// Throws where the image is known beforehand to be something else than a mosaic of integers.
  func requireMosaic() throws(Fault) {
    if numbers.is_foveon != 0 { throw LibRawStatus.notAMosaic("from a Foveon sensor, three colours deep") }
    if numbers.is_floating_point != 0 { throw LibRawStatus.notAMosaic("stored as floating-point numbers") }
    guard numbers.filters != 0 || numbers.colors == 1 else {
      throw LibRawStatus.notAMosaic(numbers.colors == 4 ? "stored with four colours a pixel" : "stored with three colours a pixel")
    }
    // Sensors that two rows of greens and 32-bit masks do not describe: LibRaw's numbers below 1000 other than Leaf and X-Trans.
    guard numbers.filters == 0 || numbers.filters == 1 || numbers.filters == 9 || numbers.filters >= 1000 else {
      throw LibRawStatus.newerFormat("", "with colour filters of an unknown kind")
    }
  }

  /// Throws for codings that this LibRaw decodes to nonsense instead of refusing them.
  func requireKnownCoding() throws(Fault) {
    let camera = [text(glassine_raw_make), text(glassine_raw_model)].compactMap { $0 }.joined(separator: " ")
    // Nikon's high efficiency coding (TicoRAW) has the compression number of the lossless one.
    if numbers.nikon_compression == 13 || numbers.nikon_compression == 14, numbers.is_dng == 0 {
      throw LibRawStatus.newerFormat(camera, "with Nikon's high efficiency coding, which LibRaw does not read")
    }
    let routine = text(glassine_raw_routine) ?? ""
    // LibRaw before 0.21 reads uncompressed DNGs of several tiles as if they were one run, from the list of offsets on.
    if routine.hasPrefix("packed_dng"), numbers.tile_width < numbers.raw_width || numbers.tile_length < numbers.raw_height {
      throw LibRawStatus.newerFormat(camera, "in uncompressed tiles, which this LibRaw does not read")
    }
    if routine.contains("placeholder") && routine.contains("vc5") {
      throw LibRawStatus.newerFormat(camera, "with GoPro's VC-5 coding, which this LibRaw does not read")
    }
  }
}
