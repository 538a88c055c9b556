import SensorModel
import Testing

@Suite struct PlaneLayoutTests {
  @Test func mergingWhatWasSplitGivesTheMosaicBack() throws {
    for (periodWidth, periodHeight) in [(1, 1), (2, 2), (6, 6), (2, 4), (2, 8), (16, 16), (3, 5)] {
      for (width, height) in [(1, 1), (1, 7), (7, 1), (2, 2), (5, 3), (64, 48), (61, 47)] {
        let samples = (0..<(width * height)).map { UInt16(truncatingIfNeeded: $0 &* 2654435761 >> 7) }
        let mosaic = Mosaic(width: width, height: height, samples: samples)
        let layout = PlaneLayout(width: width, height: height, periodWidth: periodWidth, periodHeight: periodHeight)
        let planes = layout.split(mosaic)
        #expect(planes.reduce(0) { $0 + $1.samples.count } == samples.count)
        #expect(layout.merge(planes) == mosaic)
      }
    }
  }

  @Test func planesHoldOnePositionOfTheCell() {
    let mosaic = Mosaic(width: 4, height: 2, samples: [0, 1, 2, 3, 4, 5, 6, 7])
    let layout = PlaneLayout(width: 4, height: 2, periodWidth: 2, periodHeight: 2)
    #expect(layout.split(mosaic).map(\.samples) == [[0, 2], [1, 3], [4, 6], [5, 7]])
  }

  @Test func planesOfAWrongSizeAreRefused() {
    let layout = PlaneLayout(width: 4, height: 2, periodWidth: 2, periodHeight: 2)
    #expect(layout.merge([]) == nil)
    #expect(layout.merge(Array(repeating: Plane(width: 1, height: 1, samples: [0]), count: 4)) == nil)
  }

  @Test func theFourBayerPhasesAreNamed() throws {
    for phase in ["RGGB", "BGGR", "GRBG", "GBRG"] {
      let cfa = try #require(ColorFilterArray.bayer(phase))
      #expect(cfa.isBayer)
      #expect(cfa.name.filter { $0 != "/" } == phase)
    }
    #expect(ColorFilterArray.bayer("RGBG") == nil)
    #expect(!ColorFilterArray.monochrome.isBayer)
  }
}
