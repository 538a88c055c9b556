import ByteCoding
import ParityCoding
import TestSupport
import Testing

/// The bytes of parity files: the same always, as long as asked for, and what plain arithmetic says.
@Suite struct EncoderTests {
  @Test func workersAndPiecesDoNotMatter() throws {
    let sizes = [4096 * 700, 123_456, 0, 4096 * 900 + 1]
    let group = try Group(sizes: sizes)
    for (workers, chunk) in [(1, 4096), (2, 777), (4, 1 << 22), (3, 5000)] {
      #expect(try Group.encode(group.members, group.files, overhead: 600, workers: workers, chunk: chunk) == group.parity)
    }
    let file = try group.opened()
    let again = try ParityEncoder(geometry: file.geometry, overhead: file.overhead, members: file.members, workers: 2)
    #expect(try Group.feed(again, group.files) == group.parity)
  }

  /// The digest of a small parity file, for ever.
  @Test func theFormatStaysAsItIs() throws {
    let group = try Group(sizes: [5000, 0, 4096 * 600, 1])
    #expect(SHA256Digest(of: group.parity).hex == "6aaba80c0c7302ba948a309c37920c3dc14dd282fbef2765e9e83a88dadb47b8")
  }

  @Test func wrongInputIsRefused() throws {
    let group = try Group(sizes: [5000, 6000])
    func code(_ work: (ParityEncoder) throws(Fault) -> Void) throws -> String {
      let encoder = try ParityEncoder(ParityParameters(), members: group.members)
      do throws(Fault) {
        try work(encoder)
        return ""
      } catch {
        return error.code
      }
    }
    #expect(try code { encoder throws(Fault) in try encoder.append([1], of: 1) } == "parity.order")
    #expect(try code { encoder throws(Fault) in try encoder.append([1], of: 2) } == "parity.order")
    #expect(try code { encoder throws(Fault) in try encoder.append([1], of: -1) } == "parity.order")
    #expect(try code { encoder throws(Fault) in try encoder.append(group.files[0] + [1], of: 0) } == "parity.long")
    #expect(
      try code { encoder throws(Fault) in
        try encoder.append([1], of: 0); try encoder.finish { _ in }
      } == "parity.short")
    #expect(try code { encoder throws(Fault) in try encoder.append(group.files[1].prefix(5000), of: 0) } == "parity.changed")
    #expect(throws: Fault.self) { try ParityParameters(overhead: 3001) }
    #expect(throws: Fault.self) { try ParityParameters(overhead: -1) }
    let far = [ParityMember(path: [], size: 10, digest: group.members[0].digest, extents: [ParityExtent(firstBlock: 1, count: 1)])]
    #expect(throws: Fault.self) { try ParityEncoder(ParityParameters(), members: far) }
    let huge = [ParityMember(path: [], size: 1 << 50, digest: group.members[0].digest)]
    #expect(throws: Fault.self) { try ParityEncoder(ParityParameters(), members: huge) }
  }

  /// From about 1,000 blocks on the whole file stays within what was asked for; every group up to large ones gets a code.
  @Test func overheadIsKept() throws {
    let digest = SHA256Digest(of: [])
    for overhead in [0, 1, 100, 300, 600, 1000, 2000, 3000] {
      for blocks in [1, 2, 3, 10, 100, 234, 235, 500, 1000, 5000, 20_000, 75_000, 1 << 18, 1 << 20] {
        let member = ParityMember(path: Array("data/units/a.glsn".utf8), size: blocks * 4096, digest: digest)
        let geometry = try ParityParameters(overhead: overhead).geometry(for: [member])
        let total = try EncodedSize.blocks(geometry, [member])
        #expect(geometry.blockCount == blocks && (geometry.storedRows > 0) == (overhead > 0))
        if overhead >= 300, blocks >= 1000 { #expect(total * 10_000 <= blocks * overhead) }
        if overhead == 600 || (overhead >= 1000 && blocks == 75_000) {
          let burst = 100 * Double(geometry.storedRows * geometry.stripeCount) / Double(blocks)
          print("overhead \(overhead), \(blocks) blocks: \(total) blocks, burst \(burst) %, \(geometry)")
        }
      }
    }
  }
}

/// The length of a parity file, from its documented layout.
enum EncodedSize {
  static func blocks(_ geometry: ParityGeometry, _ members: [ParityMember]) throws -> Int {
    let list = members.reduce(1) { $0 + $1.path.count + 50 }
    let pieces = (8 * (geometry.blockCount + geometry.parityCount) + list + 3919) / 3920
    let stripes = (pieces + 159) / 160
    let perStripe = (pieces + stripes - 1) / stripes
    return stripes * (perStripe + perStripe / 2 + 2) + geometry.parityCount
  }
}
