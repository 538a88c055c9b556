extension Picture {
  /// The picture with its longer side reduced to at most `longestSide` pixels; itself where it is no larger.
  ///
  /// Every new pixel is the mean of the light that falls on its area: edges are taken by the part that lies inside, and means are of
  /// linear light, so that fine patterns keep their brightness. Cost: linear in the larger picture, memory one row and the result.
  package func reduced(longestSide: Int) -> Picture {
    guard longestSide > 0, self.longestSide > longestSide else { return self }
    let size = Self.size(width: width, height: height, reducedTo: longestSide)
    let channels = channels
    let columns = AreaSteps(from: width, to: size.width)
    let rows = AreaSteps(from: height, to: size.height)
    let rowCount = size.width * channels
    let area = Float(width) / Float(size.width) * Float(height) / Float(size.height)
    let scale = Float(SRGBCurve.steps) / area
    let result = [UInt8](unsafeUninitializedCapacity: size.height * rowCount) { target, count in
      var sums = [Float](repeating: 0, count: rowCount)
      var narrow = [Float](repeating: 0, count: rowCount)
      var (filled, next) = (-1, 0)
      samples.withUnsafeBufferPointer { source in
        SRGBCurve.linear.withUnsafeBufferPointer { linear in
          for row in 0..<size.height {
            for index in 0..<rowCount { sums[index] = 0 }
            next = rows.first[row]
            for (offset, weight) in rows.weights(row).enumerated() {
              if next + offset != filled {
                filled = next + offset
                Self.narrow(source, row: filled, width: width, channels: channels, columns, linear, into: &narrow)
              }
              for index in 0..<rowCount { sums[index] += narrow[index] * weight }
            }
            for index in 0..<rowCount {
              let step = Int((sums[index] * scale + 0.5).rounded(.down))
              target[row * rowCount + index] = SRGBCurve.codes[min(SRGBCurve.steps, max(0, step))]
            }
          }
        }
      }
      count = size.height * rowCount
    }
    return Picture(width: size.width, height: size.height, channels: channels, samples: result, icc: icc)
  }

  /// The size that `reduced` gives: the shorter side rounded, never 0.
  package static func size(width: Int, height: Int, reducedTo longestSide: Int) -> (width: Int, height: Int) {
    let longest = max(width, height)
    guard longestSide > 0, longest > longestSide else { return (width, height) }
    func side(_ length: Int) -> Int { max(1, (2 * length * longestSide + longest) / (2 * longest)) }
    return (side(width), side(height))
  }

  /// Adds up the light of one row in the areas of the new columns.
  private static func narrow(
    _ source: UnsafeBufferPointer<UInt8>, row: Int, width: Int, channels: Int, _ columns: AreaSteps,
    _ linear: UnsafeBufferPointer<Float>, into target: inout [Float]
  ) {
    let start = row * width * channels
    target.withUnsafeMutableBufferPointer { target in
      columns.all.withUnsafeBufferPointer { weights in
        for column in 0..<columns.first.count {
          let (first, at, end) = (columns.first[column], columns.start[column], columns.start[column + 1])
          for channel in 0..<channels {
            var sum: Float = 0
            var place = start + first * channels + channel
            for weight in at..<end {
              sum += linear[Int(source[place])] * weights[weight]
              place += channels
            }
            target[column * channels + channel] = sum
          }
        }
      }
    }
  }
}

/// How much of each old row or column falls into each new one.
private struct AreaSteps {
  /// The first old one of each new one.
  var first: [Int] = []
  /// Where its weights start in `all`; one more than there are new ones.
  var start: [Int] = [0]
  /// Parts of old ones, 0...1.
  var all: [Float] = []

  /// `to` is at most `from`.
  init(from: Int, to: Int) {
    for index in 0..<to {
      // In units of 1 / to of an old one, all edges are whole numbers.
      let (begin, end) = (index * from, (index + 1) * from)
      first.append(begin / to)
      for old in (begin / to)..<((end + to - 1) / to) {
        all.append(Float(min(end, (old + 1) * to) - max(begin, old * to)) / Float(to))
      }
      start.append(all.count)
    }
  }

  func weights(_ index: Int) -> ArraySlice<Float> { all[start[index]..<start[index + 1]] }
}
