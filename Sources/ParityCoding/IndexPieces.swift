internal import ByteCoding

/// The pieces of an index: those found, and those that the index's own parity gives back.
struct IndexPieces: Sendable {
  /// By number; nil where a piece is lost.
  private(set) var pieces: [[UInt8]?]
  let length: Int

  init(_ finder: IndexFinder, _ source: some ParitySource) {
    let layout = finder.header.layout
    length = finder.header.indexLength
    pieces = Array(repeating: nil, count: layout.stripes * layout.pieces)
    func piece(_ number: Int) -> [UInt8]? {
      guard let place = finder.places[number], let block = source.block(place), let found = ParityHeader.parse(block),
        found == (finder.header, number)
      else { return nil }
      return Array(block[ParityHeader.length...].prefix(ParityHeader.pieceLength))
    }
    for (number, _) in finder.places where number < pieces.count { pieces[number] = piece(number) }
    for stripe in 0..<layout.stripes {
      let lost = (0..<layout.pieces).filter { pieces[$0 * layout.stripes + stripe] == nil }
      guard !lost.isEmpty else { continue }
      var spares: [(row: Int, bytes: [UInt8])] = []
      for row in 0..<layout.spares where spares.count < lost.count {
        if let bytes = piece((layout.pieces + row) * layout.stripes + stripe) { spares.append((row, bytes)) }
      }
      guard spares.count == lost.count else { continue }
      let known = (0..<layout.pieces).filter { !lost.contains($0) }
      let sources = known.compactMap { pieces[$0 * layout.stripes + stripe] }
      guard let found = Self.solve(lost: lost, known: known, sources: sources, spares: spares) else { continue }
      for (place, bytes) in zip(lost, found) { pieces[place * layout.stripes + stripe] = bytes }
    }
  }

  private static func solve(lost: [Int], known: [Int], sources: [[UInt8]], spares: [(row: Int, bytes: [UInt8])]) -> [[UInt8]]? {
    let length = ParityHeader.pieceLength
    let rows = spares.map(\.row)
    guard let inverse = GaloisMatrix(cauchyRows: rows, columns: lost).inverted() else { return nil }
    let flat = sources.flatMap { $0 }
    var sums = spares.flatMap(\.bytes)
    var results = [UInt8](repeating: 0, count: sums.count)
    flat.withUnsafeBufferPointer { flat in
      sums.withUnsafeMutableBufferPointer { sums in
        results.withUnsafeMutableBufferPointer { results in
          guard let sum = sums.baseAddress, let result = results.baseAddress else { return }
          let sumRows = rows.indices.map { sum + $0 * length }
          if let source = flat.baseAddress {
            let known = GaloisMatrix(cauchyRows: rows, columns: known)
            known.multiply((0..<known.columnCount).map { source + $0 * length }, addingTo: sumRows, count: length)
          }
          inverse.multiply(sumRows.map { UnsafePointer($0) }, into: rows.indices.map { result + $0 * length }, count: length)
        }
      }
    }
    return rows.indices.map { Array(results[($0 * length)..<(($0 + 1) * length)]) }
  }

  var isWhole: Bool { pieces.allSatisfy { $0 != nil } }

  /// The digest of all of the index, where nothing is lost.
  var identity: [UInt8]? {
    var hasher = SHA256Hasher()
    var rest = length
    for piece in pieces {
      guard let piece else { return nil }
      hasher.update(piece.prefix(rest))
      rest -= min(rest, piece.count)
    }
    return Array(hasher.finish().bytes.prefix(16))
  }

  /// The block digest of a number; nil where its piece is lost. Digests never lie across two pieces.
  func digest(_ number: Int) -> UInt64? {
    let perPiece = ParityHeader.pieceLength / 8
    guard number >= 0, number / perPiece < pieces.count, let piece = pieces[number / perPiece] else { return nil }
    let start = number % perPiece * 8
    return piece[start..<(start + 8)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The bytes of the index from an offset to its end, or to the first piece that is lost.
  func bytes(from offset: Int) -> [UInt8] {
    var found: [UInt8] = []
    var position = offset
    while position < length, position / ParityHeader.pieceLength < pieces.count, let piece = pieces[position / ParityHeader.pieceLength] {
      let start = position % ParityHeader.pieceLength
      let run = piece[start...].prefix(length - position)
      found += run
      position += run.count
    }
    return found
  }
}
