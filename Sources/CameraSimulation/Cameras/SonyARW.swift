internal import SensorModel

extension SimulatedRawWriter {
  /// An ARW with lossless compression as Sony's cameras since 2021 write it: tiles of 512x512 (compression 7), each a lossless JPEG
  /// whose four components are squares of 2x2, over a sensor area that is rounded up to whole tiles.
  ///
  /// The shot must have 14 bits, no linearization table, and a full size that is a multiple of 512: readers take the tiles' area
  /// for the raw area. LibRaw 0.20 does not read it: it takes the list of offsets for a stream and gives zeros.
  package static func arw(_ shot: SimulatedShot, caption: SimulatedCaption = SimulatedCaption()) -> [UInt8] {
    var named = caption
    named.make = "SONY"
    named.model = "ILCE-7M4"
    var options = DNGOptions()
    options.organisation = .tiles(width: 512, height: 512)
    var coding = LosslessJPEGOptions()
    coding.components = 4
    coding.order = .squares
    var raw = TIFFDirectory()
    raw[254] = .longs([0])
    raw[256] = .longs([shot.stored.width])
    raw[257] = .longs([shot.stored.height])
    raw[258] = .shorts([14])
    raw[259] = .shorts([7])
    raw[262] = .shorts([32803])
    raw[277] = .shorts([1])
    raw[284] = .shorts([1])
    raw[322] = .longs([512])
    raw[323] = .longs([512])
    raw[0x7000] = .shorts([4])
    describeFilters(shot, in: &raw)
    let streams = LosslessJPEGRuns.streams(shot.stored, bits: 14, options, coding)
    var first = Preview(of: shot, side: 320).jpegPicture(.halfWidth)
    fill(&first.directory, caption: named)
    let file = CameraTIFF(
      bigEndian: false, chain: [first, Preview(of: shot, side: 80).thumbnailPicture()],
      below: [CameraTIFF.Picture(directory: raw, runs: streams, tags: (324, 325))], exif: exif(named))
    return file.written()
  }
}
