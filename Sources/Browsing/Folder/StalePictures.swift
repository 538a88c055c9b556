internal import ArchiveStore
internal import ByteCoding

/// Removes pictures that earlier runs made and that the sheet needs no more. Only names from the index are touched.
///
/// Names are compared part by part, each holding a 256th of them, so that memory is small; the indexes are read once a part where there are
/// many, and once where there are few.
struct StalePictures {
  private static let fewNames = 20_000
  let store: PictureStore

  /// Gives how many shots lost their pictures.
  func remove(old: OpenFile, current: OpenFile) throws(Fault) -> Int {
    let isSmall = try old.status().size + current.status().size < Int64(Self.fewNames * 2 * 60)
    var removed = 0
    for part in isSmall ? [nil] : (0..<256).map({ Optional($0) }) {
      var wanted: Set<PictureKey> = []
      try forEach(current, part) { wanted.insert($0) }
      var stale: Set<PictureKey> = []
      try forEach(old, part) { if !wanted.contains($0) { stale.insert($0) } }
      for key in stale.sorted() where try store.remove(key) { removed += 1 }
    }
    return removed
  }

  private func forEach(_ index: OpenFile, _ part: Int?, _ body: (PictureKey) -> Void) throws(Fault) {
    var reader = try IndexReader(index)
    while let line = reader.head {
      if line.state != .absent, part == nil || line.key.part == part { body(line.key) }
      try reader.advance()
    }
  }
}
