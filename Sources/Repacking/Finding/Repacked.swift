package import SensorModel

/// A camera file taken apart: everything that is needed to make it again, each byte and sample once.
package struct Repacked: Sendable {
  package let recipe: Recipe
  /// Every byte of the file outside the samples, in file order.
  package let skeleton: [UInt8]
  /// Corrections to bytes made from samples alone; empty where none are needed.
  package let residue: [UInt8]
  /// The samples as the file has them, before any curve.
  package let stored: Mosaic
  /// Stored code to the reader's value, one entry for every code up to the largest; nil where they are the same.
  package let linearization: [UInt16]?
  /// Whether the raw reader's mosaic follows from the samples; false where it gave nothing but one value, so that only the exact
  /// return of the stream speaks for them.
  package var isCrossChecked = true
}
