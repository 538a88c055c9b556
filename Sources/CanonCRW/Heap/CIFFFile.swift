package import ByteCoding

/// A Canon camera file in CIFF ("Camera Image File Format", 1997): all records of its tree of heaps.
///
/// A heap is a run of bytes that ends with a directory; its records lie inside of it, and some are heaps themselves.
package struct CIFFFile: Sendable {
  package let isBigEndian: Bool
  /// Where the root heap begins; it goes on to the file's end.
  package let heapStart: Int
  /// Records that are no heaps, in the order of the directories, heaps inside others where they stand.
  package let records: [CIFFRecord]

  /// The deepest nesting that is followed, and the most records read from all heaps; real files have 4 and some dozens.
  private static let depthLimit = 16
  private static let recordLimit = 16_384

  /// Whether `file` begins as a CIFF file with a camera's image does.
  package static func isLikely(_ file: ArraySlice<UInt8>) -> Bool {
    guard file.count >= 14 else { return false }
    let head = Array(file.prefix(14))
    return (head.starts(with: Array("II".utf8)) || head.starts(with: Array("MM".utf8))) && head[6...] == Array("HEAPCCDR".utf8)[...]
  }

  /// Reads the tree of a whole file. Records and heaps that do not lie inside their heap are passed over.
  ///
  /// Throws `unsupported` (`ciff.header`) for other files, `damaged` (`ciff.heap`) where the root heap has no directory, and
  /// `overLimit` (`ciff.limit`) for too many records. Memory and time grow with the records, never with sizes that the file names.
  package init(parsing file: ArraySlice<UInt8>) throws(Fault) {
    guard Self.isLikely(file) else { throw .unsupported("ciff.header", "the file does not begin as a CIFF file does") }
    var reader = ByteReader(file)
    isBigEndian = try reader.u8() == UInt8(ascii: "M")
    try reader.skip(1)
    heapStart = Int(try reader.u32(bigEndian: isBigEndian))
    var tree = HeapTree(reader: reader, isBigEndian: isBigEndian, recordLimit: Self.recordLimit)
    guard heapStart >= 14, heapStart <= file.count, try tree.read(heapStart..<file.count, depthLeft: Self.depthLimit) else {
      throw .damaged("ciff.heap", "the file's heap has no directory")
    }
    records = tree.records
  }

  /// The first record with a tag.
  package func first(_ tag: Int) -> CIFFRecord? { records.first { $0.tag == tag } }
}

/// Walks heaps, one inside another.
private struct HeapTree {
  var reader: ByteReader
  let isBigEndian: Bool
  let recordLimit: Int
  var records: [CIFFRecord] = []
  /// Directory entries read, heaps among them.
  private var entries = 0

  init(reader: ByteReader, isBigEndian: Bool, recordLimit: Int) {
    (self.reader, self.isBigEndian, self.recordLimit) = (reader, isBigEndian, recordLimit)
  }

  /// Takes the records of a heap that lies inside the file; false where it has no directory.
  mutating func read(_ heap: Range<Int>, depthLeft: Int) throws(Fault) -> Bool {
    guard heap.count >= 6 else { return false }
    try reader.seek(to: heap.upperBound - 4)
    let place = Int(try reader.u32(bigEndian: isBigEndian))
    guard place <= heap.count - 6 else { return false }
    try reader.seek(to: heap.lowerBound + place)
    let count = Int(try reader.u16(bigEndian: isBigEndian))
    // The directory's offset, its last four bytes, belongs to no entry.
    guard count * 10 <= heap.count - 6 - place else { return false }
    for index in 0..<count {
      entries += 1
      guard entries <= recordLimit else { throw .overLimit("ciff.limit", "the file's heaps hold more than \(recordLimit) records") }
      let start = heap.lowerBound + place + 2 + index * 10
      try reader.seek(to: start)
      let type = Int(try reader.u16(bigEndian: isBigEndian))
      let (length, offset) = (Int(try reader.u32(bigEndian: isBigEndian)), Int(try reader.u32(bigEndian: isBigEndian)))
      let tag = type & 0x3FFF
      // Bits 14 and 15: 0 for bytes in the heap, 1 for eight bytes in the entry itself; others are reserved.
      switch type >> 14 {
      case 0:
        guard offset <= heap.count, length <= heap.count - offset else { continue }
        let range = (heap.lowerBound + offset)..<(heap.lowerBound + offset + length)
        let dataType = tag >> 11
        if dataType == 5 || dataType == 6 {
          if depthLeft > 0 { _ = try read(range, depthLeft: depthLeft - 1) }
        } else {
          records.append(CIFFRecord(tag: tag, range: range))
        }
      case 1: records.append(CIFFRecord(tag: tag, range: (start + 2)..<(start + 10)))
      default: continue
      }
    }
    return true
  }
}
