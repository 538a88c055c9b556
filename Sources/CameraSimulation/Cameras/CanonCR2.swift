internal import ByteCoding
internal import SensorModel

/// How a CR2 file lays out its samples.
package struct CR2Options: Hashable, Sendable {
  /// Components of the lossless JPEG frame, 2 or 4.
  package var components = 2
  /// Whether a frame of four components holds two rows of the sensor in one of its own.
  package var rowPairs = false
  /// Upright slices before the last one (tag 0xC640); nil for a file without the tag.
  package var slices: Int? = 2
  package var predictor = 1
  /// Longer sides of the JPEG preview and of the thumbnail.
  package var previewSide = 320
  package var thumbnailSide = 80

  package init() {}
}

extension SimulatedRawWriter {
  /// A CR2 of Canon's EOS cameras: little-endian TIFF of four directories (a JPEG, its thumbnail, a small RGB picture, the raw
  /// stream of lossless JPEG) and a maker note.
  ///
  /// The shot must have 14 bits, no linearization table, and a full width that is a multiple of the options' components; with
  /// `rowPairs` the height must be even, and LibRaw takes the size right only where the picture is wider than high.
  package static func cr2(
    _ shot: SimulatedShot, caption: SimulatedCaption = SimulatedCaption(), options: CR2Options = CR2Options()
  ) -> [UInt8] {
    let named = canon(caption, model: "Canon EOS 5D Mark II")
    let preview = Preview(of: shot, side: options.previewSide)
    let thumbnail = Preview(of: shot, side: options.thumbnailSide)
    var first = preview.jpegPicture(.halfWidth)
    fill(&first.directory, caption: named)
    first.directory[254] = nil
    let small = CameraTIFF.Picture(directory: thumbnail.directory, runs: [thumbnail.bytes])

    var raw = TIFFDirectory()
    raw[259] = .shorts([6])
    raw[50648] = .longs([1])
    raw[50656] = .longs([1])
    if let slices = options.slices {
      let slicing = slicing(width: shot.stored.width, slices: slices)
      raw[50752] = .shorts([slicing.count, slicing.width, slicing.last])
    }
    raw[50885] = .longs([1])
    let stream = sliced(shot.stored, options)
    let file = CameraTIFF(
      bigEndian: false,
      chain: [first, thumbnail.thumbnailPicture(), small, CameraTIFF.Picture(directory: raw, runs: [stream])],
      exif: exif(named), makerNote: { canonNote(shot, caption: named, at: $0) }, isCR2: true)
    return file.written()
  }

  /// The caption of a Canon camera.
  static func canon(_ caption: SimulatedCaption, model: String) -> SimulatedCaption {
    var named = caption
    named.make = "Canon"
    named.model = model
    return named
  }

  /// Equal slices of an even width, and a last one with the rest.
  private static func slicing(width: Int, slices: Int) -> (count: Int, width: Int, last: Int) {
    guard slices > 0 else { return (0, 0, width) }
    let each = max(2, width / (slices + 1) / 2 * 2)
    let count = min(slices, (width - 1) / each)
    return count > 0 ? (count, each, width - count * each) : (0, 0, width)
  }

  /// The stream: the slices one after the other, as if they were the sensor's rows.
  private static func sliced(_ mosaic: Mosaic, _ options: CR2Options) -> [UInt8] {
    let slicing = slicing(width: mosaic.width, slices: options.slices ?? 0)
    var samples: [UInt16] = []
    samples.reserveCapacity(mosaic.width * mosaic.height)
    for slice in 0...slicing.count {
      let start = slice * slicing.width
      for row in 0..<mosaic.height {
        for column in start..<(start + (slice == slicing.count ? slicing.last : slicing.width)) { samples.append(mosaic[row, column]) }
      }
    }
    var coding = LosslessJPEGOptions()
    coding.components = options.components
    coding.predictor = options.predictor
    coding.order = options.rowPairs ? .rowPairs : .columns
    coding.tables = .perComponent
    coding.evenLength = true
    return LosslessJPEGEncoder.stream(tile: samples, width: mosaic.width, height: mosaic.height, precision: 14, options: coding)
  }

  /// Canon's maker note: one directory, whose offsets count from the file's start.
  private static func canonNote(_ shot: SimulatedShot, caption: SimulatedCaption, at place: Int) -> [UInt8] {
    var note = TIFFDirectory()
    var settings = [Int](repeating: 0, count: 49)
    settings[0] = 98
    note[0x0001] = .shorts(settings)
    note[0x0006] = .text(caption.model)
    note[0x0007] = .text("Firmware Version 1.0.0")
    note[0x0009] = .text(caption.artist)
    note[0x0010] = .longs([0x8000_0218])
    note[0x0095] = .text(caption.lens)
    note[0x00E0] = .shorts(canonSensor(shot))
    var writer = ByteWriter()
    note.write(to: &writer, bigEndian: false, base: place)
    return writer.bytes
  }

  /// Canon's description of the sensor: its size and the borders of the picture on it.
  static func canonSensor(_ shot: SimulatedShot) -> [Int] {
    let (margins, stored) = (shot.sensor.margins, shot.stored)
    return [34, stored.width, stored.height, 1, 1, margins.left, margins.top]
      + [stored.width - margins.right - 1, stored.height - margins.bottom - 1] + [Int](repeating: 0, count: 8)
  }
}
