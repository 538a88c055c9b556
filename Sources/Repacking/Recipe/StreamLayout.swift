internal import ByteCoding
internal import SensorModel

/// How the samples of a segment are coded in a camera's compressed stream: layout kinds 2 and up, one type for each.
///
/// A layout is what all segments of a kind share; what only one segment has, the remainder of its stream, lies with the segment.
protocol StreamLayout: Hashable, Sendable, CustomStringConvertible {
  /// The number of the kind in docs/FORMAT.md.
  static var kind: Int { get }

  /// Reads what `serialized` wrote. Whatever gets through can be encoded without a trap. Throws `damaged` or `overLimit`.
  init(parsing reader: inout ByteReader, budget: MemoryBudget) throws(Fault)

  func serialized() -> [UInt8]

  /// Makes the bytes of a segment from the stored samples. Throws `damaged` where samples and remainder do not belong together.
  func encode(_ segment: Segment, from stored: Mosaic) throws(Fault) -> [UInt8]

  /// Decodes the bytes of a segment to their places in a mosaic of `width * height` samples: the way back from `encode`.
  ///
  /// Throws `damaged` where they do not lie in it, and the codes of streams.
  func decode(_ bytes: ArraySlice<UInt8>, of segment: Segment, into mosaic: inout [UInt16], width: Int, height: Int) throws(Fault)
}

extension StreamLayout {
  var kind: Int { Self.kind }

  /// A fault for streams that do not lie in the mosaic as their recipe says.
  static func misplaced(_ segment: Segment) -> Fault {
    .damaged("recipe.segments", "a stream does not hold the mosaic's samples", at: "row \(segment.row), column \(segment.column)")
  }
}
