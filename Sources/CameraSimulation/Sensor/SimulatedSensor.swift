package import SensorModel

/// A sensor that never was: its filters, its levels and its noise.
///
/// Every number is per photosite; electrons become sample values at `(white - black) / fullWell` values an electron.
package struct SimulatedSensor: Hashable, Sendable {
  /// Phase counted from the top left of the full area, masked borders included.
  package var cfa: ColorFilterArray
  /// What each colour of the CFA sees of linear red, green and blue light: one row of three a colour.
  package var response: [[Double]]
  /// Bits of a stored code, 8...16.
  package var bits: Int
  /// Black levels, (rows, columns), row-major, repeating from the top left of the *active area* as in DNG.
  package var black: [Int]
  package var blackPeriodWidth: Int
  package var blackPeriodHeight: Int
  /// The sample value of saturation; nothing is larger.
  package var white: Int
  /// Electrons at saturation.
  package var fullWell: Double
  /// Standard deviation of the read-out, electrons.
  package var readNoise: Double
  /// The share of the full well that a white sheet (light 1) fills in the most sensitive colour.
  package var exposure: Double
  package var margins = SensorMargins()
  /// Defects that read as bright in every shot, per million photosites.
  package var hotPixelsPerMillion = 0
  /// Standard deviation of the photosites' sensitivities around 1.
  package var photoResponse = 0.0
  /// Standard deviation of the columns' offsets, electrons.
  package var columnNoise = 0.0
  /// Light lost in the far corners, 0...1.
  package var vignetting = 0.0
  /// A gain after the converter, one a colour, that leaves gaps in the histogram: (numerator, denominator) of `(value - black)`.
  package var digitalGain: [DigitalGain] = []
  /// Rising table from stored codes to sample values; nil where codes are the values.
  package var linearization: [UInt16]?
  /// Names the body: its fixed pattern and defects.
  package var serial: UInt64 = 1

  package init(
    cfa: ColorFilterArray, response: [[Double]], bits: Int, black: [Int], blackPeriodWidth: Int = 1, blackPeriodHeight: Int = 1,
    white: Int, fullWell: Double = 40_000, readNoise: Double = 4, exposure: Double = 0.55
  ) {
    precondition((8...16).contains(bits) && black.count == blackPeriodWidth * blackPeriodHeight && response.count == cfa.colors.utf8.count)
    self.cfa = cfa
    self.response = response
    self.bits = bits
    self.black = black
    self.blackPeriodWidth = blackPeriodWidth
    self.blackPeriodHeight = blackPeriodHeight
    self.white = white
    self.fullWell = fullWell
    self.readNoise = readNoise
    self.exposure = exposure
  }

  /// A whole-number ratio applied to values above black.
  package struct DigitalGain: Hashable, Sendable {
    package var numerator: Int
    package var denominator: Int

    package init(_ numerator: Int, _ denominator: Int) {
      self.numerator = numerator
      self.denominator = denominator
    }
  }
}

extension SimulatedSensor {
  /// The black level at a photosite of the full area.
  package func blackLevel(row: Int, column: Int) -> Int {
    let down = Self.wrapped(row - margins.top, blackPeriodHeight)
    let across = Self.wrapped(column - margins.left, blackPeriodWidth)
    return black[down * blackPeriodWidth + across]
  }

  /// Sample values an electron makes, counted from the lowest black level.
  package var gain: Double { Double(white - (black.min() ?? 0)) / fullWell }

  /// The full area for a visible size.
  package func fullSize(visibleWidth: Int, visibleHeight: Int) -> (width: Int, height: Int) {
    (visibleWidth + margins.left + margins.right, visibleHeight + margins.top + margins.bottom)
  }

  static func wrapped(_ value: Int, _ period: Int) -> Int {
    let rest = value % period
    return rest < 0 ? rest + period : rest
  }
}
