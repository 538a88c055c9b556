internal import ArchiveFormat
internal import ArchiveStore
internal import ByteCoding

/// Holds a sorted list of payload files against the lists of all sets, each read once and in order.
///
/// Memory: one line a set.
struct Coverage {
  /// What is known of one path.
  struct Entry {
    var path: [UInt8]
    /// What the archive's own list says; nil where only sets speak of the path.
    var digest: SHA256Digest?
    /// Sets that cover the path, by index, with the digest each knows.
    var sets: [(index: Int, digest: SHA256Digest)]

    /// What the file should be: what the archive lists, or, units being never taken away, what a set knows of it.
    var expected: SHA256Digest? { digest ?? (SetFacts.Kind(path: path) == .units ? sets.last?.digest : nil) }
  }

  private var list: MemberCursor
  private var line: ManifestLine?
  private var cursors: [MemberCursor] = []
  private var heads: [ManifestLine?] = []

  /// `list` is the archive's own list.
  init(_ list: MemberCursor, _ sets: [ParitySet]) throws(Fault) {
    self.list = list
    line = try self.list.next()
    for set in sets { cursors.append(try set.members()) }
    for index in cursors.indices { heads.append(try cursors[index].next()) }
  }

  /// The next path of the list and of the sets, in byte order; nil at the end.
  mutating func next() throws(Fault) -> Entry? {
    var path = line?.path
    for case let head? in heads where path.map({ head.path.lexicographicallyPrecedes($0) }) ?? true { path = head.path }
    guard let path else { return nil }
    var entry = Entry(path: path, digest: nil, sets: [])
    if let known = line, known.path == path {
      entry.digest = known.digest
      line = try list.next()
    }
    for index in heads.indices {
      guard let head = heads[index], head.path == path else { continue }
      entry.sets.append((index, head.digest))
      heads[index] = try cursors[index].next()
    }
    return entry
  }
}
