internal import SensorModel

/// Files and mosaics of the makers whose formats share a writer.
extension SimulatedFormat {
  func sonyFile(of shot: SimulatedShot) -> [UInt8] {
    var caption = SimulatedCaption(seed: shot.seed)
    caption.make = "SONY"
    switch self {
    case .arw2:
      caption.model = "SLT-A55V"
      return SimulatedRawWriter.arw2(shot, caption: caption).file
    case .arw1:
      caption.model = "DSLR-A700"
      return SimulatedRawWriter.arw1(shot, caption: caption)
    case .arwA100:
      caption.model = "DSLR-A100"
      return SimulatedRawWriter.arwA100(shot, caption: caption)
    case .arwPacked:
      caption.model = "DSLR-A900"
      return SimulatedRawWriter.arwPacked(shot, caption: caption)
    default:
      caption.model = "ILCE-7RM2"
      return SimulatedRawWriter.arwWords(shot, caption: caption)
    }
  }

  /// What readers make of Sony's lossy blocks.
  func sonyLossyMosaic(of shot: SimulatedShot) -> Mosaic {
    let codes = SimulatedRawWriter.arw2(shot).codes
    let samples = codes.map { SimulatedRawWriter.sonyCurve[2 * Int($0)] }
    return Mosaic(width: shot.stored.width, height: shot.stored.height, samples: samples)
  }

  func fujiFile(of shot: SimulatedShot) -> [UInt8] {
    let caption = SimulatedCaption(seed: shot.seed)
    let samples: RAFSamples =
      switch self {
      case .rafPacked: .packed14
      case .rafWords: .words
      default: .compressed
      }
    // Readers know Bayer filters by the model.
    let model = shot.sensor.cfa.periodWidth == 6 ? "X-Pro2" : "GFX 50R"
    return SimulatedRawWriter.raf(shot, samples: samples, model: model, caption: caption)
  }

  func panasonicFile(of shot: SimulatedShot) -> (bytes: [UInt8], mosaic: Mosaic) {
    let coding: SimulatedRW2Coding =
      switch self {
      case .rw2Format4: .differences8
      case .rw2Format5: .packed12
      case .rw2Format5Deep: .packed14
      default: .differences10
      }
    return SimulatedRawWriter.rw2(shot, coding: coding, caption: SimulatedCaption(seed: shot.seed))
  }
}
