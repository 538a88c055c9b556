/// Steps through a JPEG marker by marker, ITU-T T.81 annex B, without decoding anything.
///
/// It follows segments' lengths and, in scans, the rule that a byte `FF` of coded data is followed by zero: so thumbnails inside
/// application segments and restart markers do not end it. Cost: linear in the bytes walked over, which `position` tells.
struct JPEGWalk {
  let file: UnsafeBufferPointer<UInt8>
  /// Where the file, or the part of it that may be looked at, ends.
  let end: Int
  /// The next byte; after an error, how far the walk came.
  private(set) var position: Int
  private var picture: [Range<Int>] = []
  private var frame: JPEGFrame?
  private var hasScan = false

  /// More zeros than this between two segments are not padding.
  private static let longestFill = 4096

  init(_ file: UnsafeBufferPointer<UInt8>, at start: Int, end: Int) {
    self.file = file
    self.end = min(max(end, 0), file.count)
    position = start
  }

  /// The JPEG that starts at the walk's position.
  mutating func stream() throws(JPEGStreamProblem) -> JPEGStream {
    let start = position
    guard position >= 0, position <= end - 2, file[position] == 0xFF, file[position + 1] == 0xD8 else { throw .noStart }
    take(2)
    while true {
      let marker = try marker()
      let place = position
      switch marker {
      case 0xD9:
        guard hasScan, let frame else { throw .malformed(at: place) }
        take(2)
        return JPEGStream(range: start..<position, picture: picture, frame: frame)
      case 0xDA:
        guard frame != nil else { throw .malformed(at: place) }
        take(try segmentLength())
        hasScan = true
        takeScan()
      case 0xC0...0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF:
        let length = try segmentLength()
        let payload = Array(UnsafeBufferPointer(rebasing: file[(position + 4)..<(position + length)]))
        guard frame == nil, let found = JPEGFrame(marker: marker, payload[...]) else { throw .malformed(at: place) }
        frame = found
        take(length)
      case 0xC4, 0xCC, 0xDB...0xDF: take(try segmentLength())
      // Reserved segments have lengths like all others; they are left where they are, as application segments and comments.
      case 0xE0...0xFE: position += try segmentLength()
      default: throw .malformed(at: place)
      }
    }
  }

  /// Adds the next bytes to the picture.
  private mutating func take(_ count: Int) {
    let run = position..<(position + count)
    position += count
    if let last = picture.last, last.upperBound == run.lowerBound {
      picture[picture.count - 1] = last.lowerBound..<run.upperBound
    } else {
      picture.append(run)
    }
  }

  /// The second byte of the next marker, whose first byte becomes the position; what fills the space before it is stepped over.
  private mutating func marker() throws(JPEGStreamProblem) -> UInt8 {
    let start = position
    while position < end, file[position] == 0, position - start < Self.longestFill { position += 1 }
    guard position < end else { throw .truncated }
    guard file[position] == 0xFF else { throw .malformed(at: position) }
    while position + 1 < end, file[position + 1] == 0xFF { position += 1 }
    guard position + 1 < end else { throw .truncated }
    return file[position + 1]
  }

  /// Bytes of the segment at the position, its marker among them; never beyond the end.
  private func segmentLength() throws(JPEGStreamProblem) -> Int {
    guard position <= end - 4 else { throw .truncated }
    let length = Int(file[position + 2]) << 8 | Int(file[position + 3])
    guard length >= 2 else { throw .malformed(at: position) }
    guard position + 2 + length <= end else { throw .truncated }
    return 2 + length
  }

  /// Takes coded data up to the next marker that is not a restart, or to the end.
  private mutating func takeScan() {
    var place = position
    while place < end {
      guard file[place] == 0xFF else {
        place += 1
        continue
      }
      guard place + 1 < end else {
        place = end
        break
      }
      let next = file[place + 1]
      guard next == 0 || (0xD0...0xD7).contains(next) else { break }
      place += 2
    }
    take(place - position)
  }
}
