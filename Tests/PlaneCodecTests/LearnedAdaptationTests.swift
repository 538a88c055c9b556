import ByteCoding
import Inference
import LearnedCoding
@testable import PlaneCodec
import PlanePrediction
import ReleasedProfiles
import SensorModel
import Testing

/// Networks that are trained further on the plane at hand: changes are sent where they pay, and planes come back.
@Suite struct LearnedAdaptationTests {
  @Test(arguments: [FilterPattern.monochrome, .rggb]) func changesAreSentWhereTheyPay(_ pattern: FilterPattern) throws {
    let samples = try LearnedSample.structured(pattern: pattern)
    let unchanged = try LearnedSample.structured(.standard, pattern: pattern)
    #expect(samples.count == pattern.colors.count)
    for (sample, plain) in zip(samples, unchanged) {
      let opened = try OpenedPayload(sample.coded.payload)
      #expect(try opened.plainModel()[0] & 9 == 9, "plane \(sample.coded.index)")
      #expect(try plain.model().changes == nil)
      #expect(
        sample.coded.payload.count * 100 < plain.coded.payload.count * 95,
        "plane \(sample.coded.index): \(sample.coded.payload.count), \(plain.coded.payload.count) bytes")
      for workers in [1, 3] { #expect(try sample.decode(sample.coded.payload, workers: workers) == sample.plane) }
      #expect(try PlaneDecoder.damagedTiles(sample.coded.payload[...]).isEmpty)
      // A model is read as it was written.
      #expect(try sample.payload(try sample.model()) == sample.coded.payload)
    }
  }

  @Test func noiseIsSentWithoutChanges() throws {
    let plane = PlaneContent.noise.plane(width: 150, height: 120, bits: 12)
    let sample = try #require(
      try LearnedSample.all([plane], indices: [0], cell: FilterPattern.monochrome.cell, LearnedProfile.adapted.profile()).first)
    #expect(try sample.model().changes == nil)
  }

  @Test func bytesDoNotDependOnWorkersOrRuns() throws {
    for (pattern, counts) in [(FilterPattern.monochrome, [1, 2, 4]), (.rggb, [4])] {
      let first = try LearnedSample.structured(pattern: pattern).map(\.coded)
      for workers in counts {
        let isEqual = try LearnedSample.structured(pattern: pattern, workers: workers).map(\.coded) == first
        #expect(isEqual, "\(pattern), \(workers) workers")
      }
    }
  }

  /// Parity is that of the plane's rows and columns: with tiles of an odd side, every second tile begins at odd ones.
  @Test func parityCountsInThePlane() throws {
    let (odd, even) = (try LearnedSample.structured(tileSide: 47), try LearnedSample.structured(tileSide: 48))
    let sizes = [odd, even].map { $0[0].coded.statistics.tileBytes.reduce(0, +) }
    #expect(abs(sizes[0] - sizes[1]) * 50 < sizes[1], "\(sizes)")
    #expect(try odd[0].model() == even[0].model())
    #expect(odd[0].coded.statistics.tileCount == 9)
  }

  @Test func changesAndTilesDoNotDependOnKernels() throws {
    let variants = Kernels.Variant.allCases.compactMap { Kernels($0) }
    for sample in try LearnedSample.structured(pattern: .rggb) {
      let opened = try OpenedPayload(sample.coded.payload)
      let model = try sample.model()
      let (site, sites) = (
        PlaneSite(index: sample.coded.index, sample.cell), sample.earlier.map { PlaneSite(index: $0.index, sample.cell) }
      )
      let support = Support(site: site, earlier: sites, size: model.supportSize)
      let network = try #require(
        ReleasedProfile.standard.networks?.network(
          slot: sites.count, rowInputs: NetworkRows.rowInputs(support), serialInputs: NetworkRows.serialInputs))
      var reader = ByteReader(sample.coded.payload)
      let header = try PlaneHeader(from: &reader, budget: .standard)
      let numbers = try ([sample.plane] + sample.earlier.map(\.plane)).map { plane in try PlaneNumbers(plane, header.remap) }
      let effort = try #require(LearnedProfile.adapted.profile().learned?.adaptation)
      for kernels in variants {
        try PlaneNumbers.withSources(numbers) { sources throws(Fault) in
          let (own, earlier) = (sources[0], Array(sources.dropFirst()))
          let adapted = NetworkAdaptation(
            own: own, earlier: earlier, support: support, model: model.plane, numbers: model.numbers, network: network, kernels: kernels
          ).changes(effort)
          // Comparisons of their own: a failure would print all numbers.
          let isEqual = adapted?.changes == model.changes
          #expect(isEqual, "\(kernels.name)")
          for number in 0..<header.grid.count {
            let tile = header.grid.tile(number)
            let window = TileWindow(
              column: tile.column, row: tile.row, width: tile.width, height: tile.height, centre: model.numbers.centre, own: own,
              earlier: earlier)
            let coder = MLPTile.coder(window, model, support: support, network: adapted?.network, kernels: kernels)
            let isSame = coder.encode() == opened.parts[1 + number]
            #expect(isSame, "\(kernels.name), tile \(number)")
          }
        }
      }
    }
  }

  /// The smallest planes that are trained on, and those that are not, with far more steps than any profile takes.
  @Test(arguments: [PlaneContent.upscaled, .noise, .twoValues, .outlier])
  func planesOfAnySizeComeBack(_ content: PlaneContent) throws {
    var profile = LearnedProfile.adapted.profile(tileSide: 23)
    for (width, height) in [
      (1, 1), (2, 1), (1, 2), (2, 2), (1, 3000), (3000, 1), (63, 40), (64, 15), (64, 16), (65, 17), (67, 31), (64, 33), (1500, 16),
      (64, 700), (101, 64),
    ] {
      for (share, batches) in [(12.0, 1), (4.0, 2), (2.0, 4096), (0.0, 64)] {
        var learned = profile.learned
        learned?.adaptation = CodingProfile.Adaptation(trial: share, share: share, calmShare: share, batches: batches)
        profile = CodingProfile(jxlEffort: nil, tileSide: 23, learned: learned)
        let plane = content.plane(width: width, height: height, bits: 14)
        let cell = FilterPattern.monochrome.cell
        for sample in try LearnedSample.all([plane], indices: [0], cell: cell, profile) {
          #expect(try sample.decode(sample.coded.payload) == plane, "\(width)x\(height), \(share), \(batches)")
        }
      }
    }
  }
}
