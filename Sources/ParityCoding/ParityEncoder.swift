package import ByteCoding

/// Makes the parity file of a group from the bytes of its files, read once and in order.
///
/// Memory: `stripeCount * (rows + 8)` blocks, about a fifth of the group at 6 % overhead, and 24 bytes a block. Equal input gives equal
/// bytes, whatever the number of workers.
package final class ParityEncoder {
  package let members: [ParityMember]
  package let geometry: ParityGeometry
  private let overhead: Int
  private let workers: Int
  private let sums: StripeSums
  private let digests: DigestStore
  private var cursor = Cursor()
  private var hasher = SHA256Hasher()

  /// The place of the next byte.
  private struct Cursor {
    var member = 0
    var extent = 0
    /// Bytes of the extent that came.
    var bytes = 0
    /// The block of the group that the extent begins with.
    var firstBlock = 0
  }

  /// Throws `parity.memory` where the sums exceed `budget.fileBytes`, and what `ParityParameters.geometry(for:)` throws.
  package convenience init(
    _ parameters: ParityParameters, members: [ParityMember], workers: Int = 1, budget: MemoryBudget = .standard
  ) throws(Fault) {
    let geometry = try parameters.geometry(for: members)
    try self.init(geometry: geometry, overhead: parameters.overhead, members: members, workers: workers, budget: budget)
  }

  /// For the code of an existing parity file, to write that file anew byte for byte.
  package init(
    geometry: ParityGeometry, overhead: Int, members: [ParityMember], workers: Int = 1, budget: MemoryBudget = .standard
  ) throws(Fault) {
    guard members.allSatisfy({ $0.isSound }), members.reduce(0, { $0 + $1.blockCount }) == geometry.blockCount else {
      throw Fault(.misuse, "parity.members", "the files do not fill the group")
    }
    guard (0...Int(UInt16.max)).contains(overhead) else { throw Fault(.misuse, "parity.overhead", "no overhead: \(overhead)") }
    let blocks = StripeSums.blocks(stripes: geometry.stripeCount, rows: geometry.rows)
    guard blocks <= budget.fileBytes / ParityBlock.size else {
      throw .overLimit("parity.memory", "parity of \(geometry.blockCount) blocks takes memory for \(blocks) more, over the limit")
    }
    self.geometry = geometry
    self.overhead = overhead
    self.members = members
    self.workers = workers
    sums = StripeSums(stripes: geometry.stripeCount, rows: geometry.rows, positions: geometry.positions, workers: workers)
    digests = DigestStore(count: geometry.blockCount + geometry.parityCount)
    skipFinished()
  }

  /// The member that comes next, by its index; nil when all came.
  package var nextMember: Int? { cursor.member < members.count ? cursor.member : nil }

  /// Takes the next bytes of a member: of all its extents, one after the other, cut anywhere.
  ///
  /// Throws `parity.order` for another member than the next, `parity.long` for more bytes than it has, and `parity.changed` where a file
  /// that the group covers as a whole does not have its digest.
  package func append(_ bytes: UnsafeRawBufferPointer, of member: Int) throws(Fault) {
    guard bytes.count > 0 else { return }
    guard nextMember == member else {
      let isOver = member < cursor.member && member >= 0
      throw isOver
        ? Fault(.misuse, "parity.long", "a file has more bytes than it should", file: name(member))
        : Fault(.misuse, "parity.order", "file \(member) came before file \(cursor.member) was complete")
    }
    let isWhole = members[member].isWhole
    var rest = bytes[...]
    while !rest.isEmpty {
      guard cursor.member == member else { throw Fault(.misuse, "parity.long", "a file has more bytes than it should", file: name(member)) }
      let extent = members[member].extents[cursor.extent]
      let length = members[member].bytes(of: extent).count
      let block = cursor.firstBlock + cursor.bytes / ParityBlock.size
      let offset = cursor.bytes % ParityBlock.size
      let count = min(rest.count, ParityBlock.size - offset, length - cursor.bytes)
      let (stripe, position) = (geometry.stripe(of: block), geometry.position(of: block))
      if position >= sums.batchEnd { flush() }
      let place = UnsafeMutableRawBufferPointer(rebasing: sums.place(stripe: stripe, position: position)[offset..<(offset + count)])
      let run = UnsafeRawBufferPointer(rebasing: rest.prefix(count))
      place.copyMemory(from: run)
      if isWhole { hasher.update(run) }
      rest = rest.dropFirst(count)
      cursor.bytes += count
      if cursor.bytes == length {
        try finishExtent()
      }
    }
  }

  /// Takes the next bytes of a member.
  package func append(_ bytes: some Collection<UInt8>, of member: Int) throws(Fault) {
    let copy = Array(bytes)
    let result = copy.withUnsafeBytes { buffer -> Fault? in
      do throws(Fault) {
        try append(buffer, of: member)
        return nil
      } catch {
        return error
      }
    }
    if let result { throw result }
  }

  private func name(_ member: Int) -> String { String(decoding: members[member].path, as: UTF8.self) }

  private func finishExtent() throws(Fault) {
    cursor.firstBlock += members[cursor.member].extents[cursor.extent].count
    cursor.extent += 1
    cursor.bytes = 0
    guard cursor.extent == members[cursor.member].extents.count else { return }
    let member = members[cursor.member]
    if member.isWhole, hasher.finish() != member.digest {
      throw .damaged("parity.changed", "the file does not have the digest it should").in(file: name(cursor.member))
    }
    cursor.member += 1
    skipFinished()
  }

  /// Passes members of which the group covers nothing.
  private func skipFinished() {
    while cursor.member < members.count, members[cursor.member].extents.isEmpty { cursor.member += 1 }
    cursor.extent = 0
    hasher = SHA256Hasher()
  }

  private func flush() {
    let (geometry, digests) = (geometry, digests)
    sums.flush { stripe, position, bytes in
      if let block = geometry.block(stripe: stripe, position: position) { digests[block] = ParityBlock.digest(bytes) }
    }
  }

  /// Gives the parity file to `sink` in order, a few blocks at a time; the encoder is used up.
  ///
  /// Throws `parity.short` where bytes are missing, and what the sink throws.
  package func finish(into sink: (UnsafeRawBufferPointer) throws(Fault) -> Void) throws(Fault) {
    guard nextMember == nil else {
      throw Fault(.misuse, "parity.short", "a file has fewer bytes than it should", file: name(cursor.member))
    }
    while sums.batchEnd < geometry.positions { flush() }
    flush()
    foldOuterRows()
    let kept = KeptRows(geometry: geometry, sums: sums.table())
    let (digests, first) = (digests, geometry.blockCount)
    spread(geometry.parityCount, over: workers) { number in digests[first + number] = ParityBlock.digest(kept[number]) }
    try write(ParityIndex(members: members, digests: digests), kept, sink)
  }

  /// Puts the outer parity of each row where the row's first sums were.
  private func foldOuterRows() {
    let (geometry, sums) = (geometry, sums.table())
    for (level, count) in geometry.outer.enumerated() {
      let matrix = GaloisMatrix(cauchyRows: 0..<count, columns: 0..<geometry.stripesPerLane)
      let row = geometry.storedRows + level
      spread(geometry.lanes, over: workers) { lane in
        let all = (0..<geometry.stripesPerLane).map { sums[$0 * geometry.lanes + lane, row] }
        let results = BlockStore(count: count)
        matrix.multiply(all.map { UnsafePointer($0) }, into: (0..<count).map { results[$0] }, count: ParityBlock.size)
        for index in 0..<count { all[index].update(from: results[index], count: ParityBlock.size) }
      }
    }
  }

  private func write(
    _ index: ParityIndex, _ kept: KeptRows, _ sink: (UnsafeRawBufferPointer) throws(Fault) -> Void
  ) throws(Fault) {
    let layout = ParityLayout(indexLength: index.bytes.count, parityCount: geometry.parityCount)
    let blocks = index.blocks(geometry: geometry, overhead: overhead)
    let half = geometry.parityCount / 2
    for (cluster, range) in [0..<half, half..<geometry.parityCount, 0..<0].enumerated() {
      for number in blocks.indices where number / layout.stripes % 3 == cluster { try give(blocks[number], sink) }
      for number in range { try sink(kept[number]) }
    }
  }

  private func give(_ block: [UInt8], _ sink: (UnsafeRawBufferPointer) throws(Fault) -> Void) throws(Fault) {
    let fault = block.withUnsafeBytes { bytes -> Fault? in
      do throws(Fault) {
        try sink(bytes)
        return nil
      } catch {
        return error
      }
    }
    if let fault { throw fault }
  }
}

/// The parity blocks that are kept, by number, in the sums of an encoder that has come to its end.
private struct KeptRows: Sendable {
  let geometry: ParityGeometry
  let sums: SumTable

  subscript(_ number: Int) -> UnsafeRawBufferPointer {
    let (row, place) = geometry.keptPlace(number)
    return UnsafeRawBufferPointer(start: sums[place, row], count: ParityBlock.size)
  }
}
