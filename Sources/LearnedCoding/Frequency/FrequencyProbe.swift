package import PlanePrediction

/// What one of LC-FDNet's networks would be given for one sample, for training.
package struct FrequencyProbe {
  /// 0 for subimage d, 1 for b, 2 for c.
  package let part: Int
  package let isHigh: Bool
  /// Whether the sample is of low frequency.
  package let isLow: Bool
  package let row: Int
  package let column: Int
  /// Holds the inputs: `pairs`, column by column.
  package let compressor: FrequencyCompressor
  /// The linear prediction and scale in 1/16 numbers.
  package let mean16: Int32
  package let scale16: Int32
  package let number: Int

  /// The slot of the profile whose network codes such samples, in the plane that is coded as number `plane`.
  package func slot(plane: Int) -> Int {
    (isHigh ? FrequencyNetworks.highSlots : FrequencyNetworks.lowSlots) + 3 * plane + part
  }
}
