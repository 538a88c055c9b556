internal import ByteCoding
internal import Dispatch

/// Blocks of 4 KiB side by side in memory, zero at first, that several threads may fill at different places.
final class BlockStore: @unchecked Sendable {
  let count: Int
  private let start: UnsafeMutablePointer<UInt8>

  init(count: Int) {
    self.count = count
    let bytes = max(1, count) * ParityBlock.size
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 4096)
    start = memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
  }

  deinit { UnsafeMutableRawPointer(start).deallocate() }

  /// The first byte of a block.
  subscript(_ index: Int) -> UnsafeMutablePointer<UInt8> {
    precondition(index >= 0 && index < count, "a block of the store")
    return start + index * ParityBlock.size
  }

  /// One block's bytes.
  func buffer(_ index: Int) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(start: self[index], count: ParityBlock.size)
  }

  func clear() { start.update(repeating: 0, count: count * ParityBlock.size) }
}

/// The unit of damage and repair, and its digest.
package enum ParityBlock {
  /// Bytes in a block.
  package static let size = 4096

  /// Blocks that so many bytes fill, the last one perhaps only in part.
  package static func count(bytes: Int) -> Int { bytes / size + (bytes % size == 0 ? 0 : 1) }

  /// The first eight bytes of the SHA-256 of a run of bytes, the first one lowest.
  package static func digest(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var hasher = SHA256Hasher()
    hasher.update(bytes)
    var value: UInt64 = 0
    for byte in hasher.finish().bytes.prefix(8).reversed() { value = value << 8 | UInt64(byte) }
    return value
  }
}

/// Calls `body` for every index below `count`, each worker taking a run of neighbours.
func spread(_ count: Int, over workers: Int, _ body: @Sendable (Int) -> Void) {
  let parts = min(max(1, workers), count)
  guard parts > 1 else { return (0..<max(0, count)).forEach(body) }
  DispatchQueue.concurrentPerform(iterations: parts) { part in
    for index in (count * part / parts)..<(count * (part + 1) / parts) { body(index) }
  }
}
