import ByteCoding
import Testing

@Suite struct ByteReaderTests {
  @Test func integersRoundTripInBothOrders() throws {
    var writer = ByteWriter()
    writer.u16(0x1234)
    writer.u32(0xDEAD_BEEF, bigEndian: true)
    writer.u64(0x0123_4567_89AB_CDEF)
    for value in [0, 1, 127, 128, 16_383, 16_384, Int.max] { writer.varint(value) }
    var reader = ByteReader(writer.bytes)
    #expect(try reader.u16() == 0x1234)
    #expect(try reader.u32(bigEndian: true) == 0xDEAD_BEEF)
    #expect(try reader.u64() == 0x0123_4567_89AB_CDEF)
    for value in [0, 1, 127, 128, 16_383, 16_384, Int.max] { #expect(try reader.varint() == value) }
    #expect(reader.isAtEnd)
  }

  @Test func nothingIsReadPastTheEnd() {
    var reader = ByteReader([1, 2, 3])
    #expect(throws: Fault.self) { try reader.u32() }
    #expect(throws: Fault.self) { try reader.read(-1) }
    #expect(throws: Fault.self) { try reader.read(Int.max) }
    #expect(throws: Fault.self) { try reader.seek(to: 4) }
  }

  @Test func varintsHaveOneFormOnly() {
    var padded = ByteReader([0x80, 0x00])
    #expect(throws: Fault.self) { try padded.varint() }
    var endless = ByteReader([UInt8](repeating: 0xFF, count: 12))
    #expect(throws: Fault.self) { try endless.varint() }
  }

  @Test func digestsAreThoseOfTheStandard() throws {
    // FIPS 180-4's example "abc".
    let digest = SHA256Digest(of: Array("abc".utf8))
    #expect(digest.hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(SHA256Digest(hex: digest.hex.uppercased()) == digest)
    #expect(SHA256Digest(hex: "zz") == nil)
  }
}
