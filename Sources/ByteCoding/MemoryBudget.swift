/// What sizes named by a file may cost: every allocation sized by input asks here first.
///
/// The limits are generous for real cameras (150 MP and more) and small enough that a hostile header cannot order the machine's memory.
package struct MemoryBudget: Hashable, Sendable {
  /// The largest mosaic, in samples.
  package var samples: Int
  /// The largest side of a mosaic, in samples.
  package var side: Int
  /// The largest camera file that is held in memory at once; larger files are streamed and stored whole.
  package var fileBytes: Int

  package init(samples: Int = 600_000_000, side: Int = 65_535, fileBytes: Int = 1 << 30) {
    self.samples = samples
    self.side = side
    self.fileBytes = fileBytes
  }

  package static let standard = MemoryBudget()

  /// Checks the size of a mosaic or plane before anything is allocated for it; throws `overLimit` or `damaged`.
  package func check(width: Int, height: Int, at place: String) throws(Fault) {
    guard width > 0, height > 0 else { throw .damaged("size.empty", "a size of \(width)x\(height) holds nothing", at: place) }
    guard width <= side, height <= side, width * height <= samples else {
      throw .overLimit("size.limit", "\(width)x\(height) samples exceed the limit of \(samples) samples, \(side) a side", at: place)
    }
  }
}
