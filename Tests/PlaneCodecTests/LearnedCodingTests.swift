import ByteCoding
import Inference
import LearnedCoding
@testable import PlaneCodec
import PlanePrediction
import SensorModel
import Testing

/// What the learned methods promise besides giving planes back: equal bytes everywhere, an order of planes, and no plane larger than JPEG XL's.
@Suite struct LearnedCodingTests {
  @Test(arguments: [CodingProfile.fast, .standard, .max]) func bytesDoNotDependOnWorkersOrRuns(_ whole: CodingProfile) throws {
    let profile = CodingProfile(jxlEffort: whole.jxlEffort, tileSide: 48, learned: whole.learned)
    for (pattern, content) in [
      (FilterPattern.rggb, PlaneContent.natural), (.xtrans, .thirds), (.monochrome, .natural), (.monochrome, .logCurve),
    ] {
      let (planes, indices) = pattern.planes(content, width: 250, height: 230, bits: 14)
      let first = try PlaneEncoder(profile: profile, workers: 1).encode(all: planes, indices: indices, cell: pattern.cell)
      for workers in [1, 2, 4] {
        let again = try PlaneEncoder(profile: profile, workers: workers).encode(all: planes, indices: indices, cell: pattern.cell)
        #expect(again == first, "\(pattern), \(workers) workers")
      }
      var earlier: [PositionedPlane] = []
      for coded in first {
        let plane = planes[try #require(indices.firstIndex(of: coded.index))]
        for workers in [1, 2, 4] {
          let decoded = try PlaneDecoder.decode(
            coded.payload[...], index: coded.index, width: plane.width, height: plane.height, cell: pattern.cell, earlier: earlier,
            workers: workers)
          #expect(decoded == plane, "\(pattern), \(workers) workers")
        }
        earlier.append(PositionedPlane(index: coded.index, plane: plane))
      }
    }
  }

  /// The encoder takes the fastest kernels; here its steps are done with each variant in turn.
  @Test(arguments: [LearnedProfile.fast, .standard, .max], [PlaneContent.natural, .noise, .thirds, .hotPixels])
  func bytesDoNotDependOnKernels(_ learned: LearnedProfile, _ content: PlaneContent) throws {
    let (planes, indices) = FilterPattern.rggb.planes(content, width: 190, height: 150, bits: 14)
    let variants = Kernels.Variant.allCases.compactMap { Kernels($0) }
    for sample in try LearnedSample.all(planes, indices: indices, cell: .bayer, learned.profile()) {
      let opened = try OpenedPayload(sample.coded.payload)
      var reader = ByteReader(sample.coded.payload)
      let header = try PlaneHeader(from: &reader, budget: .standard)
      let context = try LearnedContext(header, model: opened.parts[0][...], cell: .bayer, earlier: sample.earlier)
      let own = try PlaneNumbers(sample.plane, header.remap)
      let tile = header.grid.tile(0)
      let mlp = try #require(context.mlp)
      let (effort, numbers) = (PlaneFit.Effort(samples: 20_000, rounds: 2), mlp.model.numbers)
      var models: Set<PlaneModel> = []
      for kernels in variants {
        let bytes = try PlaneNumbers.withSources([own] + context.earlier) { sources throws(Fault) -> [UInt8] in
          let (source, earlier) = (sources[0], Array(sources.dropFirst()))
          models.insert(
            PlaneFit(
              own: source, earlier: earlier, support: mlp.support, centre: numbers.centre, lowest: numbers.lowest, highest: numbers.highest,
              effort: effort, kernels: kernels
            ).model(effort: effort))
          let window = TileWindow(
            column: 0, row: 0, width: tile.width, height: tile.height, centre: numbers.centre, own: source, earlier: earlier)
          let coder = MLPTile.coder(window, mlp.model, support: mlp.support, network: mlp.network, kernels: kernels)
          return coder.encode()
        }
        #expect(bytes == opened.parts[1], "\(kernels.name)")
        let decoded = try PlaneNumbers.withSources(context.earlier) { sources throws(Fault) in
          try MLPTile.decode(opened.parts[1][...], tile: tile, mlp, earlier: sources, kernels: kernels)
        }
        #expect(decoded.count == tile.count)
        if header.remap.kind == .none { #expect(decoded == sample.plane.samples, "\(kernels.name)") }
      }
      #expect(models.count == 1, "every variant leads to the same fit")
    }
  }

  /// Hostile models may say anything that their reader lets pass: machines must not differ about what that decodes to.
  @Test(arguments: [LearnedProfile.fast, .standard, .max]) func hostileModelsDecodeAlikeWithAllKernels(_ learned: LearnedProfile) throws {
    let (planes, indices) = FilterPattern.rggb.planes(.natural, width: 150, height: 20, bits: 16)
    let variants = Kernels.Variant.allCases.compactMap { Kernels($0) }
    var random = SplitMix(state: 5)
    for sample in try LearnedSample.all(planes, indices: indices, cell: .bayer, learned.profile()) {
      let opened = try OpenedPayload(sample.coded.payload)
      let model = try opened.plainModel()
      for round in 0..<300 {
        var changed = opened
        var plain = random.nudged(model)
        // Flags, then the centre and the range of numbers: arithmetic may leave 16 bits there.
        if round % 3 == 0 {
          for position in 1..<7 where random.next() % 2 == 0 { plain[position] = UInt8(truncatingIfNeeded: random.next()) }
        }
        try changed.setPlainModel(plain)
        let payload = changed.sealed
        var reader = ByteReader(payload)
        let header = try PlaneHeader(from: &reader, budget: .standard)
        guard let context = try? LearnedContext(header, model: changed.parts[0][...], cell: .bayer, earlier: sample.earlier),
          let mlp = context.mlp
        else { continue }
        let results = variants.map { kernels in
          try? PlaneNumbers.withSources(context.earlier) { sources throws(Fault) in
            try MLPTile.decode(opened.parts[1][...], tile: header.grid.tile(0), mlp, earlier: sources, kernels: kernels)
          }
        }
        #expect(Set(results).count == 1, "round \(round), plane \(sample.coded.index)")
      }
    }
  }

  @Test(arguments: [FilterPattern.rggb, .bggr, .grbg, .gbrg]) func greensComeFirstWhereverTheyAre(_ pattern: FilterPattern) throws {
    let (planes, indices) = pattern.planes(.natural, width: 200, height: 160, bits: 14)
    // Cameras' tags are at times wrong: what they say must not matter.
    for colors in [pattern.colors, [0, 1, 1, 2], [1, 0, 2, 1], nil] as [[UInt8]?] {
      let coded = try PlaneEncoder(profile: .fast).encode(all: planes, indices: indices, cell: .bayer, colors: colors)
      let isGreen = coded.map { pattern.colors[$0.index] == 1 }
      #expect(isGreen == [true, true, false, false], "\(pattern)")
    }
  }

  @Test(arguments: [CodingProfile.fast, .standard, .max]) func noPlaneIsLargerThanJPEGXL(_ profile: CodingProfile) throws {
    let contents: [(PlaneContent, Int)] = [
      (.natural, 14), (.natural, 10), (.text, 12), (.thirds, 14), (.logCurve, 16), (.hotPixels, 14), (.ramp, 14), (.saturated, 12),
      (.shadows, 14), (.outlier, 14), (.gapped, 12),
    ]
    for (content, bits) in contents {
      let plane = content.plane(width: 301, height: 263, bits: bits)
      let cell = PlaneCell(periodWidth: 1, periodHeight: 1)
      let learned = try PlaneEncoder(profile: profile).encode(plane, index: 0, cell: cell, earlier: [])
      let jxl = try PlaneEncoder(profile: .jxl).encode(plane, index: 0, cell: cell, earlier: [])
      #expect(learned.payload.count <= jxl.payload.count, "\(content), \(bits) bits: \(learned.method)")
      #expect(try PlaneDecoder.decode(learned.payload[...], index: 0, width: 301, height: 263, cell: cell, earlier: []) == plane)
    }
  }
}

extension LearnedContext {
  /// What method `mlp` needs; nil for another method.
  fileprivate var mlp: MLPContext? { if case .mlp(let context) = method { context } else { nil } }
}
