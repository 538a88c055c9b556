package import ByteCoding

/// What parity a group is to have.
package struct ParityParameters: Hashable, Sendable {
  /// Bytes of the parity file for 10,000 bytes of data, counted in whole blocks: 0...3000. At 0 damage is found but nothing repaired.
  package var overhead: Int
  /// Blocks in a group, for whoever divides files into groups; an encoder takes memory for a fifth of them at 6 %.
  package var groupBlocks: Int

  /// Throws `parity.overhead` outside 0...3000 and `parity.group` for a group of no blocks.
  package init(overhead: Int = 600, groupBlocks: Int = 1 << 18) throws(Fault) {
    guard (0...3000).contains(overhead) else { throw Fault(.misuse, "parity.overhead", "parity is 0 to 30 percent, not \(overhead)/100") }
    guard groupBlocks > 0 else { throw Fault(.misuse, "parity.group", "a group without blocks") }
    self.overhead = overhead
    self.groupBlocks = groupBlocks
  }

  /// The code for a group: the whole parity file, index and all, stays within the overhead where the group is large enough for it.
  ///
  /// A group always gets at least one parity block a stripe unless the overhead is 0: any one damaged block is repaired.
  package func geometry(for members: [ParityMember]) throws(Fault) -> ParityGeometry {
    var blocks = 0
    var list = ByteWriter()
    list.varint(members.count)
    for member in members {
      guard member.isSound else { throw Fault(.misuse, "parity.member", "a file's extents do not lie in the file") }
      blocks += member.blockCount
      member.write(to: &list)
    }
    guard blocks <= 1 << 40 else { throw .overLimit("parity.group", "\(blocks) blocks are too many for one group") }
    let allowed = blocks * overhead / 10_000
    let index = ParityLayout(indexLength: 8 * (blocks + allowed) + list.count, parityCount: 0).indexBlocks
    return try ParityGeometry(
      blockCount: blocks, parityBudget: overhead == 0 ? 0 : max(1, allowed - index), overhead: overhead)
  }
}
