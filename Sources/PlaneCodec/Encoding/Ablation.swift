package import ByteCoding
internal import EntropyCoding
internal import Inference
internal import JXLCoding
internal import LearnedCoding
internal import PlanePrediction
internal import ReleasedProfiles
package import SensorModel

/// What each part of the learned coder gains: the planes of a mosaic coded with more and more of it. For docs/CODEC.md.
package enum Ablation {
  /// The steps, each with all before it where nothing else is said.
  package static let steps = [
    "JPEG XL effort 7", "least squares alone", "+ energy classes", "+ adaptive contexts by scale", "+ bias correction", "+ wide support",
    "+ MLP contexts (scale)", "+ MLP mean", "+ cells for values in use", "+ trained on the plane: standard",
    "  trained as max does instead", "first plane by JPEG XL, untrained", "LC-FDNet without decomposition", "LC-FDNet",
  ]

  /// Coded bytes for each step; of models, only what training on the plane changed is counted. Throws what the coders throw.
  package static func codedBytes(_ planes: [Plane], indices: [Int], cell: PlaneCell) throws(Fault) -> [Int] {
    let positioned = zip(indices, planes).map { PositionedPlane(index: $0, plane: $1) }
    let ordered = PlaneOrder.order(positioned, cell: cell, colors: nil).map { positioned[$0] }
    let values = try MosaicValues(of: planes)
    var totals = [Int](repeating: 0, count: steps.count)
    for (slot, one) in ordered.enumerated() {
      let jxl = try PlaneEncoder(profile: .jxl).encode(one.plane, index: one.index, cell: cell, earlier: []).payload.count
      totals[0] += jxl
      let subject = try LearnedSubject(one.plane, index: one.index, earlier: Array(ordered[..<slot]), cell: cell, remap: values.remap)
      guard subject.lowest < subject.highest else { continue }
      let near = try plain(subject, .near, classes: 1, isAdaptive: false, parts: [])
      totals[1] += near
      totals[2] += try plain(subject, .near, classes: 4, isAdaptive: false, parts: [])
      totals[3] += try plain(subject, .near, classes: 4, isAdaptive: true, parts: [])
      totals[4] += try plain(subject, .near, classes: 4, isAdaptive: true, parts: [.bias])
      totals[5] += try plain(subject, .wide, classes: 4, isAdaptive: true, parts: [.bias])
      totals[6] += try plain(subject, .wide, classes: 4, isAdaptive: true, parts: [.bias], networks: .standard)
      totals[7] += try plain(subject, .wide, classes: 4, isAdaptive: true, parts: .all, networks: .standard)
      let cells = CellWidths.widths(of: subject.own.histogram(lowest: subject.lowest, highest: subject.highest), shaped: false)
      let full = try plain(subject, .wide, classes: 4, isAdaptive: true, parts: .all, networks: .standard, widths: cells)
      totals[8] += full
      for (place, profile) in [(9, CodingProfile.standard), (10, .max)] {
        totals[place] += try plain(
          subject, .wide, classes: 4, isAdaptive: true, parts: .all, networks: .standard, widths: cells,
          adaptation: profile.learned?.adaptation)
      }
      totals[11] += slot == 0 ? jxl : full
      totals[12] += try frequency(subject, isDecomposing: false, widths: cells)
      totals[13] += try frequency(subject, isDecomposing: true, widths: cells)
    }
    return totals
  }

  private static func plain(
    _ subject: LearnedSubject, _ size: Support.Size, classes: Int, isAdaptive: Bool, parts: CodingParts, networks: ReleasedProfile? = nil,
    widths: [Int32]? = nil, adaptation: CodingProfile.Adaptation? = nil
  ) throws(Fault) -> Int {
    let support = Support(site: subject.site, earlier: subject.sites, size: size)
    let effort = PlaneFit.Effort(samples: 150_000, rounds: 3, classes: classes)
    return try PlaneNumbers.withSources([subject.own] + subject.earlier) { sources throws(Fault) in
      let (own, earlier) = (sources[0], Array(sources.dropFirst()))
      var model = PlaneFit(
        own: own, earlier: earlier, support: support, centre: subject.centre, lowest: subject.lowest, highest: subject.highest,
        effort: effort, kernels: .fastest
      ).model(effort: effort)
      // Without thresholds all samples share one context.
      if !isAdaptive { model.contextThresholds = [] }
      var network = networks?.networks?.network(
        slot: subject.slot, rowInputs: NetworkRows.rowInputs(support), serialInputs: NetworkRows.serialInputs)
      var changes = 0
      if let adaptation, let released = network {
        let training = NetworkAdaptation(
          own: own, earlier: earlier, support: support, model: model, numbers: subject.numbers(widths: widths), network: released,
          kernels: .fastest)
        if let found = training.changes(adaptation) { (network, changes) = (found.network, Int(found.changes.estimatedBytes)) }
      }
      let window = TileWindow(
        column: 0, row: 0, width: own.width, height: own.height, centre: subject.centre, own: own, earlier: earlier)
      let predictor = RowPredictor(
        window: window, support: support, model: model, lowest: subject.lowest - subject.centre,
        highest: subject.highest - subject.centre, network: network, parity: changes > 0, kernels: .fastest)
      return changes
        + TileCoder(
          predictor: predictor, support: support, model: model, alphabet: subject.numbers(widths: widths).alphabet, centre: subject.centre,
          kernels: .fastest, parts: parts
        ).encode().count
    }
  }

  private static func frequency(_ subject: LearnedSubject, isDecomposing: Bool, widths: [Int32]?) throws(Fault) -> Int {
    let support = FrequencySupport(site: subject.site, earlier: subject.sites)
    let effort = PlaneFit.Effort(samples: 300_000, rounds: 3)
    return try PlaneNumbers.withSources([subject.own] + subject.earlier) { sources throws(Fault) in
      let (own, earlier) = (sources[0], Array(sources.dropFirst()))
      let networks =
        ReleasedProfile.lcfd.networks.map { FrequencyNetworks(profile: $0, plane: subject.slot, support: support) } ?? .none
      var fit = FrequencyFit(
        own: own, earlier: earlier, support: support, networks: networks, centre: subject.centre, lowest: subject.lowest,
        highest: subject.highest, effort: effort, kernels: .fastest)
      fit.isDecomposing = isDecomposing
      let context = LCFDContext(
        model: FrequencyLearnedModel(numbers: subject.numbers(widths: widths), plane: fit.model(effort: effort)), support: support,
        networks: networks)
      let tile = TileGrid.Tile(column: 0, row: 0, width: own.width, height: own.height)
      return LCFDTile.coder(tile, own: own, earlier: earlier, context).encode().count
    }
  }
}
