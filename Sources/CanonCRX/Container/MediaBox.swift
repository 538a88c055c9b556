internal import ByteCoding

/// A box of an ISO base media file (ISO/IEC 14496-12): four characters and a content.
struct MediaBox {
  var type: String
  var content: Range<Int>

  /// So many boxes side by side are read; cameras write a few dozen.
  static let limit = 4096

  /// The boxes within a range of a file, one behind the other; what cannot be one ends the list.
  static func all(in range: Range<Int>, of file: [UInt8]) -> [MediaBox] {
    var boxes: [MediaBox] = []
    var start = range.lowerBound
    while boxes.count < limit, range.upperBound - start >= 8 {
      var size = number(file, start, bytes: 4)
      let type = String(decoding: file[(start + 4)..<(start + 8)], as: UTF8.self)
      var content = start + 8
      if size == 0 {
        size = range.upperBound - start
      } else if size == 1 {
        guard range.upperBound - start >= 16 else { break }
        size = number(file, start + 8, bytes: 8)
        content += 8
      }
      guard size >= content - start, size <= range.upperBound - start else { break }
      boxes.append(MediaBox(type: type, content: content..<(start + size)))
      start += size
    }
    return boxes
  }

  /// The first box of a type within another one.
  static func first(_ type: String, in range: Range<Int>, of file: [UInt8]) -> MediaBox? {
    all(in: range, of: file).first { $0.type == type }
  }

  /// The box that a path of types leads to.
  func descendant(_ path: [String], of file: [UInt8]) -> MediaBox? {
    var box = self
    for type in path {
      guard let next = Self.first(type, in: box.content, of: file) else { return nil }
      box = next
    }
    return box
  }

  /// The boxes behind the first `skipped` bytes of the content.
  func boxes(behind skipped: Int, of file: [UInt8]) -> [MediaBox] {
    guard content.count >= skipped else { return [] }
    return Self.all(in: (content.lowerBound + skipped)..<content.upperBound, of: file)
  }

  /// A number at an offset of the content, big-endian; nil where the content ends before. Eight bytes are cut to 62 bits: no file has more.
  func number(_ offset: Int, bytes: Int, of file: [UInt8]) -> Int? {
    guard offset >= 0, content.count - bytes >= offset else { return nil }
    return Self.number(file, content.lowerBound + offset, bytes: bytes)
  }

  private static func number(_ file: [UInt8], _ start: Int, bytes: Int) -> Int {
    var value: UInt64 = 0
    for byte in file[start..<(start + bytes)] { value = value << 8 | UInt64(byte) }
    return Int(min(value, 1 << 62))
  }
}
