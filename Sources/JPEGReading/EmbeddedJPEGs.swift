/// Finds the JPEG pictures in a file of any kind: previews in raws, the pictures of a JPEG file, thumbnails in their Exif.
///
/// No container is known here. Every place that looks like the start of a JPEG is walked to its end, and only a walk that ends well
/// counts; so tags that lie, or formats that nobody described, make no difference.
package enum EmbeddedJPEGs {
  /// Pictures that are too small to gain anything are left out.
  package static let standardMinimum = 2048
  /// A thumbnail in a preview in a JPEG: deeper is no camera's doing.
  private static let depth = 3
  /// All walks together may step over this many times the file.
  private static let effort = 4

  /// The pictures of at least `minimum` bytes, in the order of their first bytes, where `excluded` (in order, not overlapping: say,
  /// a mosaic's samples) is not looked at.
  ///
  /// No byte is in two pictures (`JPEGStream.picture`); a range may lie inside an application segment of another. All are of
  /// processes a transcoder of pictures may take: never lossless, arithmetic or hierarchical. Cost: linear in the file, whatever it
  /// holds: where walks have stepped over four times its length, the search ends early.
  package static func find(
    in file: [UInt8], excluding excluded: [Range<Int>] = [], minimum: Int = standardMinimum
  ) -> [JPEGStream] {
    file.withUnsafeBufferPointer { bytes in
      var search = Search(file: bytes, minimum: max(minimum, 4), left: bytes.count * effort + 65_536)
      var start = 0
      for range in excluded where range.lowerBound >= start {
        search.look(in: start..<min(range.lowerBound, bytes.count), depth: depth)
        start = min(range.upperBound, bytes.count)
      }
      search.look(in: start..<bytes.count, depth: depth)
      return search.found
    }
  }

  private struct Search {
    let file: UnsafeBufferPointer<UInt8>
    let minimum: Int
    /// Bytes that walks may still step over.
    var left: Int
    var found: [JPEGStream] = []

    mutating func look(in range: Range<Int>, depth: Int) {
      var place = range.lowerBound
      while let start = nextStart(in: place..<range.upperBound), left > 0 {
        var walk = JPEGWalk(file, at: start, end: range.upperBound)
        let stream = try? walk.stream()
        left -= walk.position - start
        guard let stream else {
          place = start + 2
          continue
        }
        if stream.frame.refusal == nil, stream.pictureCount >= minimum { found.append(stream) }
        if depth > 1 { for part in stream.setAside where part.count >= minimum { look(in: part, depth: depth - 1) } }
        place = stream.range.upperBound
      }
    }

    /// Where `FF D8 FF` next stands.
    private func nextStart(in range: Range<Int>) -> Int? {
      var place = range.lowerBound
      while place < range.upperBound - 2 {
        // The last byte is looked at first: most of the time it steps over all three.
        switch file[place + 2] {
        case 0xFF:
          if file[place] == 0xFF, file[place + 1] == 0xD8 { return place }
          place += 2
        case 0xD8: place += 1
        default: place += 3
        }
      }
      return nil
    }
  }
}

extension JPEGStream {
  /// The JPEG that starts at a position; what follows its end is not looked at.
  package init(in file: [UInt8], at start: Int = 0) throws(JPEGStreamProblem) {
    let result = file.withUnsafeBufferPointer { bytes in
      var walk = JPEGWalk(bytes, at: start, end: bytes.count)
      return Result { () throws(JPEGStreamProblem) in try walk.stream() }
    }
    self = try result.get()
  }
}
