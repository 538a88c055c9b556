/// Where the blocks of a parity file lie: index blocks in three clusters, and half of the parity blocks between each two.
struct ParityLayout: Hashable, Sendable {
  /// Stripes of the index, each a Reed-Solomon code of its own.
  let stripes: Int
  /// Pieces of the index in a stripe, and parity blocks to them.
  let pieces: Int
  let spares: Int
  let parityCount: Int

  init(indexLength: Int, parityCount: Int) {
    let count = (indexLength + ParityHeader.pieceLength - 1) / ParityHeader.pieceLength
    stripes = max(1, (count + 159) / 160)
    pieces = max(1, (count + stripes - 1) / stripes)
    spares = pieces / 2 + 2
    self.parityCount = parityCount
  }

  /// Blocks that all the index takes.
  var indexBlocks: Int { stripes * (pieces + spares) }

  var fileBlocks: Int { indexBlocks + parityCount }

  /// Index blocks of a cluster: those whose place in their stripe is the cluster's number modulo 3.
  func clusterCount(_ cluster: Int) -> Int { (pieces + spares + 2 - cluster) / 3 * stripes }

  /// The file's block that holds an index block; number = place in the stripe * stripes + stripe.
  func place(index number: Int) -> Int {
    let (place, stripe) = (number / stripes, number % stripes)
    let cluster = place % 3
    var start = 0
    if cluster > 0 { start += clusterCount(0) + parityCount / 2 }
    if cluster > 1 { start += clusterCount(1) + parityCount - parityCount / 2 }
    return start + place / 3 * stripes + stripe
  }

  /// The file's block that holds a parity block.
  func place(parity number: Int) -> Int {
    clusterCount(0) + number + (number < parityCount / 2 ? 0 : clusterCount(1))
  }
}
