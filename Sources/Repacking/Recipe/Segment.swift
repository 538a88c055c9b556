/// One run of bytes of the file that holds samples, or part of a picture.
struct Segment: Hashable, Sendable {
  /// Where it starts in the file.
  var offset: Int
  /// At least 1. Packed: at least the `lineBytes` of its layout; the last line may be cut short.
  var byteCount: Int
  /// The index of its layout.
  var layout: Int
  /// The mosaic row and column of its first sample.
  var row: Int
  var column: Int
  /// What a stream holds besides samples, as its layout's kind has it; empty for packed samples and pictures.
  var remainder: [UInt8] = []

  static let positionLimit = 1 << 20

  var end: Int { offset + byteCount }
}

extension [Segment] {
  /// The bytes of a file outside the segments, which are in file order and lie inside it.
  func skeleton(of file: [UInt8]) -> [UInt8] {
    var skeleton: [UInt8] = []
    skeleton.reserveCapacity(file.count - reduce(0) { $0 + $1.byteCount })
    var position = 0
    for segment in self {
      skeleton += file[position..<segment.offset]
      position = segment.end
    }
    skeleton += file[position...]
    return skeleton
  }
}
