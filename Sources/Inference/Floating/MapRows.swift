/// A map of a network, row by row: each row is computed when it is asked for, and a few are kept.
///
/// A picture of any height passes through a network so with a few rows of each map in memory, and without seams. Rows lie pixel by pixel, all
/// channels together; outside of the map they are zero, and pixels beyond both ends of a row are, too. Not safe to use from several threads.
package class MapRows {
  package let width: Int
  package let channels: Int
  /// The rows that exist; others are zero.
  package let bounds: Range<Int>
  /// Pixels of zeros on either side of a row.
  package static let margin = 4

  private let memory: FloatMemory
  private let zeros: FloatMemory
  private let kept: Int
  private let rowFloats: Int
  private var next: Int

  /// `kept` is how many rows back from the newest one may still be asked for, itself included.
  package init(width: Int, channels: Int, bounds: Range<Int>, kept: Int) {
    self.width = width
    self.channels = channels
    self.bounds = bounds
    self.kept = max(1, kept)
    rowFloats = (width + 2 * Self.margin) * channels
    memory = FloatMemory(rowFloats * self.kept)
    zeros = FloatMemory(rowFloats)
    next = bounds.lowerBound
  }

  /// The first pixel of a row; valid until `kept` further rows were asked for.
  package final func row(_ number: Int) -> UnsafePointer<Float> {
    guard bounds.contains(number) else { return UnsafePointer(zeros.start + Self.margin * channels) }
    precondition(number > next - 1 - kept, "row \(number) is no longer kept, the next is \(next)")
    while next <= number {
      compute(next, into: place(next))
      next += 1
    }
    return UnsafePointer(place(number))
  }

  private func place(_ number: Int) -> UnsafeMutablePointer<Float> {
    memory.start + (number - bounds.lowerBound) % kept * rowFloats + Self.margin * channels
  }

  /// Writes `width * channels` floats. Rows are computed in order, each once.
  package func compute(_ number: Int, into row: UnsafeMutablePointer<Float>) {
    preconditionFailure("a map says how its rows are computed")
  }
}
