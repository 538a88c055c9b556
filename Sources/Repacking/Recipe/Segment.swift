/// One run of bytes of the file that holds samples.
struct Segment: Hashable, Sendable {
  /// Where it starts in the file.
  var offset: Int
  /// At least the `lineBytes` of its layout; the last line may be cut short.
  var byteCount: Int
  /// The index of its layout.
  var layout: Int
  /// The mosaic row and column of its first sample.
  var row: Int
  var column: Int

  static let positionLimit = 1 << 20

  var end: Int { offset + byteCount }
}
