internal import ByteCoding
internal import SensorModel

/// Writes simulated shots as camera files.
package enum SimulatedRawWriter {
  /// A DNG 1.4 of a shot, uncompressed or in lossless JPEG streams. Costs memory for one more copy of the file.
  package static func dng(
    _ shot: SimulatedShot, caption: SimulatedCaption = SimulatedCaption(), options: DNGOptions = DNGOptions()
  ) -> [UInt8] {
    let runs = SampleRuns(shot.stored, bits: options.inWords && options.losslessJPEG == nil ? 16 : shot.sensor.bits, options)
    var raw = sensorDirectory(shot, runs)
    describe(shot, in: &raw)
    var first: TIFFDirectory
    let preview = options.previewSide > 0 ? Preview(of: shot, side: options.previewSide) : nil
    if let preview {
      first = preview.directory
    } else {
      first = raw
      raw = TIFFDirectory()
    }
    fill(&first, caption: caption)
    describeCamera(shot, caption: caption, in: &first)
    if options.losslessJPEG?.sixteenthHasBits == true { for tag: UInt16 in [50706, 50707] { first[tag] = .bytes([1, 0, 0, 0]) } }
    if let preview, options.jpegPreviewSide > 0 {
      var picture = Preview(of: shot, side: options.jpegPreviewSide).jpegPicture()
      picture.directory[259] = .shorts([7])
      let file = CameraTIFF(
        bigEndian: options.bigEndian, chain: [CameraTIFF.Picture(directory: first, runs: [preview.bytes])],
        below: [CameraTIFF.Picture(directory: raw, runs: runs.runs, tags: runs.tags), picture], exif: exif(caption),
        trailer: options.trailer)
      return file.written()
    }
    let file = RawContainer(
      first: first, exif: exif(caption), raw: preview == nil ? nil : raw, preview: preview?.bytes ?? [], runs: runs, options: options)
    return file.written()
  }

  /// A file in the manner of early Nikon cameras: big-endian TIFF, packed 12-bit samples, no levels and no matrix.
  ///
  /// The shot must have 12 bits, no linearization table and an even width.
  package static func nef(_ shot: SimulatedShot, caption: SimulatedCaption = SimulatedCaption()) -> [UInt8] {
    var options = DNGOptions()
    options.bigEndian = true
    options.organisation = .strips(rows: shot.stored.height)
    let runs = SampleRuns(shot.stored, bits: 12, options)
    var raw = sensorDirectory(shot, runs)
    describeFilters(shot, in: &raw)
    let preview = Preview(of: shot, side: options.previewSide)
    var first = preview.directory
    var named = caption
    named.make = "NIKON CORPORATION"
    fill(&first, caption: named)
    first[0x9216] = .bytes([1, 0, 0, 0])
    let file = RawContainer(first: first, exif: exif(named), raw: raw, preview: preview.bytes, runs: runs, options: options)
    return file.written()
  }

  /// The entries every raw picture has in TIFF.
  static func sensorDirectory(_ shot: SimulatedShot, _ runs: SampleRuns) -> TIFFDirectory {
    var raw = TIFFDirectory()
    raw[254] = .longs([0])
    raw[256] = .longs([shot.stored.width])
    raw[257] = .longs([shot.stored.height])
    raw[258] = .shorts([runs.bits])
    raw[259] = .shorts([runs.compression])
    raw[262] = .shorts([shot.sensor.cfa.colors.utf8.count == 1 ? 34892 : 32803])
    raw[277] = .shorts([1])
    raw[284] = .shorts([1])
    runs.describe(in: &raw)
    return raw
  }

  /// The entries of the first directory: the camera and when.
  static func fill(_ first: inout TIFFDirectory, caption: SimulatedCaption) {
    first[271] = .text(caption.make)
    first[272] = .text(caption.model)
    first[274] = .shorts([1])
    first[282] = .rationals([(300, 1)])
    first[283] = .rationals([(300, 1)])
    first[296] = .shorts([2])
    first[305] = .text(caption.software)
    first[306] = .text(caption.dateTime)
    first[315] = .text(caption.artist)
  }

  static func exif(_ caption: SimulatedCaption) -> TIFFDirectory {
    var exif = TIFFDirectory()
    exif[0x829A] = .rationals([(1, caption.shutter)])
    exif[0x829D] = .rationals([(caption.apertureTenths, 10)])
    exif[0x8827] = .shorts([caption.iso])
    exif[0x9000] = .undefined(Array("0230".utf8))
    exif[0x9003] = .text(caption.dateTime)
    exif[0x9004] = .text(caption.dateTime)
    exif[0x920A] = .rationals([(caption.focalLength, 1)])
    exif[0xA431] = .text(caption.serialNumber)
    exif[0xA432] = .rationals([(caption.focalLength, 1), (caption.focalLength, 1), (20, 10), (20, 10)])
    exif[0xA434] = .text(caption.lens)
    return exif
  }
}
