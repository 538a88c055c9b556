internal import CKernels
internal import EntropyCoding
internal import Inference
internal import PlanePrediction

/// What is the same for all tiles of a plane, as the loops read it.
final class PlaneMemory {
  /// Holds while the plane's memory lives.
  private(set) var plane = glassine_plane()
  private let scales: UnsafeMutablePointer<glassine_scale>
  private var edges: UnsafeMutablePointer<Int32>?
  private var numbers: [UnsafeMutablePointer<UInt16>] = []
  private let network: PlaneNetwork?

  init(_ model: PlaneModel, _ support: Support, _ alphabet: SampleAlphabet, centre: Int, rows: NetworkRows?) {
    network = rows?.network
    scales = .allocate(capacity: ScaleTable.count)
    for (code, scale) in LogisticMemory.shared.scales.enumerated() {
      let context = model.contextThresholds.count { code >= Int($0) }
      scales[code] = glassine_scale(
        reciprocal: scale.reciprocal, scale: scale.scale, context: Int32(min(context, PlaneModel.contexts - 1)))
    }
    plane.logistic = LogisticMemory.shared.table
    plane.scales = UnsafePointer(scales)
    plane.centre = Int32(truncatingIfNeeded: centre)
    plane.middle = Int32(truncatingIfNeeded: centre &* 16)
    plane.lowest16 = Int32(truncatingIfNeeded: alphabet.lowest &* 16)
    plane.highest16 = Int32(truncatingIfNeeded: alphabet.highest &* 16)
    plane.shift = Int32(model.shift - 4)
    plane.error_shift = Int32(model.errorShift)
    let taps = PlaneFeatures.taps(support)
    let scaleTaps = PlaneFeatures.scaleTaps(support)
    let sets = (0..<4).map { model.classes[min($0, model.classes.count - 1)].weights }
    withUnsafeMutableBytes(of: &plane.left_weights) { bytes in
      let weights = bytes.bindMemory(to: Int32.self)
      for (number, set) in sets.enumerated() {
        weights[2 * number] = Int32(set[taps - 2])
        weights[2 * number + 1] = Int32(set[taps - 1])
      }
    }
    plane.left_scale = Int32(model.scale.weights[scaleTaps - 2])
    plane.left_scale_before = Int32(model.scale.weights[scaleTaps - 1])
    plane.lowest = Int32(truncatingIfNeeded: alphabet.lowest)
    plane.span = Int32(truncatingIfNeeded: alphabet.highest - alphabet.lowest)
    plane.count = Int32(truncatingIfNeeded: alphabet.count)
    plane.first16 = Int32(truncatingIfNeeded: alphabet.lowest * 16 - 8)
    plane.floor = alphabet.floor
    plane.shared = alphabet.shared
    if let edges = alphabet.edges, let indices = alphabet.indices, let numbers = alphabet.numbers {
      let copied = UnsafeMutablePointer<Int32>.allocate(capacity: edges.count)
      copied.initialize(from: edges, count: edges.count)
      self.edges = copied
      plane.edges = UnsafePointer(copied)
      plane.indices = copy(indices)
      plane.numbers = copy(numbers)
      plane.positions = copy(alphabet.positions)
    }
    plane.network = network?.step
    plane.parity = rows?.parity == true ? 1 : 0
  }

  deinit {
    scales.deallocate()
    edges?.deallocate()
    for pointer in numbers { pointer.deallocate() }
  }

  private func copy(_ array: [UInt16]) -> UnsafePointer<UInt16> {
    let pointer = UnsafeMutablePointer<UInt16>.allocate(capacity: array.count)
    pointer.initialize(from: array, count: array.count)
    numbers.append(pointer)
    return UnsafePointer(pointer)
  }
}
