internal import CKernels

/// Samples of one plane to train its network with: inputs and cells, in batches of 256, each from places all over the plane.
///
/// Samples come in groups of neighbours of a row. Memory: a batch takes 512 bytes an input and 3 KB.
package final class TrainingBatches {
  /// Samples of a batch.
  package static let batch = Int(GLASSINE_TRAINING_BATCH)
  /// Neighbouring samples that are added together.
  package static let group = 2

  /// How many batches there are.
  package let count: Int
  /// How many inputs the network has, and the next multiple of 4.
  package let inputs: Int
  package let paddedInputs: Int
  /// [batch][paddedInputs][256], in 1/64.
  package let features: UnsafeMutablePointer<Int16>
  /// [batch][3][256]: the lower and upper edge of the sample's cell, and the cell's width, in local scales.
  package let targets: UnsafeMutablePointer<Float>
  private var groups = 0

  /// Where a group goes.
  package struct Place {
    let features: UnsafeMutablePointer<Int16>
    let targets: UnsafeMutablePointer<Float>

    /// Sets an input of one of the group's samples, in 1/64.
    @inline(__always)
    package func set(_ input: Int, _ sample: Int, _ value: Int16) { features[input &* TrainingBatches.batch &+ sample] = value }

    /// Sets the edges of a sample's cell relative to the linear prediction, in local scales; nil where it has no end.
    @inline(__always)
    package func setCell(_ sample: Int, low: Float?, high: Float?) {
      targets[sample] = low ?? -TrainingBatches.open
      targets[TrainingBatches.batch + sample] = high ?? TrainingBatches.open
      targets[2 * TrainingBatches.batch + sample] = if let low, let high { high - low } else { TrainingBatches.open }
    }
  }

  /// Stands for a cell's edge where there is none.
  private static let open: Float = 1e6

  /// Empty batches; `inputs` are those of the network, row inputs and serial ones.
  package init(count: Int, inputs: Int) {
    self.count = count
    self.inputs = inputs
    paddedInputs = (inputs + 3) / 4 * 4
    features = .allocate(capacity: max(count * paddedInputs * Self.batch, 1))
    features.initialize(repeating: 0, count: count * paddedInputs * Self.batch)
    targets = .allocate(capacity: max(count * 3 * Self.batch, 1))
    targets.initialize(repeating: 0, count: count * 3 * Self.batch)
  }

  deinit {
    features.deallocate()
    targets.deallocate()
  }

  /// Groups that are still to be added until all batches are full.
  package var missing: Int { count * Self.batch / Self.group - groups }

  /// The place of the next group; groups that follow one another go to different batches. `missing` must not be 0.
  package func addGroup() -> Place {
    let (batch, place) = (groups % count, groups / count * Self.group)
    groups += 1
    return Place(
      features: features + batch * paddedInputs * Self.batch + place, targets: targets + batch * 3 * Self.batch + place)
  }
}
