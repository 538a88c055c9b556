/// Writes CIFF files, record by record.
struct ReferenceHeap {
  enum Entry {
    /// Bytes in the heap.
    case record(Int, [UInt8])
    /// Eight bytes in the directory.
    case inside(Int, [UInt8])
    case heap(Int, ReferenceHeap)
    /// A directory entry as it is: type, length, offset.
    case plain(Int, Int, Int)
  }

  var entries: [Entry]
  var isBigEndian = false
  /// Says of the directory how many entries it has; nil for the truth.
  var count: Int?

  func number(_ value: Int, _ size: Int) -> [UInt8] {
    let bytes = (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    return isBigEndian ? bytes.reversed() : bytes
  }

  /// The heap's own bytes.
  var bytes: [UInt8] {
    var (data, directory) = ([UInt8](), [UInt8]())
    for entry in entries {
      switch entry {
      case .record(let tag, let bytes):
        directory += number(tag, 2) + number(bytes.count, 4) + number(data.count, 4)
        data += bytes
      case .inside(let tag, let bytes): directory += number(tag | 0x4000, 2) + bytes
      case .heap(let tag, var heap):
        heap.isBigEndian = isBigEndian
        let inner = heap.bytes
        directory += number(tag, 2) + number(inner.count, 4) + number(data.count, 4)
        data += inner
      case .plain(let type, let length, let offset): directory += number(type, 2) + number(length, 4) + number(offset, 4)
      }
    }
    return data + number(count ?? entries.count, 2) + directory + number(data.count, 4)
  }

  /// A whole file with this as its root heap.
  var file: [UInt8] {
    Array((isBigEndian ? "MM" : "II").utf8) + number(26, 4) + Array("HEAPCCDR".utf8) + number(0x0001_0002, 4)
      + [UInt8](repeating: 0, count: 8)
      + bytes
  }
}

extension ReferenceRecord {
  /// A camera's file with this as its raw record.
  func heap(isBigEndian: Bool = false, model: String = "Canon PowerShot G2") -> ReferenceHeap {
    var root = ReferenceHeap(entries: [], isBigEndian: isBigEndian)
    let sensor = [34, width, height, 1, 1, 0, 0, width - 1, height - 1].flatMap { root.number($0, 2) } + [UInt8](repeating: 0, count: 16)
    let bytes = bytes
    let decoder = [table, 0, 0x202, bytes.count].flatMap { root.number($0, 4) }
    root.entries = [
      .record(0x2005, bytes),
      .heap(
        0x300A,
        ReferenceHeap(entries: [
          .inside(0x1803, [UInt8](repeating: 0, count: 8)),
          .heap(0x2807, ReferenceHeap(entries: [.record(0x080A, Array("Canon\0\(model)\0".utf8))])),
          .heap(0x300B, ReferenceHeap(entries: [.record(0x1031, sensor), .record(0x1835, decoder)])),
        ])),
    ]
    return root
  }
}
