package import ByteCoding
internal import Inference
internal import LearnedCoding
internal import PlanePrediction
package import SensorModel

/// Feature files for training, made from a mosaic as method `mlp` would code it: one a plane, in coding order.
package enum TrainingDump {
  /// Samples a plane that are written, about.
  package static let samples = 24_000

  /// The files' bytes by slot; planes of one value have none. Throws what the coder throws.
  package static func files(_ planes: [Plane], indices: [Int], cell: PlaneCell) throws(Fault) -> [(slot: Int, bytes: [UInt8])] {
    let positioned = zip(indices, planes).map { PositionedPlane(index: $0, plane: $1) }
    let ordered = PlaneOrder.order(positioned, cell: cell, colors: nil).map { positioned[$0] }
    let values = try MosaicValues(of: planes)
    let effort = PlaneFit.Effort(samples: 400_000, rounds: 3)
    var files: [(Int, [UInt8])] = []
    for (slot, one) in ordered.enumerated() {
      let subject = try LearnedSubject(
        one.plane, index: one.index, earlier: Array(ordered[..<slot]), cell: cell, remap: values.remap)
      let support = Support(site: subject.site, earlier: subject.sites, size: .wide)
      guard subject.lowest < subject.highest, NetworkRows.suits(support) else { continue }
      let features = try PlaneNumbers.withSources([subject.own] + subject.earlier) { sources throws(Fault) -> TrainingFeatures in
        let (own, earlier) = (sources[0], Array(sources.dropFirst()))
        let model = PlaneFit(
          own: own, earlier: earlier, support: support, centre: subject.centre, lowest: subject.lowest, highest: subject.highest,
          effort: effort, kernels: .fastest
        ).model(effort: effort)
        let window = TileWindow(
          column: 0, row: 0, width: own.width, height: own.height, centre: subject.centre, own: own, earlier: earlier)
        let alphabet = subject.numbers(widths: nil).alphabet
        return TrainingFeatures(
          window: window, support: support, model: model, alphabet: alphabet, centre: subject.centre,
          share: Double(samples) / Double(own.width * own.height), seed: UInt64(slot + 1) &* 0x9e37_79b9_7f4a_7c15)
      }
      var writer = ByteWriter(reserving: 24 + features.records.count)
      writer.write("GLFT".utf8)
      for value in [1, slot, features.rowInputs, NetworkRows.serialInputs, features.count] { writer.u32(UInt32(value)) }
      writer.write(features.records)
      files.append((slot, writer.bytes))
    }
    return files
  }
}
