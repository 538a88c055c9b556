internal import Synchronization

extension PlaneRestoration {
  /// The plane that is being filled. Threads write different rows.
  final class Target: @unchecked Sendable {
    private let start: UnsafeMutableBufferPointer<UInt8>
    private let stopped = Atomic<Bool>(false)

    init(start: UnsafeMutableBufferPointer<UInt8>) { self.start = start }

    var isStopped: Bool { stopped.load(ordering: .relaxed) }
    func stop() { stopped.store(true, ordering: .relaxed) }

    /// A row of blocks of pixels less 128, rounded and clipped.
    func store(_ blocks: UnsafePointer<Float>, blocksWide: Int, row: Int) {
      for line in 0..<8 {
        let out = (row * 8 + line) * blocksWide * 8
        for column in 0..<blocksWide * 8 {
          let value = blocks[column / 8 * 64 + line * 8 + column % 8] + 128
          start[out + column] = UInt8(min(max(value.rounded(.toNearestOrEven), 0), 255))
        }
      }
    }
  }
}
