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

    /// The first set that covers the path as the archive lists it.
    var covering: Int? { sets.first { $0.digest == digest }?.index }
  }

  private var cursors: [MemberCursor] = []
  private var heads: [ManifestLine?] = []

  init(_ sets: [ParitySet]) throws(Fault) {
    for set in sets { cursors.append(try set.members()) }
    for index in cursors.indices { heads.append(try cursors[index].next()) }
  }

  /// Visits every path of the list and of the sets, in byte order of the paths.
  mutating func join(
    _ next: () throws(Fault) -> ManifestLine?, _ body: (Entry) throws(Fault) -> Void
  ) throws(Fault) {
    var line = try next()
    while true {
      var path = line?.path
      for case let head? in heads where path.map({ head.path.lexicographicallyPrecedes($0) }) ?? true { path = head.path }
      guard let path else { return }
      var entry = Entry(path: path, digest: nil, sets: [])
      if let known = line, known.path == path {
        entry.digest = known.digest
        line = try next()
      }
      for index in heads.indices {
        guard let head = heads[index], head.path == path else { continue }
        entry.sets.append((index, head.digest))
        heads[index] = try cursors[index].next()
      }
      try body(entry)
    }
  }
}
