import ByteCoding
import ParityCoding
import TestSupport

/// Files in memory, their parity file, and what is done to both.
struct Group {
  var members: [ParityMember]
  var files: [[UInt8]]
  var parity: [UInt8]

  /// Files of random bytes with the given sizes.
  init(sizes: [Int], overhead: Int = 600, seed: UInt64 = 1, workers: Int = 1) throws {
    var random = RepeatableRandomNumberGenerator(seed: seed)
    files = sizes.map { Self.bytes($0, &random) }
    members = files.enumerated().map { index, file in
      ParityMember(path: Array("a/\(index).glsn".utf8), size: file.count, digest: SHA256Digest(of: file))
    }
    parity = try Self.encode(members, files, overhead: overhead, workers: workers)
  }

  /// Random bytes, eight at a time.
  static func bytes(_ count: Int, _ random: inout RepeatableRandomNumberGenerator) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, made in
      made = count
      let raw = UnsafeMutableRawBufferPointer(buffer)
      var index = 0
      while index + 8 <= count {
        raw.storeBytes(of: random.next(), toByteOffset: index, as: UInt64.self)
        index += 8
      }
      while index < count {
        raw[index] = UInt8(truncatingIfNeeded: random.next())
        index += 1
      }
    }
  }

  static func encode(
    _ members: [ParityMember], _ files: [[UInt8]], overhead: Int, workers: Int = 1, chunk: Int = 1 << 20
  ) throws -> [UInt8] {
    let encoder = try ParityEncoder(ParityParameters(overhead: overhead), members: members, workers: workers)
    return try feed(encoder, files, chunk: chunk)
  }

  static func feed(_ encoder: ParityEncoder, _ files: [[UInt8]], chunk: Int = 1 << 20) throws -> [UInt8] {
    for (index, file) in files.enumerated() {
      for extent in encoder.members[index].extents {
        let bytes = encoder.members[index].bytes(of: extent)
        for start in stride(from: bytes.lowerBound, to: bytes.upperBound, by: chunk) {
          try encoder.append(file[start..<min(start + chunk, bytes.upperBound)], of: index)
        }
      }
    }
    var parity: [UInt8] = []
    try encoder.finish { parity.append(contentsOf: $0) }
    return parity
  }

  func opened() throws -> ParityFile { try ParityFile(parsing: ParityBytes(parity)) }

  /// All bad blocks of the files as they are now, against a parity file.
  func badBlocks(_ file: ParityFile) -> [Int] {
    file.members.indices.flatMap { index -> [Int] in
      var verifier = ParityVerifier(file, member: index)
      verifier.append(files[index])
      return verifier.finish().badBlocks
    }
  }

  /// The bytes of a block, filled with zeros.
  func block(_ file: ParityFile, _ number: Int) -> [UInt8] {
    guard let (member, bytes) = file.place(of: number) else { return [] }
    let run = files[member].dropFirst(bytes.lowerBound).prefix(bytes.count)
    return run + [UInt8](repeating: 0, count: ParityBlock.size - run.count)
  }

  /// Repairs the files in place as far as the plan goes; returns the plan.
  mutating func repair(workers: Int = 1, memory: Int = 64 << 20) throws -> ParityPlan {
    let file = try opened()
    let parity = file.examineParity()
    let bad = badBlocks(file)
    let plan = ParityPlan(file, badBlocks: bad, parity: parity)
    var given: [Int: [UInt8]] = [:]
    try ParityRepair(file, plan, parity: parity, workers: workers, memory: memory).run { block, buffer throws(Fault) in
      buffer.copyBytes(from: self.block(file, block))
    } giving: { block, bytes throws(Fault) in
      precondition(given[block] == nil, "a block is given once")
      given[block] = Array(bytes)
    }
    precondition(given.keys.sorted() == plan.repairable, "what was planned was done")
    precondition((plan.repairable + plan.unrepairable).sorted() == bad.sorted(), "each bad block is in the plan")
    for (index, member) in file.members.enumerated() {
      let missing = member.size - files[index].count
      if missing > 0 { files[index] += [UInt8](repeating: 0, count: missing) } else { files[index].removeLast(-missing) }
    }
    for (block, bytes) in given {
      guard let (member, range) = file.place(of: block) else { continue }
      files[member].replaceSubrange(range, with: bytes.prefix(range.count))
    }
    return plan
  }

  /// Replaces a block with others bytes.
  mutating func damage(block: Int, _ file: ParityFile) {
    guard let (member, range) = file.place(of: block) else { return }
    for index in range { files[member][index] ^= 0x5A }
  }

  /// Replaces a block of the parity file.
  mutating func damageParity(fileBlock: Int) {
    for index in (fileBlock * ParityBlock.size)..<((fileBlock + 1) * ParityBlock.size) { parity[index] ^= 0xA5 }
  }
}
