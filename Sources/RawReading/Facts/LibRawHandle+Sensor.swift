internal import ByteCoding
internal import CLibRaw
internal import ShotMetadata

extension LibRawHandle {
  func sensorFacts() throws(Fault) -> SensorFacts {
    let aspect = numbers.pixel_aspect
    return SensorFacts(
      width: Int(numbers.raw_width), height: Int(numbers.raw_height), activeArea: activeArea, defaultCrop: defaultCrop,
      cfa: try colorFilters(), bitsPerSample: bitsPerSample, orientation: orientation,
      pixelAspect: aspect.isFinite && aspect > 0.01 && aspect < 100 ? 1 / aspect : 1)
  }

  var bitsPerSample: Int? { (1...32).contains(numbers.bits_per_sample) ? Int(numbers.bits_per_sample) : nil }

  /// The visible area, kept inside the full one.
  var activeArea: PixelRectangle {
    let (left, top) = (Int(numbers.left), Int(numbers.top))
    let full = PixelRectangle(left: 0, top: 0, width: Int(numbers.raw_width), height: Int(numbers.raw_height))
    // Fuji's turned sensors: LibRaw's visible size is that of the picture turned upright, larger than the sensor's rows.
    let fujiWidth = Int(numbers.fuji_width)
    let width = fujiWidth > 0 ? (numbers.fuji_layout != 0 ? fujiWidth : fujiWidth * 2) : Int(numbers.width)
    let height = fujiWidth > 0 ? full.height - 2 * top : Int(numbers.height)
    let kept = Self.clipped(PixelRectangle(left: left, top: top, width: width, height: height), to: full)
    return kept ?? full
  }

  /// DNG's default crop, or the crop in a maker note; nil where absent, not inside the file's area, or the active area itself.
  var defaultCrop: PixelRectangle? {
    let full = PixelRectangle(left: 0, top: 0, width: Int(numbers.raw_width), height: Int(numbers.raw_height))
    let crop = numbers.default_crop
    let wanted = PixelRectangle(left: Int(crop.0), top: Int(crop.1), width: Int(crop.2), height: Int(crop.3))
    guard wanted.width > 0, wanted.height > 0, Self.clipped(wanted, to: full) == wanted, wanted != activeArea else { return nil }
    return wanted
  }

  /// Exif orientation from LibRaw's flip: bit 0 mirrors left to right, bit 1 top to bottom, bit 2 swaps rows and columns.
  var orientation: Int {
    switch numbers.flip {
    case 270, -90: 8
    case 180, -180: 3
    case 90, -270: 6
    case 0...7: [1, 2, 4, 3, 5, 8, 6, 7][Int(numbers.flip)]
    default: 1
    }
  }

  private static func clipped(_ area: PixelRectangle, to full: PixelRectangle) -> PixelRectangle? {
    let (right, bottom) = (min(area.left + area.width, full.width), min(area.top + area.height, full.height))
    guard area.left >= 0, area.top >= 0, area.left < right, area.top < bottom else { return nil }
    return PixelRectangle(left: area.left, top: area.top, width: right - area.left, height: bottom - area.top)
  }
}
