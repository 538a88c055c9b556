/// A TIFF tag and the field type it is written with where libtiff has no opinion of its own.
struct TIFFTag: Hashable {
  enum FieldType: Int32 {
    case byte = 1
    case ascii = 2
    case short = 3
    case long = 4
    case rational = 5
    case undefined = 7
    case signedRational = 10
  }

  let number: UInt32
  let type: FieldType

  init(_ number: UInt32, _ type: FieldType) {
    self.number = number
    self.type = type
  }
}

extension TIFFTag {
  static let newSubfileType = TIFFTag(254, .long)
  static let imageWidth = TIFFTag(256, .long)
  static let imageLength = TIFFTag(257, .long)
  static let bitsPerSample = TIFFTag(258, .short)
  static let compression = TIFFTag(259, .short)
  static let photometric = TIFFTag(262, .short)
  static let imageDescription = TIFFTag(270, .ascii)
  static let make = TIFFTag(271, .ascii)
  static let model = TIFFTag(272, .ascii)
  static let orientation = TIFFTag(274, .short)
  static let samplesPerPixel = TIFFTag(277, .short)
  static let rowsPerStrip = TIFFTag(278, .long)
  static let planarConfiguration = TIFFTag(284, .short)
  static let xResolution = TIFFTag(282, .rational)
  static let yResolution = TIFFTag(283, .rational)
  static let resolutionUnit = TIFFTag(296, .short)
  static let software = TIFFTag(305, .ascii)
  static let dateTime = TIFFTag(306, .ascii)
  static let artist = TIFFTag(315, .ascii)
  static let predictor = TIFFTag(317, .short)
  static let tileWidth = TIFFTag(322, .long)
  static let tileLength = TIFFTag(323, .long)
  static let subdirectories = TIFFTag(330, .long)
  static let xmp = TIFFTag(700, .byte)
  static let cfaRepeatPatternDim = TIFFTag(33_421, .short)
  static let cfaPattern = TIFFTag(33_422, .byte)
  static let copyright = TIFFTag(33_432, .ascii)
  static let iptc = TIFFTag(33_723, .undefined)
  static let exifDirectory = TIFFTag(34_665, .long)
  static let iccProfile = TIFFTag(34_675, .undefined)
  static let gpsDirectory = TIFFTag(34_853, .long)
}

/// The tags of the DNG specification.
extension TIFFTag {
  static let dngVersion = TIFFTag(50_706, .byte)
  static let dngBackwardVersion = TIFFTag(50_707, .byte)
  static let uniqueCameraModel = TIFFTag(50_708, .ascii)
  static let cfaPlaneColor = TIFFTag(50_710, .byte)
  static let cfaLayout = TIFFTag(50_711, .short)
  static let blackLevelRepeatDim = TIFFTag(50_713, .short)
  static let blackLevel = TIFFTag(50_714, .rational)
  static let whiteLevel = TIFFTag(50_717, .long)
  static let defaultScale = TIFFTag(50_718, .rational)
  static let defaultCropOrigin = TIFFTag(50_719, .rational)
  static let defaultCropSize = TIFFTag(50_720, .rational)
  static let colorMatrix1 = TIFFTag(50_721, .signedRational)
  static let colorMatrix2 = TIFFTag(50_722, .signedRational)
  static let asShotNeutral = TIFFTag(50_728, .rational)
  static let baselineExposure = TIFFTag(50_730, .signedRational)
  static let cameraSerialNumber = TIFFTag(50_735, .ascii)
  static let lensInfo = TIFFTag(50_736, .rational)
  static let dngPrivateData = TIFFTag(50_740, .byte)
  static let calibrationIlluminant1 = TIFFTag(50_778, .short)
  static let calibrationIlluminant2 = TIFFTag(50_779, .short)
  static let originalRawFileName = TIFFTag(50_827, .byte)
  static let activeArea = TIFFTag(50_829, .long)
  static let previewColorSpace = TIFFTag(50_970, .long)
  static let newRawImageDigest = TIFFTag(51_111, .byte)
}
