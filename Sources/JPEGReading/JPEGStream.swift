/// One complete JPEG, from its SOI marker to its EOI marker, as it lies in a file.
///
/// Its bytes are in two groups. The *picture* is what a transcoder needs: SOI, the tables, the frame, the scans, EOI. Set aside
/// are application and comment segments and what fills the gaps between segments: they may hold anything, and stay as they are.
package struct JPEGStream: Hashable, Sendable {
  /// From the first byte of SOI to behind the last byte of EOI, in the file's positions.
  package let range: Range<Int>
  /// The picture's bytes, in order; neither empty nor touching one another.
  package let picture: [Range<Int>]
  package let frame: JPEGFrame

  /// Bytes of the picture.
  package var pictureCount: Int { picture.reduce(0) { $0 + $1.count } }

  /// The picture as a JPEG of its own. `file` is what the stream was found in.
  package func pictureBytes(in file: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(pictureCount)
    for run in picture where run.upperBound <= file.count { bytes += file[run] }
    return bytes
  }

  /// The parts of the range outside the picture, in order.
  package var setAside: [Range<Int>] {
    zip(picture, picture.dropFirst()).map { $0.upperBound..<$1.lowerBound }
  }
}

/// Why bytes are no complete JPEG.
package enum JPEGStreamProblem: Error, Hashable, Sendable {
  /// The first two bytes are not SOI.
  case noStart
  /// The bytes end before EOI.
  case truncated
  /// A segment, marker or frame that the standard does not allow, at this position.
  case malformed(at: Int)
}
