internal import SensorModel

extension SimulatedSensor {
  /// The expected electrons of every photosite of the full area: light, vignetting and sensitivity, no noise, no saturation.
  func expectedElectrons(of scene: Scene, visibleWidth: Int, visibleHeight: Int) -> [Float] {
    let full = fullSize(visibleWidth: visibleWidth, visibleHeight: visibleHeight)
    var electrons = [Float](repeating: 0, count: full.width * full.height)
    let scale = exposure * fullWell / brightestResponse
    let weights = response.map { LinearColor($0[0] * scale, $0[1] * scale, $0[2] * scale) }
    let (middleX, middleY) = (Double(visibleWidth) / 2, Double(visibleHeight) / 2)
    let corner = middleX * middleX + middleY * middleY
    var rows = SceneRows(scene, width: visibleWidth, height: visibleHeight)
    for visibleRow in 0..<visibleHeight {
      guard let light = rows.next() else { break }
      let row = visibleRow + margins.top
      let down = Double(visibleRow) + 0.5 - middleY
      for visibleColumn in 0..<visibleWidth {
        let column = visibleColumn + margins.left
        let across = Double(visibleColumn) + 0.5 - middleX
        let falloff = 1 - vignetting * (across * across + down * down) / corner
        let color = light[visibleColumn]
        let weight = weights[cfa.colorIndex(row: row, column: column)]
        let seen = color.red * weight.red + color.green * weight.green + color.blue * weight.blue
        electrons[row * full.width + column] = Float(max(0, seen * falloff * sensitivity(row: row, column: column)))
      }
    }
    return electrons
  }

  /// What the most sensitive colour sees of white light.
  var brightestResponse: Double { response.map { $0[0] + $0[1] + $0[2] }.max() ?? 1 }

  private func sensitivity(row: Int, column: Int) -> Double {
    guard photoResponse > 0 else { return 1 }
    return 1 + photoResponse * Self.bell(serial ^ 0x5E45, column, row)
  }

  /// Mean 0, variance 1, bounded by 3.5: the sum of four uniform values, a function of its arguments.
  static func bell(_ seed: UInt64, _ x: Int, _ y: Int) -> Double {
    var sum = -2.0
    for part in 0..<4 { sum += SplitMix64.unit(seed &+ UInt64(part) &* 0x9E37_79B9, x, y) }
    return sum * 1.7320508075688772
  }
}
