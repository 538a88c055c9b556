/// What an encoder found out about a plane and a decoder is told: the integers that predict samples and scales.
///
/// Sums stay below 2^31: `LinearSet.isBounded` is checked by writers and readers alike.
package struct PlaneModel: Hashable, Sendable {
  /// Weights of one energy class. Order: the taps above, those of each earlier plane, then the samples to the left.
  package struct LinearSet: Hashable, Sendable {
    package var weights: [Int16]
    /// In 2^-`shift` of a number.
    package var bias: Int32

    package init(weights: [Int16], bias: Int32) {
      self.weights = weights
      self.bias = bias
    }

    /// No sum of numbers less a centre, each within ±32,768, times the weights leaves 32 bits.
    package var isBounded: Bool {
      weights.reduce(Int64(bias.magnitude)) { $0 + Int64($1.magnitude) * 32_768 } <= Int64(Int32.max)
    }
  }

  /// Energy classes are told apart by these activities, increasing; one class more than thresholds, 1...4.
  package var activityThresholds: [UInt16]
  package var classes: [LinearSet]
  /// Fractional bits of the weights of samples, 8...14.
  package var shift: Int
  /// Weights of the local scale, in 2^-10: own errors above, textures of earlier planes, the noise expected, then errors to the left.
  package var scale: LinearSet
  /// Errors are held in 2^(errorShift - 4) numbers, 0...6.
  package var errorShift: Int
  /// The noise expected at each of 16 levels of intensity, in units of errors.
  package var noise: [Int16]
  /// Levels end where a number less the smallest reaches these; 15, increasing.
  package var noiseLevels: [UInt16]
  /// Contexts are told apart by these scale codes, increasing; 23.
  package var contextThresholds: [UInt16]
  /// What stands above the first row.
  package var start: Int16

  package static let scaleShift = 10
  package static let contexts = 24
  package static let levels = 16

  package init(
    activityThresholds: [UInt16], classes: [LinearSet], shift: Int, scale: LinearSet, errorShift: Int, noise: [Int16],
    noiseLevels: [UInt16], contextThresholds: [UInt16], start: Int16
  ) {
    self.activityThresholds = activityThresholds
    self.classes = classes
    self.shift = shift
    self.scale = scale
    self.errorShift = errorShift
    self.noise = noise
    self.noiseLevels = noiseLevels
    self.contextThresholds = contextThresholds
    self.start = start
  }
}
