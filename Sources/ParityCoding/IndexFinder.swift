/// The index blocks of a parity file that are still there.
struct IndexFinder {
  private(set) var header: ParityHeader
  /// Where each index block was found, by its number.
  private(set) var places: [Int: Int] = [:]

  /// Looks where the first block says that the others are, and through the whole source where that does not find them all. Where blocks
  /// of several parity files are found, the file with most of them counts. Nil where there is no index block at all.
  init?(_ source: some ParitySource) {
    if let first = source.block(0), let (header, _) = ParityHeader.parse(first) {
      self.header = header
      if lookAtPlaces(source) { return }
    }
    var found: [ParityHeader: [Int: Int]] = [:]
    for place in 0..<(source.byteCount / ParityBlock.size) {
      guard let block = source.block(place), let (header, number) = ParityHeader.parse(block) else { continue }
      if found[header]?[number] == nil { found[header, default: [:]][number] = place }
    }
    // The earliest among equals, so that the answer does not depend on the order of a dictionary.
    func isLess(_ left: [Int: Int], _ right: [Int: Int]) -> Bool {
      (left.count, -(left.values.min() ?? 0)) < (right.count, -(right.values.min() ?? 0))
    }
    guard let best = found.max(by: { isLess($0.value, $1.value) }) else { return nil }
    header = best.key
    places = best.value
  }

  /// False where one is missing.
  private mutating func lookAtPlaces(_ source: some ParitySource) -> Bool {
    let layout = header.layout
    guard layout.fileBlocks <= source.byteCount / ParityBlock.size else { return false }
    for number in 0..<layout.indexBlocks {
      let place = layout.place(index: number)
      guard let block = source.block(place), let found = ParityHeader.parse(block), found == (header, number) else { return false }
      places[number] = place
    }
    return true
  }

  /// Index blocks that were not found.
  var missing: [Int] { (0..<header.layout.indexBlocks).filter { places[$0] == nil } }

  /// By how many blocks found ones lie behind their places, without repetition, 0 first; at most 8.
  var shifts: [Int] {
    let layout = header.layout
    var counts: [Int: Int] = [:]
    for (number, place) in places { counts[place - layout.place(index: number), default: 0] += 1 }
    counts[0] = nil
    return [0] + counts.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.prefix(7).map(\.key)
  }
}
