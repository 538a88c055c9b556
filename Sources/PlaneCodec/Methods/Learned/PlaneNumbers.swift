internal import ByteCoding
internal import PlanePrediction
internal import SensorModel

/// Planes as the numbers that are coded, ready for tile windows.
///
/// Owns copies only where a value table changes numbers.
struct PlaneNumbers: Sendable {
  let width: Int
  let height: Int
  private let numbers: [UInt16]

  /// Throws `.damaged` where a sample is not in the table; with `salvaging` it becomes any number that is.
  init(_ plane: Plane, _ remap: ValueRemap, salvaging: Bool = false) throws(Fault) {
    width = plane.width
    height = plane.height
    guard remap.kind != .none else {
      numbers = plane.samples
      return
    }
    let inverse = remap.inverse
    let values = remap.values
    var isInside = true
    numbers = [UInt16](unsafeUninitializedCapacity: plane.samples.count) { target, count in
      for (position, sample) in plane.samples.enumerated() {
        let number = inverse[Int(sample)]
        isInside = isInside && values[Int(number)] == sample
        target[position] = number
      }
      count = plane.samples.count
    }
    guard isInside || salvaging else { throw .damaged("plane.value", "a sample of an earlier plane is not in the value table") }
  }

  /// How often each number from `lowest` to `highest` comes up.
  func histogram(lowest: Int, highest: Int) -> [Int] {
    var histogram = [Int](repeating: 0, count: highest - lowest + 1)
    histogram.withUnsafeMutableBufferPointer { histogram in
      for number in numbers { histogram[Int(number) - lowest] += 1 }
    }
    return histogram
  }

  /// Calls `body` with all planes as sources of windows; they live as long as the call.
  static func withSources<Result>(
    _ planes: [PlaneNumbers], _ body: ([TileWindow.Source]) throws(Fault) -> Result
  ) throws(Fault) -> Result {
    try withSources(planes[...], [], body)
  }

  private static func withSources<Result>(
    _ planes: ArraySlice<PlaneNumbers>, _ sources: [TileWindow.Source], _ body: ([TileWindow.Source]) throws(Fault) -> Result
  ) throws(Fault) -> Result {
    guard let first = planes.first else { return try body(sources) }
    return try first.numbers.withUnsafeBufferPointer { buffer throws(Fault) in
      // A plane has a sample at least.
      guard let base = buffer.baseAddress else { return try body(sources) }
      return try withSources(
        planes.dropFirst(), sources + [TileWindow.Source(numbers: base, width: first.width, height: first.height)], body)
    }
  }
}
