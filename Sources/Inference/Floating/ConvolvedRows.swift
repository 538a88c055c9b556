internal import CConvolution

/// Convolutions of one map beside each other: one, or several whose outputs follow each other.
package final class ConvolvedRows: MapRows {
  private let input: MapRows
  private let layers: [Convolution]
  private let added: MapRows?
  private let driven: MapRows?
  private let kernels: ConvolutionKernels
  private let spread: SpreadRows?

  /// `added` and `driven` have as many channels as the first layer has outputs, and are of one layer only.
  package init(
    _ input: MapRows, _ layers: [Convolution], added: MapRows? = nil, driven: MapRows? = nil, kept: Int = 3,
    kernels: ConvolutionKernels = .fastest
  ) {
    precondition(layers.allSatisfy { $0.inputs == input.channels && $0.dilation <= MapRows.margin })
    precondition(layers.count == 1 || (added == nil && driven == nil))
    self.input = input
    self.layers = layers
    self.added = added
    self.driven = driven
    self.kernels = kernels
    spread = layers.contains { $0.isSpread } ? SpreadRows(input, kernels) : nil
    super.init(width: input.width, channels: layers.reduce(0) { $0 + $1.outputs }, bounds: input.bounds, kept: kept)
  }

  package override func compute(_ number: Int, into row: UnsafeMutablePointer<Float>) {
    var place = row
    for layer in layers {
      let rows = [-1, 0, 1].map { offset in
        let wanted = number + offset * layer.dilation
        return (layer.isSpread ? spread?.row(wanted) : nil) ?? input.row(wanted)
      }
      layer.row(
        into: place, stride: channels, from: rows, added: added?.row(number), driven: driven?.row(number), width: width, kernels)
      place += layer.outputs
    }
  }
}

/// The last three rows of a map, spread for convolutions without dilation.
private final class SpreadRows {
  private let input: MapRows
  private let kernels: ConvolutionKernels
  private let memory: FloatMemory
  private let zeros: FloatMemory
  private let rowFloats: Int
  private var next: Int

  init(_ input: MapRows, _ kernels: ConvolutionKernels) {
    self.input = input
    self.kernels = kernels
    rowFloats = Convolution.spreadFloats(width: input.width, channels: input.channels)
    memory = FloatMemory(rowFloats * 3)
    zeros = FloatMemory(rowFloats)
    next = input.bounds.lowerBound
  }

  /// Rows are asked for in order, each at most twice again after the next ones.
  func row(_ number: Int) -> UnsafePointer<Float> {
    guard input.bounds.contains(number) else { return UnsafePointer(zeros.start) }
    precondition(number > next - 4, "row \(number) is no longer kept, the next is \(next)")
    while next <= number {
      kernels.table.spread_row(place(next), input.row(next), Int32(input.channels), Int32((input.width + 3) / 4))
      next += 1
    }
    return UnsafePointer(place(number))
  }

  private func place(_ number: Int) -> UnsafeMutablePointer<Float> {
    memory.start + (number - input.bounds.lowerBound) % 3 * rowFloats
  }
}
