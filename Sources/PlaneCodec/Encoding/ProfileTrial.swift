package import ByteCoding
package import Inference
internal import LearnedCoding
internal import PlanePrediction
package import SensorModel

/// Codes planes with networks that are not released yet: for training.
package enum ProfileTrial {
  /// The bytes of all planes by method `mlp`, each one tile, cells equal, models not counted; nil networks leave them out.
  ///
  /// Every plane is decoded again; throws `profile.mismatch` (damaged) where one does not come back.
  package static func codedBytes(
    _ planes: [Plane], indices: [Int], cell: PlaneCell, networks: NetworkProfile?
  ) throws(Fault) -> Int {
    let positioned = zip(indices, planes).map { PositionedPlane(index: $0, plane: $1) }
    let ordered = PlaneOrder.order(positioned, cell: cell, colors: nil).map { positioned[$0] }
    let values = try MosaicValues(of: planes)
    let effort = PlaneFit.Effort(samples: 150_000, rounds: 3)
    var total = 0
    for (slot, one) in ordered.enumerated() {
      let subject = try LearnedSubject(
        one.plane, index: one.index, earlier: Array(ordered[..<slot]), cell: cell, remap: values.remap)
      let support = Support(site: subject.site, earlier: subject.sites, size: .wide)
      guard subject.lowest < subject.highest else { continue }
      total += try PlaneNumbers.withSources([subject.own] + subject.earlier) { sources throws(Fault) -> Int in
        let (own, earlier) = (sources[0], Array(sources.dropFirst()))
        let plane = PlaneFit(
          own: own, earlier: earlier, support: support, centre: subject.centre, lowest: subject.lowest, highest: subject.highest,
          effort: effort, kernels: .fastest
        ).model(effort: effort)
        let network = networks?.network(
          slot: slot, rowInputs: NetworkRows.rowInputs(support), serialInputs: NetworkRows.serialInputs)
        let model = LearnedModel(
          numbers: subject.numbers(widths: nil), plane: plane, usesNetwork: network != nil, supportSize: .wide)
        func window(_ source: TileWindow.Source?) -> TileWindow {
          TileWindow(column: 0, row: 0, width: own.width, height: own.height, centre: subject.centre, own: source, earlier: earlier)
        }
        let coded = MLPTile.coder(window(own), model, support: support, network: network, kernels: .fastest).encode()
        let (decoded, original) = (window(nil), window(own))
        let decoder = MLPTile.coder(decoded, model, support: support, network: network, kernels: .fastest)
        var isSame = coded.withUnsafeBufferPointer { decoder.decode($0) }
        for row in 0..<own.height {
          for column in 0..<own.width where decoded.own.row(row)[column] != original.own.row(row)[column] { isSame = false }
        }
        guard isSame else { throw .damaged("profile.mismatch", "what was decoded is not what was coded", at: "plane \(one.index)") }
        return coded.count
      }
    }
    return total
  }
}
