internal import ByteCoding
internal import IntegerInference
internal import LearnedCoding
internal import PlanePrediction
internal import ReleasedProfiles
internal import SensorModel

extension PlaneEncoder {
  /// The plane by the learned methods of the profile, the smaller; nil for planes of one value.
  func learnedDraft(of subject: LearnedSubject, _ learned: CodingProfile.Learned) throws(Fault) -> LearnedDraft? {
    guard subject.lowest < subject.highest else { return nil }
    var best: LearnedDraft?
    if learned.methods.contains(.mlp) { best = try mlpDraft(of: subject, learned) }
    if learned.methods.contains(.lcfd) {
      // Beside another method it is worth its time only where a patch says so.
      let draft = try lcfdDraft(of: subject, learned, below: best?.patchBytes)
      if let draft {
        let limit = try best?.draft.cost() ?? .max
        if try draft.draft.cost() < limit { best = draft }
      }
    }
    return best
  }

  /// Planes that are expected to take so many bytes are coded in two tiles at least.
  private static let halvedFrom = 500_000.0

  /// One way to code a plane by method `mlp`.
  private struct Candidate: Sendable {
    var widths: [Int32]?
    var network: PlaneNetwork?
  }

  private func mlpDraft(of subject: LearnedSubject, _ learned: CodingProfile.Learned) throws(Fault) -> LearnedDraft {
    let own = subject.own
    let effort = PlaneFit.Effort(samples: learned.fitSamples, rounds: learned.fitRounds)
    let support = Support(site: subject.site, earlier: subject.sites, size: learned.support)
    return try PlaneNumbers.withSources([own] + subject.earlier) { sources throws(Fault) in
      let kernels = Kernels.fastest
      let (source, earlier) = (sources[0], Array(sources.dropFirst()))
      let fit = PlaneFit(
        own: source, earlier: earlier, support: support, centre: subject.centre, lowest: subject.lowest, highest: subject.highest,
        effort: effort, kernels: kernels)
      let plane = fit.model(effort: effort)
      let profile = learned.networks?.networks
      let network =
        NetworkRows.suits(support)
        ? profile?.network(
          slot: subject.slot, rowInputs: NetworkRows.rowInputs(support), serialInputs: NetworkRows.serialInputs) : nil

      func model(_ candidate: Candidate) -> LearnedModel {
        LearnedModel(
          numbers: subject.numbers(widths: candidate.widths), plane: plane, usesNetwork: candidate.network != nil,
          supportSize: learned.support)
      }
      func code(_ tile: TileGrid.Tile, _ candidate: Candidate) -> [UInt8] {
        let window = TileWindow(
          column: tile.column, row: tile.row, width: tile.width, height: tile.height, centre: subject.centre, own: source, earlier: earlier)
        return MLPTile.coder(window, model(candidate), support: support, network: candidate.network, kernels: kernels).encode()
      }

      // With and without a network, for each kind of cells.
      var candidates = subject.widths.map { Candidate(widths: $0, network: network) }
      if network != nil { candidates += candidates.map { Candidate(widths: $0.widths, network: nil) } }
      let patch = subject.patch
      let share = Double(own.width * own.height) / Double(patch.count)
      var (best, bestCost, patchBytes) = (candidates[0], Double.infinity, 0)
      for candidate in candidates {
        let bytes = code(patch, candidate).count
        // A cell's width takes about half a byte in the model.
        let cost = Double(bytes) * share + Double(candidate.widths.map { $0.count / 2 } ?? 0)
        if cost < bestCost { (best, bestCost, patchBytes) = (candidate, cost, bytes) }
      }
      let even = TileGrid(width: own.width, height: own.height, side: self.profile.tileSide)
      // A tile more costs some 300 bytes, what its models have to learn anew: less than a thousandth here.
      let grid = bestCost >= Self.halvedFrom ? even.halved() : even
      nonisolated(unsafe) let run = code
      let tiles = try concurrentMap(grid.count, workers: workers) { [best] number throws(Fault) in run(grid.tile(number), best) }
      let draft = PlaneDraft(
        method: .mlp, grid: grid, remap: subject.remap, bits: Self.bits(subject), model: try model(best).serialized(),
        profileDigest: best.network == nil ? nil : profile?.digest.bytes, tiles: tiles)
      return LearnedDraft(draft: draft, patch: patch, patchBytes: patchBytes)
    }
  }

  /// Nil where a patch does not come out below so many bytes.
  private func lcfdDraft(
    of subject: LearnedSubject, _ learned: CodingProfile.Learned, below limit: Int?
  ) throws(Fault) -> LearnedDraft? {
    let own = subject.own
    let effort = PlaneFit.Effort(samples: learned.fitSamples, rounds: learned.fitRounds)
    let support = FrequencySupport(site: subject.site, earlier: subject.sites)
    return try PlaneNumbers.withSources([own] + subject.earlier) { sources throws(Fault) in
      let kernels = Kernels.fastest
      let (source, earlier) = (sources[0], Array(sources.dropFirst()))
      let profile = learned.networks == nil ? nil : ReleasedProfile.lcfd.networks
      let networks = profile.map { FrequencyNetworks(profile: $0, plane: subject.slot, support: support) } ?? .none
      let fit = FrequencyFit(
        own: source, earlier: earlier, support: support, networks: networks, centre: subject.centre, lowest: subject.lowest,
        highest: subject.highest, effort: effort, kernels: kernels)
      let plane = fit.model(effort: effort)
      func code(_ tile: TileGrid.Tile, _ widths: [Int32]?) -> [UInt8] {
        let context = LCFDContext(
          model: FrequencyLearnedModel(numbers: subject.numbers(widths: widths), plane: plane), support: support, networks: networks)
        return LCFDTile.coder(tile, own: source, earlier: earlier, context, kernels: kernels).encode()
      }
      let patch = subject.patch
      let share = Double(own.width * own.height) / Double(patch.count)
      var (best, bestCost, patchBytes): ([Int32]?, Double, Int) = (nil, .infinity, 0)
      for widths in subject.widths {
        let bytes = code(patch, widths).count
        let cost = Double(bytes) * share + Double(widths.map { $0.count / 2 } ?? 0)
        if cost < bestCost { (best, bestCost, patchBytes) = (widths, cost, bytes) }
      }
      if let limit, patchBytes >= limit { return nil }
      let grid = TileGrid(width: own.width, height: own.height, side: self.profile.tileSide)
      nonisolated(unsafe) let run = code
      let tiles = try concurrentMap(grid.count, workers: workers) { [best] number throws(Fault) in run(grid.tile(number), best) }
      let model = FrequencyLearnedModel(numbers: subject.numbers(widths: best), plane: plane)
      let draft = PlaneDraft(
        method: .lcfd, grid: grid, remap: subject.remap, bits: Self.bits(subject), model: try model.serialized(),
        profileDigest: model.usesNetworks ? profile?.digest.bytes : nil, tiles: tiles)
      return LearnedDraft(draft: draft, patch: patch, patchBytes: patchBytes)
    }
  }

  private static func bits(_ subject: LearnedSubject) -> Int {
    ValueRemap.bits(for: subject.remap.kind == .none ? subject.highest : subject.remap.count - 1)
  }
}
