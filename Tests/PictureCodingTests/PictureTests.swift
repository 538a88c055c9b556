import PictureCoding
import TestSupport
import Testing

@Suite struct PictureTests {
  /// What Exif says of each orientation: where the file's first row and first column are in the upright picture.
  @Test func orientationsAreExifs() {
    // 1 2 3 / 4 5 6, as it looks upright.
    let upright = Picture(width: 3, height: 2, channels: 1, samples: [1, 2, 3, 4, 5, 6])
    let stored: [(Int, Int, [UInt8])] = [
      (1, 3, [1, 2, 3, 4, 5, 6]), (2, 3, [3, 2, 1, 6, 5, 4]), (3, 3, [6, 5, 4, 3, 2, 1]), (4, 3, [4, 5, 6, 1, 2, 3]),
      (5, 2, [1, 4, 2, 5, 3, 6]), (6, 2, [3, 6, 2, 5, 1, 4]), (7, 2, [6, 3, 5, 2, 4, 1]), (8, 2, [4, 1, 5, 2, 6, 3]),
    ]
    for (orientation, width, samples) in stored {
      let file = Picture(width: width, height: 6 / width, channels: 1, samples: samples)
      #expect(file.oriented(orientation) == upright, "\(orientation)")
      let coloured = Picture(width: width, height: 6 / width, channels: 3, samples: samples.flatMap { [$0, $0 &+ 50, $0 &+ 100] })
      #expect(coloured.oriented(orientation).samples == upright.samples.flatMap { [$0, $0 &+ 50, $0 &+ 100] })
    }
    #expect(upright.oriented(0) == upright && upright.oriented(9) == upright && upright.oriented(-1) == upright)
  }

  @Test func reducingKeepsLight() {
    // A pattern of black and white has half the light of white: code 188, not 128.
    let pattern = Picture(
      width: 64, height: 64, channels: 1, samples: (0..<4096).map { ($0 + $0 / 64) % 2 == 0 ? 0 : 255 })
    #expect(pattern.reduced(longestSide: 32).samples.allSatisfy { $0 == 188 })
    for value in 0...255 as ClosedRange<UInt8> {
      let flat = Picture(width: 37, height: 23, channels: 3, samples: [UInt8](repeating: value, count: 37 * 23 * 3))
      #expect(flat.reduced(longestSide: 10).samples.allSatisfy { $0 == value }, "\(value)")
    }
  }

  @Test func reducingFindsSizes() {
    let picture = Samples.picture(width: 300, height: 200)
    #expect(picture.reduced(longestSide: 300) == picture)
    #expect(picture.reduced(longestSide: 4000) == picture)
    #expect(picture.reduced(longestSide: 0) == picture)
    for (side, height) in [(150, 100), (100, 67), (299, 199), (3, 2), (1, 1)] {
      let small = picture.reduced(longestSide: side)
      #expect(small.width == side && small.height == height)
    }
    let narrow = Picture(width: 1, height: 900, channels: 1, samples: [UInt8](repeating: 9, count: 900)).reduced(longestSide: 30)
    #expect(narrow.width == 1 && narrow.height == 30 && narrow.samples.allSatisfy { $0 == 9 })
  }

  /// A ramp keeps its shape, and the areas are those of the pixels: no shift.
  @Test func reducingDoesNotShift() {
    let steps = Picture(width: 9, height: 1, channels: 1, samples: [0, 0, 0, 100, 100, 100, 255, 255, 255])
    #expect(steps.reduced(longestSide: 3).samples == [0, 100, 255])
    // Halves: the middle one is shared.
    let three = Picture(width: 3, height: 1, channels: 1, samples: [255, 0, 0]).reduced(longestSide: 2)
    #expect(three.samples[0] > 205 && three.samples[0] < 220 && three.samples[1] == 0)
  }
}
