internal import ByteCoding
internal import PictureCoding

/// A plane's pixels, as many as its blocks hold.
struct SampledPlane {
  let pixels: [UInt8]
  /// Pixels from one row to the next.
  let stride: Int
  /// Those that belong to the picture.
  let width: Int
  let height: Int

  init(_ pixels: [UInt8], of plane: QuantisedPlane) {
    self.pixels = pixels
    stride = plane.blocksWide * 8
    width = min(plane.width, stride)
    height = min(plane.height, plane.blocksHigh * 8)
  }
}

/// Planes of several sizes put together to a picture: the smaller ones enlarged by straight lines between the centres of their pixels
/// (JFIF 1.02), YCbCr turned into RGB (ITU-R BT.601).
struct PictureAssembly {
  private let jpeg: QuantisedJPEG
  private let planes: [SampledPlane]
  private let columns: [[Step]]

  /// Where a number between two others lies.
  private struct Step {
    let first: Int
    let second: Int
    let share: Float
  }

  /// Throws `.unsupported` where there are neither one nor three planes.
  init(_ jpeg: QuantisedJPEG, _ planes: [SampledPlane]) throws(Fault) {
    guard planes.count == (jpeg.colour == .grey ? 1 : 3), planes.allSatisfy({ $0.width > 0 && $0.height > 0 }) else {
      throw .damaged("jpeg.planes", "\(planes.count) planes are no picture")
    }
    self.jpeg = jpeg
    self.planes = planes
    let widest = jpeg.planes.map(\.horizontal).max() ?? 1
    columns = zip(planes, jpeg.planes).map { Self.steps(jpeg.width, $0.width, Float(widest) / Float(max(1, $1.horizontal))) }
  }

  /// `count` places over `size` numbers, each of which stands for `factor` of them.
  private static func steps(_ count: Int, _ size: Int, _ factor: Float) -> [Step] {
    return (0..<count).map { index in
      let place = max(0, (Float(index) + 0.5) / factor - 0.5)
      let first = min(Int(place), size - 1)
      return Step(first: first, second: min(first + 1, size - 1), share: place - Float(Int(place)))
    }
  }

  func picture() -> Picture {
    let (width, height, count) = (jpeg.width, jpeg.height, planes.count)
    let highest = jpeg.planes.map(\.vertical).max() ?? 1
    let rows = zip(planes, jpeg.planes).map { Self.steps(height, $0.height, Float(highest) / Float(max(1, $1.vertical))) }
    var samples = [UInt8](repeating: 0, count: width * height * count)
    var lines = [[Float]](repeating: [Float](repeating: 0, count: width), count: count)
    for y in 0..<height {
      for index in planes.indices { sample(planes[index], rows[index][y], columns[index], into: &lines[index]) }
      let out = y * width * count
      if count == 1 {
        for x in 0..<width { samples[out + x] = Self.byte(lines[0][x]) }
      } else if jpeg.colour == .ycc {
        for x in 0..<width {
          let (luma, blue, red) = (lines[0][x], lines[1][x] - 128, lines[2][x] - 128)
          samples[out + x * 3] = Self.byte(luma + 1.402 * red)
          samples[out + x * 3 + 1] = Self.byte(luma - 0.344136 * blue - 0.714136 * red)
          samples[out + x * 3 + 2] = Self.byte(luma + 1.772 * blue)
        }
      } else {
        for x in 0..<width { for index in 0..<3 { samples[out + x * 3 + index] = Self.byte(lines[index][x]) } }
      }
    }
    // Some cameras name Adobe RGB in their Exif only.
    let isAdobe = jpeg.icc == nil && count == 3 && jpeg.exif.flatMap { ExifBlock($0) }?.isAdobeRGB == true
    return Picture(
      width: width, height: height, channels: count, samples: samples, icc: isAdobe ? ColourManagement.adobeRGBProfile : jpeg.icc)
  }

  private func sample(_ plane: SampledPlane, _ row: Step, _ columns: [Step], into line: inout [Float]) {
    let (above, below) = (row.first * plane.stride, row.second * plane.stride)
    plane.pixels.withUnsafeBufferPointer { pixels in
      for (x, column) in columns.enumerated() {
        let upper = Self.between(pixels[above + column.first], pixels[above + column.second], column.share)
        let lower = Self.between(pixels[below + column.first], pixels[below + column.second], column.share)
        line[x] = upper + (lower - upper) * row.share
      }
    }
  }

  private static func between(_ a: UInt8, _ b: UInt8, _ share: Float) -> Float { Float(a) + (Float(b) - Float(a)) * share }

  private static func byte(_ value: Float) -> UInt8 { UInt8(min(max(value.rounded(.toNearestOrEven), 0), 255)) }
}
