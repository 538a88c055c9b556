import ByteCoding
import Testing
import ZstdCoding

@Suite struct ZstdCoderTests {
  private func bytes(_ count: Int, _ mask: UInt64) -> [UInt8] {
    var random = SplitMix(state: UInt64(count))
    return (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next() & mask) }
  }

  @Test(arguments: [0, 1, 2, 255, 256, 257, 65_791, 65_792, 300_000]) func roundTrip(_ count: Int) throws {
    for mask: UInt64 in [0, 0x0F, 0xFF] {
      let content = bytes(count, mask)
      for level in [1, 3, 19] {
        let frame = try ZstdCoder.compress(content, level: level)
        #expect(try ZstdCoder.compress(content[...], level: level) == frame)
        #expect(frame[4] & 0x04 != 0, "content checksum")
        #expect(try ZstdCoder.decompress(frame[...], expecting: count) == content)
        #expect(throws: Fault.self) { try ZstdCoder.decompress(frame[...], expecting: count + 1) }
        if count > 0 { #expect(throws: Fault.self) { try ZstdCoder.decompress(frame[...], expecting: count - 1) } }
      }
    }
  }

  @Test func everyTruncationAndAppendixIsRefused() throws {
    let frame = try ZstdCoder.compress(bytes(700, 0x0F), level: 3)
    for length in 0..<frame.count {
      let fault = #expect(throws: Fault.self) { try ZstdCoder.decompress(frame.prefix(length), expecting: 700) }
      #expect(fault?.kind == .damaged)
      #expect(fault?.code.hasPrefix("zstd.") == true)
    }
    let empty = try ZstdCoder.compress([UInt8](), level: 3)
    let skippable: [UInt8] = [0x50, 0x2A, 0x4D, 0x18, 0, 0, 0, 0]
    for extra in [[0], empty, frame, skippable] {
      #expect(throws: Fault.self) { try ZstdCoder.decompress((frame + extra)[...], expecting: 700) }
    }
    #expect(throws: Fault.self) { try ZstdCoder.decompress((skippable + frame)[...], expecting: 700) }
    #expect(throws: Fault.self) { try ZstdCoder.decompress(skippable[...], expecting: 0) }
  }

  @Test func everyFlippedBitIsRefusedOrChangesNothing() throws {
    let content = bytes(300, 0x07)
    let frame = try ZstdCoder.compress(content, level: 3)
    for position in frame.indices {
      for bit in 0..<8 {
        var changed = frame
        changed[position] ^= 1 << bit
        if let result = try? ZstdCoder.decompress(changed[...], expecting: 300) { #expect(result == content) }
      }
    }
  }

  @Test func largeWindowsAreRefused() {
    // Magic, descriptor with a 4-byte size and a window, window of 2 GiB, 300 bytes, one last raw block of them.
    let frame: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x80, 21 << 3, 0x2C, 1, 0, 0, 0x61, 9, 0] + [UInt8](repeating: 7, count: 300)
    let fault = #expect(throws: Fault.self) { try ZstdCoder.decompress(frame[...], expecting: 300) }
    #expect(fault?.code == "zstd.window")
    var small = frame
    small[5] = 0
    #expect((try? ZstdCoder.decompress(small[...], expecting: 300)) == [UInt8](repeating: 7, count: 300))
  }

  @Test func theLibraryNamesItself() { #expect(ZstdCoder.libraryVersion.hasPrefix("zstd 1.")) }
}
