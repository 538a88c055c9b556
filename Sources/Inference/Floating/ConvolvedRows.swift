/// Convolutions of one map beside each other: one, or several whose outputs follow each other.
package final class ConvolvedRows: MapRows {
  private let input: MapRows
  private let layers: [Convolution]
  private let added: MapRows?
  private let driven: MapRows?
  private let kernels: ConvolutionKernels

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
    super.init(width: input.width, channels: layers.reduce(0) { $0 + $1.outputs }, bounds: input.bounds, kept: kept)
  }

  package override func compute(_ number: Int, into row: UnsafeMutablePointer<Float>) {
    // Farthest first: what is asked for later must still be kept.
    let reach = layers.reduce(0) { max($0, $1.dilation) }
    _ = input.row(number + reach)
    var place = row
    for layer in layers {
      let rows = [-1, 0, 1].map { input.row(number + $0 * layer.dilation) }
      layer.row(
        into: place, stride: channels, from: rows, added: added?.row(number), driven: driven?.row(number), width: width, kernels)
      place += layer.outputs
    }
  }
}
