internal import ByteCoding
internal import Inference
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
    var changes: NetworkChanges?
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
          supportSize: learned.support, changes: candidate.changes)
      }
      func code(_ tile: TileGrid.Tile, _ candidate: Candidate) -> [UInt8] {
        let window = TileWindow(
          column: tile.column, row: tile.row, width: tile.width, height: tile.height, centre: subject.centre, own: source, earlier: earlier)
        return MLPTile.coder(window, model(candidate), support: support, network: candidate.network, kernels: kernels).encode()
      }

      let patch = subject.patch
      let share = Double(own.width * own.height) / Double(patch.count)
      var (best, bestCost, patchBytes) = (Candidate(), Double.infinity, 0)
      func consider(_ candidate: Candidate, credit: Double = 0) {
        let bytes = code(patch, candidate).count
        // A cell's width takes about half a byte in the model.
        let side = Double(candidate.widths.map { $0.count / 2 } ?? 0) + (candidate.changes?.estimatedBytes ?? 0)
        let cost = (Double(bytes) * share + side) * (1 - credit)
        if cost < bestCost { (best, bestCost, patchBytes) = (candidate, cost, bytes) }
      }
      // First the cells, then the network with these cells.
      for widths in subject.widths { consider(Candidate(widths: widths)) }
      if let network {
        let widths = best.widths
        consider(Candidate(widths: widths, network: network))
        if let effort = learned.adaptation {
          let adaptation = NetworkAdaptation(
            own: source, earlier: earlier, support: support, model: plane, numbers: subject.numbers(widths: widths), network: network,
            kernels: kernels)
          if let adapted = adaptation.changes(effort) {
            // A patch is a small part of the plane, and training saw samples from all of it: both have a say.
            consider(Candidate(widths: widths, network: adapted.network, changes: adapted.changes), credit: adapted.gain)
          }
        }
      }
      let even = TileGrid(width: own.width, height: own.height, side: self.profile.tileSide)
      // A tile more costs some 300 bytes, what its models have to learn anew: less than a thousandth here.
      let grid = bestCost >= Self.halvedFrom ? even.halved() : even
      nonisolated(unsafe) let run = code
      let tiles = try concurrentMap(grid.count, workers: workers) { [best] number throws(Fault) in run(grid.tile(number), best) }
      let draft = PlaneDraft(
        method: .mlp, grid: grid, remap: subject.remap, bits: Self.bits(subject), model: try model(best).serialized(),
        profileDigest: best.network == nil ? nil : profile?.digest.bytes, tiles: tiles)
      let isCertain = try draft.bits(perSampleOf: own.width * own.height) >= Self.fewBits
      return isCertain
        ? LearnedDraft(draft: draft, patch: patch, patchBytes: patchBytes)
        : LearnedDraft(draft: draft, patch: subject.eighth, patchBytes: code(subject.eighth, best).count)
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
