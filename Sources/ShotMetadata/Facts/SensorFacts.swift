package import SensorModel

/// A rectangle of photosites, counted from the top left of the full sensor area.
package struct PixelRectangle: Codable, Hashable, Sendable {
  package var left: Int
  package var top: Int
  package var width: Int
  package var height: Int

  package init(left: Int, top: Int, width: Int, height: Int) {
    self.left = left
    self.top = top
    self.width = width
    self.height = height
  }
}

/// The sensor: its full area, the part that sees light, and its colour filters.
package struct SensorFacts: Codable, Hashable, Sendable {
  /// Samples a row and rows of the full area, masked borders included.
  package var width: Int
  package var height: Int
  /// The part that sees light (LibRaw's visible crop).
  package var activeArea: PixelRectangle
  /// The crop the camera maker shows by default, within the full area; nil where it is the active area.
  package var defaultCrop: PixelRectangle?
  /// Phase counted from the top left of the *full* area.
  package var cfa: ColorFilterArray
  /// Significant bits of a sample as stored, where known.
  package var bitsPerSample: Int?
  /// Exif orientation, 1...8.
  package var orientation: Int
  /// Height of a photosite over its width; 1 for square ones.
  package var pixelAspect: Double

  package init(
    width: Int, height: Int, activeArea: PixelRectangle, defaultCrop: PixelRectangle? = nil, cfa: ColorFilterArray,
    bitsPerSample: Int? = nil, orientation: Int = 1, pixelAspect: Double = 1
  ) {
    self.width = width
    self.height = height
    self.activeArea = activeArea
    self.defaultCrop = defaultCrop
    self.cfa = cfa
    self.bitsPerSample = bitsPerSample
    self.orientation = orientation
    self.pixelAspect = pixelAspect
  }
}

/// What black and white are in sample values.
package struct LevelFacts: Codable, Hashable, Sendable {
  /// Columns and rows after which the black levels repeat, counted from the top left of the *active area*, as DNG does.
  package var blackPeriodWidth: Int
  package var blackPeriodHeight: Int
  /// (rows, columns), row-major; base level included.
  package var black: [Double]
  /// The value of saturation, 1...65535.
  package var white: Int

  package init(blackPeriodWidth: Int = 1, blackPeriodHeight: Int = 1, black: [Double], white: Int) {
    self.blackPeriodWidth = blackPeriodWidth
    self.blackPeriodHeight = blackPeriodHeight
    self.black = black
    self.white = white
  }
}

/// What the camera's colours are.
package struct ColorFacts: Codable, Hashable, Sendable {
  /// XYZ (D65) to camera colours, one row of three a colour: DNG's ColorMatrix with illuminant D65. Empty for monochrome or unknown.
  package var cameraFromXYZ: [[Double]]
  /// As-shot white in camera colours, largest component 1, one value a colour: DNG's AsShotNeutral. Nil where unknown.
  package var asShotNeutral: [Double]?
  /// Stops to add by default, from DNG's BaselineExposure.
  package var baselineExposure: Double?

  package init(cameraFromXYZ: [[Double]] = [], asShotNeutral: [Double]? = nil, baselineExposure: Double? = nil) {
    self.cameraFromXYZ = cameraFromXYZ
    self.asShotNeutral = asShotNeutral
    self.baselineExposure = baselineExposure
  }
}

/// Who decoded the file.
package struct ReaderFacts: Codable, Hashable, Sendable {
  package var library: String
  package var routine: String

  package init(library: String, routine: String) {
    self.library = library
    self.routine = routine
  }
}
