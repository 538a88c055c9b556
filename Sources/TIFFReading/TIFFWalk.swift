internal import ByteCoding

/// One walk over all directories of a file, breadth first, within limits.
struct TIFFWalk {
  struct Pointer {
    var offset: UInt64
    var role: TIFFDirectory.Role
    var parent: Int?
    var depth: Int
  }

  let file: [UInt8]
  let header: TIFFHeader
  let limits: TIFFLimits
  /// What offsets of values count from.
  var base = 0
  private(set) var directories: [TIFFDirectory] = []
  private(set) var isComplete = true

  init(file: [UInt8], header: TIFFHeader, limits: TIFFLimits, base: Int = 0) {
    self.file = file
    self.base = base
    self.header = header
    self.limits = limits
  }

  mutating func run() throws(Fault) {
    var pending = [Pointer(offset: header.firstDirectory, role: .chained, parent: nil, depth: 0)]
    var seen: Set<UInt64> = []
    var next = 0
    // The queue is as limited as the directories: each adds at most its share of pointers.
    while next < pending.count {
      let pointer = pending[next]
      next += 1
      guard directories.count < limits.directories, seen.insert(pointer.offset).inserted else {
        isComplete = false
        continue
      }
      guard let (directory, following) = read(pointer) else {
        if directories.isEmpty {
          throw .damaged("tiff.directory", "the first directory lies outside the file", at: "offset \(pointer.offset)")
        }
        isComplete = false
        continue
      }
      let index = directories.count
      directories.append(directory)
      if pointer.role == .chained, following != 0 {
        pending.append(Pointer(offset: following, role: .chained, parent: nil, depth: 0))
      }
      for (tag, role) in [(TIFFTag.subIFDs, TIFFDirectory.Role.sub), (TIFFTag.exifIFD, .exif)] {
        guard let entry = directory[tag] else { continue }
        guard pointer.depth < limits.depth, entry.count <= limits.directories, let offsets = entry.integers() else {
          isComplete = false
          continue
        }
        for offset in offsets {
          pending.append(Pointer(offset: UInt64(clamping: offset), role: role, parent: index, depth: pointer.depth + 1))
        }
      }
    }
  }

  /// A directory and the offset after it; nil where its entries do not lie inside the file or are too many.
  mutating func read(_ pointer: Pointer) -> (TIFFDirectory, following: UInt64)? {
    guard let start = Int(exactly: pointer.offset), start >= 8, start < file.count else { return nil }
    var reader = ByteReader(file)
    do {
      try reader.seek(to: start)
      let count =
        header.isBig ? try reader.u64(bigEndian: header.bigEndian) : UInt64(try reader.u16(bigEndian: header.bigEndian))
      guard count <= UInt64(limits.entries) else { return nil }
      var entries: [TIFFEntry] = []
      entries.reserveCapacity(min(Int(count), reader.remaining / 12))
      for _ in 0..<Int(count) {
        if let entry = try entry(&reader) { entries.append(entry) } else { isComplete = false }
      }
      // Some writers leave the closing pointer out at the end of the file.
      var following: UInt64 = 0
      if pointer.role == .chained {
        if header.isBig {
          following = (try? reader.u64(bigEndian: header.bigEndian)) ?? 0
        } else {
          following = (try? reader.u32(bigEndian: header.bigEndian)).map(UInt64.init) ?? 0
        }
      }
      let directory = TIFFDirectory(
        role: pointer.role, parent: pointer.parent, offset: start, entries: entries, fileLength: file.count)
      return (directory, following)
    } catch {
      return nil
    }
  }

  /// The next entry; nil where its type is unknown or its values lie outside the file. Throws where the entry itself does.
  private func entry(_ reader: inout ByteReader) throws(Fault) -> TIFFEntry? {
    let big = header.bigEndian
    let tag = try reader.u16(bigEndian: big)
    let type = TIFFFieldType(rawValue: try reader.u16(bigEndian: big))
    let count = header.isBig ? try reader.u64(bigEndian: big) : UInt64(try reader.u32(bigEndian: big))
    let field = reader.offset
    let pointer = header.isBig ? try reader.u64(bigEndian: big) : UInt64(try reader.u32(bigEndian: big))
    guard let type, let count = Int(exactly: count) else { return nil }
    let (length, overflow) = count.multipliedReportingOverflow(by: type.size)
    guard !overflow, length <= file.count else { return nil }
    let isInside = length <= (header.isBig ? 8 : 4)
    guard isInside || Int(clamping: pointer) <= file.count - base else { return nil }
    let start = isInside ? field : base + Int(clamping: pointer)
    guard start <= file.count - length else { return nil }
    return TIFFEntry(tag: tag, type: type, count: count, bytes: file[start..<(start + length)], bigEndian: big)
  }
}
