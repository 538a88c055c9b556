internal import EntropyCoding

/// What an encoder tells about one of the subimages d, b and c: two compressors and how the error-variance map is cut.
package struct FrequencyModel: Hashable, Sendable {
  /// The low-frequency compressor. Order of its weights: own taps, then those of each earlier plane; of its scale: own errors, textures of
  /// earlier planes, neighbours, the activity, the noise expected. `start` is the middle
  /// scale code.
  package var low: PlaneModel
  /// Samples whose scale code is below are low frequency, 0...`ScaleTable.count`. At the end all samples are.
  package var threshold: Int
  /// The high-frequency compressor, the same with eight neighbours of the own subimage at the end; nil where all samples are low frequency.
  package var high: PlaneModel?

  /// Whether each compressor's network is used; false where the profile has none for it.
  package var usesLowNetwork: Bool
  package var usesHighNetwork: Bool

  package init(low: PlaneModel, threshold: Int, high: PlaneModel?, usesLowNetwork: Bool, usesHighNetwork: Bool) {
    self.low = low
    self.threshold = threshold
    self.high = high
    self.usesLowNetwork = usesLowNetwork
    self.usesHighNetwork = usesHighNetwork
  }
}

/// The models of a plane's four subimages.
package struct FrequencyPlaneModel: Hashable, Sendable {
  /// Of subimage a, which the serial coder codes.
  package var first: PlaneModel
  /// Of d, b and c, in this order.
  package var parts: [FrequencyModel]

  package init(first: PlaneModel, parts: [FrequencyModel]) {
    self.first = first
    self.parts = parts
  }

  /// Whether all models have the shape of this support and no sum can leave 32 bits: a coder takes no others.
  package func isBounded(_ support: FrequencySupport) -> Bool {
    guard parts.count == Subimage.decomposed.count,
      Self.isBounded(first, taps: PlaneFeatures.taps(support.first), scale: PlaneFeatures.scaleTaps(support.first))
    else { return false }
    return zip(parts, Subimage.decomposed).allSatisfy { part, subimage in
      let (low, high) = (
        FrequencyPlan.counts(support, subimage, isHigh: false), FrequencyPlan.counts(support, subimage, isHigh: true)
      )
      return (0...ScaleTable.count).contains(part.threshold) && part.low.errorShift == first.errorShift
        && Self.isBounded(part.low, taps: low.taps, scale: low.scale)
        && (part.high.map { $0.errorShift == first.errorShift && Self.isBounded($0, taps: high.taps, scale: high.scale) } ?? true)
    }
  }

  private static func isBounded(_ model: PlaneModel, taps: Int, scale: Int) -> Bool {
    (1...4).contains(model.classes.count) && model.activityThresholds.count == model.classes.count - 1
      && model.classes.allSatisfy { $0.weights.count == taps && $0.isBounded } && (8...14).contains(model.shift)
      && model.scale.weights.count == scale && model.scale.isBounded && (0...6).contains(model.errorShift)
      && model.noise.count == PlaneModel.levels && model.noiseLevels.count == PlaneModel.levels - 1
      && model.contextThresholds.count == PlaneModel.contexts - 1
  }
}
