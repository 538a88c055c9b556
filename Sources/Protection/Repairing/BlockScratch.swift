internal import ArchiveStore
internal import ByteCoding
internal import ParityCoding

/// Rebuilt blocks of a set, kept in a file aside until the files they belong to are put together.
struct BlockScratch {
  private let staged: StagedFile
  private let workspace: Workspace
  private var places: [GroupSet.Place: [Int: Int]] = [:]
  private var count = 0

  init(_ workspace: Workspace) throws(Fault) {
    self.workspace = workspace
    staged = try workspace.stage()
  }

  /// Keeps a block of a file, by its number in the file.
  mutating func put(_ block: Int, of place: GroupSet.Place, _ bytes: UnsafeRawBufferPointer) throws(Fault) {
    try staged.file.write(bytes, at: count * ParityBlock.size)
    places[place, default: [:]][block] = count
    count += 1
  }

  /// The rebuilt block; nil where it was not rebuilt.
  func block(_ block: Int, of place: GroupSet.Place) throws(Fault) -> [UInt8]? {
    guard let index = places[place]?[block] else { return nil }
    return try staged.file.read(at: index * ParityBlock.size, upTo: ParityBlock.size)
  }

  func remove() { workspace.discard(staged) }
}
