/// What a member's bytes were found to be.
package struct ParityFindings: Hashable, Sendable {
  /// Blocks, as numbers in the group, that are not what they were, or whose digests are lost; in order.
  package var badBlocks: [Int]
  /// Bytes that were found.
  package var size: Int
  /// Whether bytes are missing at the end, or too many.
  package var isTruncated: Bool
  package var isExtended: Bool

  package var isSound: Bool { badBlocks.isEmpty && !isTruncated && !isExtended }
}

/// Finds the blocks of one member that are not what they were, from the file's bytes read once. Holds one block.
package struct ParityVerifier {
  private let file: ParityFile
  private let member: ParityMember
  /// Where in the file the next byte is.
  private var offset = 0
  /// The first bytes of a block that is not complete yet, and whether some of it could not be read.
  private var pending: [UInt8] = []
  private var isPendingBad = false
  /// The extent that comes next or is being read, and the group's block it begins with.
  private var extent = 0
  private var firstBlock: Int
  private var bad: [Int] = []

  /// `member` is an index into the file's members.
  package init(_ file: ParityFile, member: Int) {
    self.file = file
    self.member = file.members[member]
    firstBlock = file.firstBlocks[member]
    pending.reserveCapacity(ParityBlock.size)
  }

  /// What is found of a member that is not there.
  package static func missing(_ file: ParityFile, member: Int) -> ParityFindings {
    ParityFindings(badBlocks: Array(file.blocks(of: member)), size: 0, isTruncated: file.members[member].size > 0, isExtended: false)
  }

  /// Takes the file's next bytes, from its beginning, cut anywhere.
  package mutating func append(_ bytes: UnsafeRawBufferPointer) {
    var rest = bytes[...]
    while !rest.isEmpty {
      guard offset < member.size else {
        offset += rest.count
        return
      }
      let wanted = min(ParityBlock.size, member.size - (offset - pending.count)) - pending.count
      if pending.isEmpty, !isPendingBad, rest.count >= wanted, wanted == ParityBlock.size {
        offset += wanted
        check(UnsafeRawBufferPointer(rebasing: rest.prefix(wanted)))
        rest = rest.dropFirst(wanted)
        continue
      }
      let run = rest.prefix(wanted)
      pending.append(contentsOf: run)
      offset += run.count
      rest = rest.dropFirst(run.count)
      if run.count == wanted { checkPending() }
    }
  }

  package mutating func append(_ bytes: [UInt8]) { bytes.withUnsafeBytes { append($0) } }

  /// Passes bytes that the medium does not give.
  package mutating func skipUnreadable(_ count: Int) {
    var rest = max(0, count)
    while rest > 0, offset < member.size {
      let wanted = min(ParityBlock.size, member.size - (offset - pending.count)) - pending.count
      let run = min(rest, wanted)
      pending.append(contentsOf: repeatElement(0, count: run))
      isPendingBad = true
      offset += run
      rest -= run
      if run == wanted { checkPending() }
    }
    offset += rest
  }

  private mutating func checkPending() {
    pending.append(contentsOf: repeatElement(0, count: ParityBlock.size - pending.count))
    let block = pending
    block.withUnsafeBytes { check($0) }
    pending.removeAll(keepingCapacity: true)
    isPendingBad = false
  }

  /// Checks the block that ends at `offset`.
  private mutating func check(_ bytes: UnsafeRawBufferPointer) {
    let number = (offset - 1) / ParityBlock.size
    while extent < member.extents.count, number >= member.extents[extent].firstBlock + member.extents[extent].count { nextExtent() }
    guard extent < member.extents.count, number >= member.extents[extent].firstBlock else { return }
    let block = firstBlock + number - member.extents[extent].firstBlock
    if isPendingBad || file.digest(block: block) != ParityBlock.digest(bytes) { bad.append(block) }
  }

  private mutating func nextExtent() {
    firstBlock += member.extents[extent].count
    extent += 1
  }

  /// What all the bytes come to.
  package mutating func finish() -> ParityFindings {
    let size = offset
    let reached = (offset - pending.count) / ParityBlock.size
    if offset < member.size {
      while extent < member.extents.count {
        let next = member.extents[extent]
        let start = max(next.firstBlock, reached)
        if start < next.firstBlock + next.count {
          bad += (firstBlock + start - next.firstBlock)..<(firstBlock + next.count)
        }
        nextExtent()
      }
    }
    return ParityFindings(badBlocks: bad, size: size, isTruncated: size < member.size, isExtended: size > member.size)
  }
}
