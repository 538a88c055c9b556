internal import ByteCoding
internal import EntropyCoding
internal import Inference
internal import LearnedCoding
internal import PlanePrediction

/// Trains the network of a plane further on the plane itself, and says whether the changes are worth their bytes.
///
/// A short run with large steps shows whether the plane has a structure of its own, as lossy-coded raws have: then a longer one follows.
/// Other planes are noise and scenery like those the profile was trained on; small steps gain a little there, for more time.
struct NetworkAdaptation {
  let own: TileWindow.Source
  let earlier: [TileWindow.Source]
  let support: Support
  let model: PlaneModel
  let numbers: LearnedNumbers
  let network: PlaneNetwork
  let kernels: Kernels

  private static let bandRows = 8
  private static let fewestSteps = 40
  /// One batch in so many is held out to judge by.
  private static let heldOut = 8
  private static let largeRate: Float = 0.012
  private static let smallRate: Float = 0.004
  /// What the short run has to gain to be followed by a longer one.
  private static let promise = 0.007
  private static let leastGain = 0.001
  /// Below so many bits a sample the coder's adaptive models matter more than the network, and training does not see them.
  private static let fewestBits = 3.5

  private var samples: Int { own.width * own.height }

  /// Changes, and their share of the plane's bits: what they save less what they take.
  private struct Outcome {
    var changes: NetworkChanges?
    var gain: Double
  }

  /// The changes, the changed network, and what share of the plane's bits they save; nil where the network is better as it is.
  func changes(_ effort: CodingProfile.Adaptation) -> (changes: NetworkChanges, network: PlaneNetwork, gain: Double)? {
    guard own.width >= 64, own.height >= 2 * Self.bandRows else { return nil }
    let trainer = NetworkTrainer(network, kernels: kernels)
    // A glance: few places, one rounding.
    let trial = Run(share: effort.trial, rate: Self.largeRate, batches: effort.batches, spread: 1, shifts: 4...4)
    // Planes that are too small for it gain nothing by a longer run either.
    guard let promising = outcome(trainer, trial) else { return nil }
    var best: Outcome? = promising
    if promising.gain >= Self.promise {
      let longer = outcome(trainer, Run(share: effort.share, rate: Self.largeRate, batches: effort.batches))
      if let longer, longer.gain > promising.gain { best = longer }
    } else {
      trainer.restart()
      best = outcome(trainer, Run(share: effort.calmShare, rate: Self.smallRate, batches: effort.batches))
    }
    guard let best, let changes = best.changes, best.gain >= Self.leastGain, let changed = try? changes.applied(to: network) else {
      return nil
    }
    return (changes, changed, best.gain)
  }

  /// One run of training.
  private struct Run {
    /// Samples trained with for each sample of the plane.
    var share: Double
    var rate: Float
    /// Batches to keep at most.
    var batches: Int
    /// How many times the rows are looked at that would do: samples that lie apart tell more.
    var spread = 2
    /// Roundings of the changes that are weighed against each other.
    var shifts = 2...6
  }

  /// Trains, and judges; nil for planes that are too small, or of few bits.
  private func outcome(_ trainer: NetworkTrainer, _ run: Run) -> Outcome? {
    let steps = Int(Double(samples) * run.share) / TrainingBatches.batch
    guard steps >= Self.fewestSteps else { return nil }
    // At most some fourteen bytes a sample of the plane.
    let count = min(run.batches, steps, samples / (8 * TrainingBatches.batch))
    guard count > 1 else { return nil }
    let batches = TrainingBatches(count: count, inputs: network.rowInputs + network.serialInputs)
    fill(batches, spread: run.spread)
    guard batches.missing == 0 else { return nil }
    let held = max(1, count / Self.heldOut)
    let judged = (count - held)..<count
    let before = trainer.bits(batches, judged, with: nil)
    guard before >= Self.fewestBits else { return nil }
    trainer.train(batches, before: count - held, steps: steps, rate: run.rate)
    var best = Outcome(changes: nil, gain: 0)
    for shift in run.shifts {
      let changes = trainer.changes(shift: shift)
      // The coder's own adaptive models would have found about half of the gain: bytes for changes weigh double.
      let after = trainer.bits(batches, judged, with: changes) + changes.estimatedBytes * 16 / Double(samples)
      if 1 - after / before > best.gain { best = Outcome(changes: changes, gain: 1 - after / before) }
    }
    return best
  }

  /// Takes bands of rows that are spread over the plane.
  private func fill(_ batches: TrainingBatches, spread: Int) {
    let source = NetworkSamples(support: support, model: model, alphabet: numbers.alphabet, centre: numbers.centre, kernels: kernels)
    let perRow = max(own.width / TrainingBatches.group, 1)
    let wanted = (batches.missing * spread + perRow * Self.bandRows - 1) / (perRow * Self.bandRows)
    let bands = min(max(1, own.height / (2 * Self.bandRows)), wanted)
    var passed = 0
    for band in 0..<bands where batches.missing > 0 {
      let first = (own.height - Self.bandRows) * (2 * band + 1) / (2 * bands)
      // Errors of the rows above are inputs too, so these need rows above of their own.
      let top = max(first - 2 * Support.reach, 0)
      let bottom = min(first + Self.bandRows + Support.reach, own.height)
      let window = TileWindow(
        column: 0, row: top, width: own.width, height: bottom - top, centre: numbers.centre, own: own, earlier: earlier)
      source.add(
        window, rows: (first - top)..<(first - top + Self.bandRows), groups: perRow * Self.bandRows * bands, passed: &passed, to: batches)
    }
  }
}
