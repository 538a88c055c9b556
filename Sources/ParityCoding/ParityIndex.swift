internal import ByteCoding

/// The index of a parity file on its way out: what is covered, and the digests of all blocks.
struct ParityIndex {
  /// Digests of all data blocks, then of all parity blocks, then the list of members.
  let bytes: [UInt8]

  init(members: [ParityMember], digests: DigestStore) {
    var writer = ByteWriter(reserving: 8 * digests.count)
    for index in 0..<digests.count { writer.u64(digests[index]) }
    writer.varint(members.count)
    for member in members { member.write(to: &writer) }
    bytes = writer.bytes
  }

  /// All index blocks by number: the pieces, and behind them Reed-Solomon parity over each stripe of them.
  func blocks(geometry: ParityGeometry, overhead: Int) -> [[UInt8]] {
    let identity = Array(SHA256Digest(of: bytes).bytes.prefix(16))
    let header = ParityHeader(identity: identity, geometry: geometry, overhead: overhead, indexLength: bytes.count)
    let layout = header.layout
    let length = ParityHeader.pieceLength
    let whole = layout.stripes * layout.pieces
    let padded = bytes + [UInt8](repeating: 0, count: whole * length - bytes.count)
    var spares = [UInt8](repeating: 0, count: layout.stripes * layout.spares * length)
    let matrix = GaloisMatrix(cauchyRows: 0..<layout.spares, columns: 0..<layout.pieces)
    return padded.withUnsafeBufferPointer { padded in
      spares.withUnsafeMutableBufferPointer { spares in
        guard let from = padded.baseAddress, let to = spares.baseAddress else { return [] }
        for stripe in 0..<layout.stripes {
          let sources = (0..<layout.pieces).map { from + ($0 * layout.stripes + stripe) * length }
          let results = (0..<layout.spares).map { to + ($0 * layout.stripes + stripe) * length }
          matrix.multiply(sources, into: results, count: length)
        }
        return (0..<layout.indexBlocks).map { number in
          let piece = number < whole ? from + number * length : UnsafePointer(to + (number - whole) * length)
          return header.block(number: number, piece: UnsafeRawBufferPointer(start: piece, count: length))
        }
      }
    }
  }
}

/// Digests by block, filled by several threads at different places.
final class DigestStore: @unchecked Sendable {
  let count: Int
  private let start: UnsafeMutablePointer<UInt64>

  init(count: Int) {
    self.count = count
    start = .allocate(capacity: max(1, count))
    start.initialize(repeating: 0, count: max(1, count))
  }

  deinit { start.deallocate() }

  subscript(_ index: Int) -> UInt64 {
    get {
      precondition(index >= 0 && index < count, "a digest of the store")
      return start[index]
    }
    set {
      precondition(index >= 0 && index < count, "a digest of the store")
      start[index] = newValue
    }
  }
}
