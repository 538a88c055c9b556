package import ByteCoding

/// A parity file that was opened: what it covers, and as many digests and parity blocks as are still there.
///
/// It may be damaged, cut short, extended, or have blocks put in or taken out: everything that still proves itself is used.
package struct ParityFile: Sendable {
  private let source: any ParitySource
  private let header: ParityHeader
  private let pieces: IndexPieces
  /// The files of the group. Only the first ones where `isIndexWhole` is false.
  package let members: [ParityMember]
  /// The group's first block of each member.
  package let firstBlocks: [Int]
  /// Whether the index is complete, if only by its own parity.
  package let isIndexWhole: Bool
  /// Index blocks that are damaged or gone, by number.
  package let lostIndexBlocks: [Int]
  /// Distances at which parity blocks are looked for, in blocks.
  private let shifts: [Int]

  /// Reads the index. Cost: the index blocks; the whole file where one of them is damaged.
  ///
  /// Throws `parity.none` where less than a 64th of an index is found, `parity.index` where the index contradicts itself, and
  /// `parity.memory` where it is larger than `budget.fileBytes`.
  package init(parsing source: any ParitySource, budget: MemoryBudget = .standard) throws(Fault) {
    guard let finder = IndexFinder(source) else {
      throw .damaged("parity.none", "no part of a parity file's index is there")
    }
    header = finder.header
    guard header.indexLength <= budget.fileBytes else {
      throw .overLimit("parity.memory", "an index of \(header.indexLength) bytes exceeds the limit")
    }
    // So little of a real index is of no use, and a made up one must not claim a million times what it is.
    guard finder.places.count >= header.layout.indexBlocks / 64 else {
      throw .damaged("parity.none", "of \(header.layout.indexBlocks) blocks of a parity file's index \(finder.places.count) are there")
    }
    self.source = source
    pieces = IndexPieces(finder, source)
    isIndexWhole = pieces.isWhole
    lostIndexBlocks = finder.missing
    shifts = finder.shifts
    let geometry = header.geometry
    guard !isIndexWhole || pieces.identity == header.identity else {
      throw .damaged("parity.index", "the index does not have the digest that its blocks name")
    }
    let list = pieces.bytes(from: 8 * (geometry.blockCount + geometry.parityCount))
    members = try Self.members(list, isWhole: isIndexWhole, blockCount: geometry.blockCount)
    var (first, firsts) = (0, [Int]())
    for member in members {
      firsts.append(first)
      first += member.blockCount
    }
    firstBlocks = firsts
  }

  /// All members; the first ones, as far as they go, where the list is not whole.
  private static func members(_ list: [UInt8], isWhole: Bool, blockCount: Int) throws(Fault) -> [ParityMember] {
    var reader = ByteReader(list)
    var (found, blocks) = ([ParityMember](), 0)
    do throws(Fault) {
      let count = try reader.varint()
      for _ in 0..<count {
        let member = try ParityMember(parsing: &reader)
        blocks += member.blockCount
        guard blocks <= blockCount else { throw .damaged("parity.index", "the files exceed the group") }
        found.append(member)
      }
      guard reader.isAtEnd, blocks == blockCount else { throw .damaged("parity.index", "the list of files does not fill the group") }
    } catch {
      guard isWhole else { return found }
      throw error.within("parity index")
    }
    return found
  }

  package var geometry: ParityGeometry { header.geometry }

  /// What was asked for when it was made, parts of 10,000.
  package var overhead: Int { header.overhead }

  /// The bytes an undamaged file has.
  package var byteCount: Int { header.layout.fileBlocks * ParityBlock.size }

  /// The bytes there are.
  package var foundByteCount: Int { source.byteCount }

  /// The digest of a data block; nil where it is lost.
  package func digest(block: Int) -> UInt64? {
    block >= 0 && block < geometry.blockCount ? pieces.digest(block) : nil
  }

  /// Which file's bytes a block holds; nil where the list of files is lost. The bytes may be fewer than a block: the rest is zero.
  package func place(of block: Int) -> (member: Int, bytes: Range<Int>)? {
    guard block >= 0, block < geometry.blockCount else { return nil }
    // The last member that begins at or before the block; members without blocks begin where the next one does.
    var (low, high) = (0, firstBlocks.count)
    while low < high {
      let middle = (low + high) / 2
      if firstBlocks[middle] <= block { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return nil }
    var rest = block - firstBlocks[low - 1]
    for extent in members[low - 1].extents {
      if rest < extent.count {
        return (low - 1, members[low - 1].bytes(of: ParityExtent(firstBlock: extent.firstBlock + rest, count: 1)))
      }
      rest -= extent.count
    }
    return nil
  }

  /// All blocks of a member, as numbers in the group.
  package func blocks(of member: Int) -> Range<Int> {
    firstBlocks[member]..<(firstBlocks[member] + members[member].blockCount)
  }

  /// Reads all parity blocks and says which are sound, and where they are. Cost: one pass over the file.
  package func examineParity(workers: Int = 1) -> ParityBlocks {
    let layout = header.layout
    var (lost, moved) = ([Int](), [Int: Int]())
    let batch = 256
    let store = BlockStore(count: batch)
    for start in stride(from: 0, to: geometry.parityCount, by: batch) {
      let numbers = start..<min(start + batch, geometry.parityCount)
      let isThere = numbers.map { source.fill(store.buffer($0 - start), fromBlock: layout.place(parity: $0)) }
      let digests = DigestStore(count: batch)
      spread(numbers.count, over: workers) { digests[$0] = ParityBlock.digest(UnsafeRawBufferPointer(store.buffer($0))) }
      for number in numbers {
        let wanted = pieces.digest(geometry.blockCount + number)
        if isThere[number - start], wanted == digests[number - start] { continue }
        if let wanted, let place = findMoved(number, wanted) { moved[number] = place } else { lost.append(number) }
      }
    }
    return ParityBlocks(lost: lost, moved: moved)
  }

  private func findMoved(_ number: Int, _ digest: UInt64) -> Int? {
    for shift in shifts.dropFirst() {
      let place = header.layout.place(parity: number) + shift
      if let block = source.block(place), block.withUnsafeBytes({ ParityBlock.digest($0) }) == digest { return place }
    }
    return nil
  }

  /// Fills a buffer with a parity block; throws `parity.read` where it is not there.
  func readParity(_ number: Int, _ blocks: ParityBlocks, into buffer: UnsafeMutableRawBufferPointer) throws(Fault) {
    guard source.fill(buffer, fromBlock: blocks.moved[number] ?? header.layout.place(parity: number)) else {
      throw .damaged("parity.read", "parity block \(number) cannot be read any more")
    }
  }
}

/// What `ParityFile.examineParity` found.
package struct ParityBlocks: Hashable, Sendable {
  /// Parity blocks that are damaged, gone, or have no digest any more, by number, in order.
  package var lost: [Int]
  /// File blocks of those that are not at their places.
  var moved: [Int: Int]
}
