internal import ByteCoding
internal import SensorModel

/// Makes the bytes of a segment from the stored samples, whatever its layout.
struct SegmentMaker {
  let layout: SegmentLayout
  let segment: Segment
  let stored: Mosaic

  /// Calls the body with chunk after chunk; together they are the whole segment, before corrections.
  ///
  /// Throws what the body throws, and `damaged` (`recipe.length`, the codes of streams) where a stream does not come out as long.
  func forEachChunk(_ body: (UnsafeMutableBufferPointer<UInt8>) throws(Fault) -> Void) throws(Fault) {
    if case .packed(let packed) = layout {
      return try SegmentPacker(layout: packed, segment: segment, stored: stored).forEachChunk(body)
    }
    guard let stream = layout.stream else { return }
    var bytes = try stream.encode(segment, from: stored)
    guard bytes.count == segment.byteCount else {
      throw .damaged("recipe.length", "a stream of \(bytes.count) bytes came out where the file has \(segment.byteCount)")
    }
    try bytes.withUnsafeMutableBufferPointer { (bytes) throws(Fault) in try body(bytes) }
  }
}
