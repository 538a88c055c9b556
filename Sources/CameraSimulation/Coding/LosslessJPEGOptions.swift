/// How a lossless JPEG stream (ITU-T T.81, process 14) codes its samples: everything that changes the bytes and not the samples.
package struct LosslessJPEGOptions: Hashable, Sendable {
  /// Which Huffman tables a stream has.
  package enum Tables: Hashable, Sendable {
    /// One, the same in every stream, with codes for all seventeen categories.
    case fixed
    /// One, optimal for the stream.
    case optimal
    /// One a component, optimal for it.
    case perComponent
  }

  /// How a tile's samples follow one another in a frame of several components.
  package enum Order: Hashable, Sendable {
    /// Row by row; neighbouring columns are components. The row's samples must be a multiple of the components.
    case columns
    /// The same, but two rows of the tile are one of the frame: as wide, half as high. Needs an even number of rows.
    case rowPairs
    /// Four components are a square of 2x2, as in Sony's tiles. Needs even sides.
    case squares
  }

  /// 1...4.
  package var components = 2
  /// T.81's selection value, 1...7.
  package var predictor = 1
  package var tables = Tables.optimal
  package var order = Order.columns
  /// Rows of the frame from one restart marker to the next; 0 for none.
  package var restartRows = 0
  /// Whether the last byte of coded bits is filled with ones, as T.81 recommends, or zeros.
  package var padsWithOnes = true
  /// Whether a difference of -32768 is followed by sixteen bits, as DNG before 1.1.0.0 has it; such a DNG says 1.0.0.0.
  package var sixteenthHasBits = false
  /// Whether a stream of an odd number of bytes gets a zero byte behind its end marker.
  package var evenLength = false

  package init() {}
}
