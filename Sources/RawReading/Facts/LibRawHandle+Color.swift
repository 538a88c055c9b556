internal import CLibRaw
internal import ShotMetadata

extension LibRawHandle {
  func colorFacts() -> ColorFacts {
    let exposure = Double(numbers.baseline_exposure)
    let (letters, places) = colorLetters
    // The first of LibRaw's colour numbers for each letter: the rows of its matrices.
    let rows = numbers.colors == 1 ? [] : (0..<letters.count).map { letter in places.firstIndex { $0 == letter } ?? 0 }
    return ColorFacts(
      cameraFromXYZ: matrix(rows: rows), asShotNeutral: neutral(rows: rows),
      baselineExposure: exposure.isFinite && abs(exposure) < 100 && numbers.is_dng != 0 ? exposure : nil)
  }

  /// A DNG's own matrix for daylight, else LibRaw's for the camera, else any matrix the file has.
  private func matrix(rows: [Int]) -> [[Double]] {
    let known = Self.values(numbers.camera_from_xyz)
    // Exif light sources: D65 first, then daylight, flash, D55, D75, D50.
    let daylights: [UInt32] = [21, 1, 4, 20, 22, 23]
    let daylight = daylights.compactMap { light in dngMatrices.first { $0.light == light }?.matrix }.first
    let choices = [daylight, known, dngMatrices.last?.matrix].compactMap { $0 }
    for choice in choices {
      let selected = rows.map { row in (0..<3).map { choice[row * 3 + $0] } }
      let isUsable = selected.allSatisfy { $0.allSatisfy(\.isFinite) && $0.contains { abs($0) > 1e-6 } }
      if isUsable { return selected }
    }
    return []
  }

  /// The file's matrices, with the calibration of this one camera: analogue balance, then calibration, then colour matrix.
  private var dngMatrices: [(light: UInt32, matrix: [Double])] {
    let matrices = [Self.values(numbers.dng_color_matrix.0), Self.values(numbers.dng_color_matrix.1)]
    let calibrations = [Self.values(numbers.dng_calibration.0), Self.values(numbers.dng_calibration.1)]
    let lights = [numbers.dng_illuminant.0, numbers.dng_illuminant.1]
    let balance = [
      numbers.dng_analog_balance.0, numbers.dng_analog_balance.1, numbers.dng_analog_balance.2, numbers.dng_analog_balance.3,
    ].map(Double.init)
    return (0..<2).compactMap { index in
      guard matrices[index].contains(where: { abs($0) > 1e-6 }) else { return nil }
      let calibration = calibrations[index]
      let isCalibrated = calibration.contains { abs($0) > 1e-6 }
      var product = [Double](repeating: 0, count: 12)
      for row in 0..<4 {
        let gain = balance[row].isFinite && balance[row] > 0 ? balance[row] : 1
        for column in 0..<3 {
          let calibrated =
            isCalibrated
            ? (0..<4).reduce(0) { $0 + calibration[row * 4 + $1] * matrices[index][$1 * 3 + column] }
            : matrices[index][row * 3 + column]
          product[row * 3 + column] = gain * calibrated
        }
      }
      return (lights[index], product)
    }
  }

  /// The DNG's own neutral, else what LibRaw's multipliers undo; the largest component is 1.
  private func neutral(rows: [Int]) -> [Double]? {
    let given = Self.quadruple(numbers.dng_as_shot_neutral)
    let multipliers = Self.quadruple(numbers.as_shot_multipliers)
    let usable = { (values: [Double]) in !rows.isEmpty && rows.allSatisfy { values[$0].isFinite && values[$0] > 1e-6 } }
    let neutral: [Double]
    if usable(given) {
      neutral = rows.map { given[$0] }
    } else {
      // Multipliers that are ratios to green leave green out.
      var completed = multipliers
      if completed[1] == 0, completed[0] > 0, completed[2] > 0 { completed[1] = 1 }
      guard usable(completed) else { return nil }
      neutral = rows.map { 1 / completed[$0] }
    }
    guard let largest = neutral.max(), largest.isFinite, largest > 0 else { return nil }
    return neutral.map { $0 / largest }
  }

  private static func quadruple(_ values: (Float, Float, Float, Float)) -> [Double] {
    [values.0, values.1, values.2, values.3].map(Double.init)
  }

  /// A fixed C array of floats, which Swift sees as a tuple.
  private static func values<Tuple>(_ tuple: Tuple) -> [Double] {
    withUnsafeBytes(of: tuple) { $0.bindMemory(to: Float.self).map(Double.init) }
  }
}
