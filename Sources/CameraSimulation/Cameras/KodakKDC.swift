internal import SensorModel

extension SimulatedRawWriter {
  /// A KDC of the Kodak DC120, uncompressed: bytes of one row after the other, each row turned by a number of columns of its own.
  ///
  /// The shot must have 8 bits, no linearization table, and a full size of 848x976.
  package static func kdc(_ shot: SimulatedShot, caption: SimulatedCaption = SimulatedCaption()) -> [UInt8] {
    let mosaic = shot.stored
    precondition(mosaic.width == 848 && mosaic.height == 976 && shot.sensor.bits == 8, "a DC120 has 848x976 samples of 8 bits")
    var named = caption
    named.make = "Eastman Kodak Company"
    named.model = "Kodak DC120 ZOOM Digital Camera"
    var bytes = [UInt8](repeating: 0, count: mosaic.samples.count)
    for row in 0..<mosaic.height {
      let turn = row * [162, 192, 187, 92][row & 3] + [0, 636, 424, 212][row & 3]
      for column in 0..<mosaic.width { bytes[row * 848 + (column + turn) % 848] = UInt8(mosaic[row, column]) }
    }
    var raw = TIFFDirectory()
    raw[254] = .longs([0])
    // The camera names the size after stretching; readers know the sensor's.
    raw[256] = .longs([1280])
    raw[257] = .longs([960])
    raw[258] = .shorts([8])
    raw[259] = .shorts([1])
    raw[262] = .shorts([32803])
    raw[277] = .shorts([1])
    raw[278] = .longs([960])
    raw[284] = .shorts([1])
    describeFilters(shot, in: &raw)
    let small = Preview(of: shot, side: 80)
    var first = CameraTIFF.Picture(directory: small.directory, runs: [small.bytes])
    fill(&first.directory, caption: named)
    let file = CameraTIFF(
      bigEndian: true, chain: [first], below: [CameraTIFF.Picture(directory: raw, runs: [bytes])], exif: exif(named))
    return file.written()
  }
}
