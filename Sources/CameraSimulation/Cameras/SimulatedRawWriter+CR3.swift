internal import SensorModel

extension SimulatedRawWriter {
  /// A file in the manner of Canon's mirrorless cameras: CR3, losslessly coded, in `tiles` columns of tiles, with a small raw before it.
  ///
  /// The shot must have a 2x2 filter pattern, 9...14 bits, no linearization table and an even full size. Costs seconds for full frames.
  package static func cr3(_ shot: SimulatedShot, tiles: Int = 1, caption: SimulatedCaption? = nil) -> [UInt8] {
    let mosaic = shot.stored
    let cells = shot.sensor.cfa.cells.map { Array(shot.sensor.cfa.colors)[Int($0)] }
    let layout = cells.firstIndex(of: "R") ?? 0
    func plane(_ number: Int, _ width: Int, _ height: Int, step: Int) -> [Int] {
      let (x, y) = ((number ^ layout) % 2, (number ^ layout) / 2)
      return (0..<(height / 2)).flatMap { row in
        (0..<(width / 2)).map { column in
          Int(mosaic.samples[(2 * row * step + y) * mosaic.width + 2 * column * step + x]) - 1 << (shot.sensor.bits - 1)
        }
      }
    }
    func picture(step: Int) -> SimulatedCRXPicture {
      let (width, height) = (mosaic.width / step / 2 * 2, mosaic.height / step / 2 * 2)
      var picture = SimulatedCRXPicture(
        width: width, height: height, planes: (0..<4).map { plane($0, width, height, step: step) })
      (picture.bits, picture.layout) = (shot.sensor.bits, layout)
      return picture
    }
    var large = picture(step: 1)
    large.tileWidth = (large.width + 2 * tiles - 1) / (2 * tiles) * 2
    var file = SimulatedCR3File([picture(step: 4), large])
    if let caption {
      let (make, model) = (file.caption.make, file.caption.model)
      file.caption = caption
      (file.caption.make, file.caption.model) = (make, model)
    }
    return file.bytes
  }
}
