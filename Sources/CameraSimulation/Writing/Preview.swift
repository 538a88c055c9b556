internal import SensorModel

/// A small picture of the scene for the first directory: 8-bit sRGB, uncompressed, without noise.
struct Preview {
  let bytes: [UInt8]
  let directory: TIFFDirectory
  let width: Int
  let height: Int

  init(of shot: SimulatedShot, side: Int) {
    let margins = shot.sensor.margins
    let visibleWidth = shot.stored.width - margins.left - margins.right
    let visibleHeight = shot.stored.height - margins.top - margins.bottom
    let longer = max(visibleWidth, visibleHeight)
    let width = max(1, visibleWidth * min(side, longer) / longer)
    let height = max(1, visibleHeight * min(side, longer) / longer)
    let scene = Scene(seed: shot.seed, width: visibleWidth, height: visibleHeight)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(width * height * 3)
    for row in SceneRows(scene, width: width, height: height) {
      for color in row {
        for light in [color.red, color.green, color.blue] { bytes.append(RepeatableMath.displayByte(light)) }
      }
    }
    self.bytes = bytes
    self.width = width
    self.height = height
    var directory = TIFFDirectory()
    directory[254] = .longs([1])
    directory[256] = .longs([width])
    directory[257] = .longs([height])
    directory[258] = .shorts([8, 8, 8])
    directory[259] = .shorts([1])
    directory[262] = .shorts([2])
    directory[273] = .longs([0])
    directory[277] = .shorts([3])
    directory[278] = .longs([height])
    directory[279] = .longs([bytes.count])
    directory[284] = .shorts([1])
    self.directory = directory
  }

  /// The picture as JPEG.
  func jpeg(_ sampling: BaselineJPEG.Sampling = .halfBoth, segments: [UInt8] = [], restartInterval: Int = 0) -> [UInt8] {
    BaselineJPEG(sampling: sampling, segments: segments, restartInterval: restartInterval)
      .encoded(bytes, width: width, height: height)
  }

  /// The picture as a directory of a camera's file with a JPEG, in a strip of compression 6.
  func jpegPicture(_ sampling: BaselineJPEG.Sampling = .halfBoth, restartInterval: Int = 0) -> CameraTIFF.Picture {
    var directory = directory
    directory[259] = .shorts([6])
    directory[262] = .shorts([6])
    return CameraTIFF.Picture(directory: directory, runs: [jpeg(sampling, restartInterval: restartInterval)])
  }

  /// The picture as a thumbnail directory in the manner of Exif.
  func thumbnailPicture(_ sampling: BaselineJPEG.Sampling = .halfWidth) -> CameraTIFF.Picture {
    var directory = TIFFDirectory()
    directory[259] = .shorts([6])
    directory[282] = .rationals([(72, 1)])
    directory[283] = .rationals([(72, 1)])
    directory[296] = .shorts([2])
    return CameraTIFF.Picture(directory: directory, runs: [jpeg(sampling)], tags: (513, 514))
  }

  /// The picture as a whole JPEG file of a camera: an Exif segment with a thumbnail, then the picture.
  func exifJPEG(caption: SimulatedCaption, thumbnail: Preview, sampling: BaselineJPEG.Sampling = .halfBoth) -> [UInt8] {
    var first = TIFFDirectory()
    SimulatedRawWriter.fill(&first, caption: caption)
    let picture = CameraTIFF.Picture(directory: first, runs: [])
    let exif = SimulatedRawWriter.exif(caption)
    let file = CameraTIFF(bigEndian: true, chain: [picture, thumbnail.thumbnailPicture()], exif: exif).written()
    let length = file.count + 8
    return jpeg(sampling, segments: [0xFF, 0xE1, UInt8(length >> 8 & 255), UInt8(length & 255)] + Array("Exif".utf8) + [0, 0] + file)
  }
}
