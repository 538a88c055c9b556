internal import Inference

/// A network that finds what a plane lost, made for one quantisation table. Safe to use from several threads.
protocol RestorationNetwork: Sendable {
  /// How many rows of blocks above and below a row its correction depends on.
  var reach: Int { get }

  /// Corrections for cells of 4 x 4 pixels, 16 channels, in units of 255: a map of twice as many rows and columns as there are blocks.
  func corrections(_ plain: PlainRows) -> MapRows
}
