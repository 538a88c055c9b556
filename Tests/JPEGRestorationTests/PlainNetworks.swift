import Foundation

/// Whole maps and plain loops: what the networks are defined as, to compare the program's rows and kernels with.
struct PlainMap {
  var width: Int
  var height: Int
  /// One array for each channel, row by row.
  var channels: [[Float]]

  init(_ width: Int, _ height: Int, _ channels: [[Float]]) { (self.width, self.height, self.channels) = (width, height, channels) }

  func convolved(_ weights: [Float], _ biases: [Float], dilation: Int = 1) -> PlainMap {
    var result = PlainMap(width, height, [])
    for (output, bias) in biases.enumerated() {
      var sums = [Float](repeating: bias, count: width * height)
      for (input, channel) in channels.enumerated() {
        for tap in 0..<9 {
          let weight = weights[(output * channels.count + input) * 9 + tap]
          let (dy, dx) = ((tap / 3 - 1) * dilation, (tap % 3 - 1) * dilation)
          for y in max(0, -dy)..<max(0, -dy, min(height, height - dy)) {
            for x in max(0, -dx)..<max(0, -dx, min(width, width - dx)) {
              sums[y * width + x] += weight * channel[(y + dy) * width + x + dx]
            }
          }
        }
      }
      result.channels.append(sums)
    }
    return result
  }

  /// Each channel's numbers changed by a function of its number.
  func mapped(_ change: (_ channel: Int, _ value: Float) -> Float) -> PlainMap {
    PlainMap(width, height, channels.enumerated().map { channel, values in values.map { change(channel, $0) } })
  }

  func added(_ other: PlainMap, _ factor: (Int) -> Float = { _ in 1 }) -> PlainMap {
    PlainMap(
      width, height, channels.indices.map { c in zip(channels[c], other.channels[c]).map { $0 + factor(c) * $1 } })
  }

  var rectified: PlainMap { mapped { max($1, 0) } }
}

/// The networks' corrections of a plane, in units of 255, row by row.
struct PlainNetworks {
  let weights: MadeWeights
  let table: [Float]

  private func layer(_ map: PlainMap, _ name: String, dilation: Int = 1) -> PlainMap {
    map.convolved(weights.values("\(name).weight"), weights.values("\(name).bias"), dilation: dilation)
  }

  /// Factors and offsets, layer by layer.
  private func condition(_ name: String) -> [Float] {
    func dense(_ part: String, _ vector: [Float]) -> [Float] {
      let (matrix, bias) = (weights.values("\(name).\(part).weight"), weights.values("\(name).\(part).bias"))
      return bias.indices.map { row in bias[row] + zip(matrix[row * vector.count..<(row + 1) * vector.count], vector).map(*).reduce(0, +) }
    }
    return dense("second", dense("first", table.map { log2($0) / 4 - 1 }).map { max($0, 0) })
  }

  /// `coefficients` are dequantised, a channel for each frequency; `plain` the pixels less 128 in cells of 16 channels.
  func hrCNN(_ coefficients: PlainMap, plain: PlainMap) -> PlainMap {
    let (wide, fine) = (condition("spectral_condition"), condition("spatial_condition"))
    func moved(_ map: PlainMap, _ values: [Float], _ index: Int) -> PlainMap {
      let n = map.channels.count
      return map.mapped { $1 * (1 + values[2 * index * n + $0]) + values[(2 * index + 1) * n + $0] }.rectified
    }
    func residual(_ map: PlainMap, _ name: String, _ values: [Float], _ index: Int) -> PlainMap {
      map.added(layer(moved(layer(map, "\(name).first"), values, index), "\(name).second"))
    }
    let scaled = coefficients.mapped { $1 / Float(240 / pow(Double(1 + $0 / 8 + $0 % 8), 1.2)) }
    var map = moved(layer(scaled, "head"), wide, 0)
    var index = 0
    while !weights.values("restore.\(index).first.weight").isEmpty {
      map = residual(map, "restore.\(index)", wide, index + 1)
      index += 1
    }
    map = enlarged(map).rectified
    map.channels += plain.mapped { $1 / 64 }.channels
    map = layer(map, "merge").rectified
    index = 0
    while !weights.values("sharpen.\(index).first.weight").isEmpty {
      map = residual(map, "sharpen.\(index)", fine, index)
      index += 1
    }
    return layer(map, "tail")
  }

  private func enlarged(_ map: PlainMap) -> PlainMap {
    let (kernel, bias) = (weights.values("reconstruct.weight"), weights.values("reconstruct.bias"))
    var result = PlainMap(map.width * 2, map.height * 2, [])
    for output in bias.indices {
      var values = [Float](repeating: bias[output], count: map.width * map.height * 4)
      for y in 0..<map.height * 2 {
        for x in 0..<map.width * 2 {
          for (input, channel) in map.channels.enumerated() {
            let weight = kernel[((input * bias.count + output) * 2 + y % 2) * 2 + x % 2]
            values[y * map.width * 2 + x] += weight * channel[y / 2 * map.width + x / 2]
          }
        }
      }
      result.channels.append(values)
    }
    return result
  }

  func dcsc(plain: PlainMap) -> PlainMap {
    let condition = condition("condition")
    var map = plain.mapped { (min(max(($1 + 128).rounded(.toNearestOrEven), 0), 255) - 128) / 64 }
    let rows = (0..<map.width * map.height).map { Float($0 / map.width % 2 == 0 ? 1 : -1) }
    let columns = (0..<map.width * map.height).map { Float($0 % map.width % 2 == 0 ? 1 : -1) }
    map.channels += [rows, columns, zip(rows, columns).map(*)]
    let features = [1, 2, 4].enumerated().flatMap { layer(map, "dilated.\($0)", dilation: $1).rectified.channels }
    let gathered = layer(PlainMap(map.width, map.height, features), "gather")
    let n = gathered.channels.count
    let drive = gathered.mapped { $1 * (1 + condition[$0]) }
    var codes = drive.mapped { $1 + condition[n + $0] }.rectified
    var index = 0
    while !weights.values("steps.\(index).weight").isEmpty {
      let first = 2 * (index + 1) * n
      let sum = codes.added(layer(codes, "steps.\(index)")).added(drive) { condition[first + $0] }
      codes = sum.mapped { $1 + condition[first + n + $0] }.rectified
      index += 1
    }
    return layer(codes, "dictionary")
  }
}
