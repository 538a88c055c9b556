extension Picture {
  /// The picture turned upright by Exif's orientation, 1...8; anything else leaves it as it is. Cost: linear, a copy of the picture.
  ///
  /// Exif 2.32, tag 274: 2 mirrored, 3 upside down, 4 both, 5...8 the same with rows and columns exchanged.
  package func oriented(_ exifOrientation: Int) -> Picture {
    guard (2...8).contains(exifOrientation) else { return self }
    let isTransposed = exifOrientation >= 5
    let (newWidth, newHeight) = isTransposed ? (height, width) : (width, height)
    let (width, height, channels) = (width, height, channels)
    // Where the first pixel of the new picture lies in this one, and how far apart neighbours in a row and in a column are.
    let fromRight = [2, 3, 7, 8].contains(exifOrientation)
    let fromBottom = [3, 4, 6, 7].contains(exifOrientation)
    let start = (fromBottom ? height - 1 : 0) * width + (fromRight ? width - 1 : 0)
    let (horizontal, vertical) = (fromRight ? -1 : 1, fromBottom ? -width : width)
    let (across, down) = isTransposed ? (vertical, horizontal) : (horizontal, vertical)
    let turned = [UInt8](unsafeUninitializedCapacity: samples.count) { target, count in
      samples.withUnsafeBufferPointer { source in
        var place = 0
        for row in 0..<newHeight {
          var pixel = start + row * down
          for _ in 0..<newWidth {
            for channel in 0..<channels { target[place + channel] = source[pixel * channels + channel] }
            place += channels
            pixel += across
          }
        }
        count = place
      }
    }
    return Picture(width: newWidth, height: newHeight, channels: channels, samples: turned, icc: icc)
  }
}
