internal import SensorModel

/// A small picture of the scene for the first directory: 8-bit sRGB, uncompressed, without noise.
struct Preview {
  let bytes: [UInt8]
  let directory: TIFFDirectory

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
}
