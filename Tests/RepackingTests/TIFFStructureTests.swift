import ByteCoding
import TIFFReading
import Testing
import TestSupport

@Suite struct TIFFStructureTests {
  /// Two chained directories, the first with two SubIFDs and an Exif directory.
  static func family(bigEndian: Bool) -> [UInt8] {
    var writer = ByteWriter()
    writer.write((bigEndian ? "MM" : "II").utf8)
    writer.u16(42, bigEndian: bigEndian)
    writer.u32(8, bigEndian: bigEndian)
    func directory(_ entries: [(UInt16, UInt16, UInt32, UInt32)], next: UInt32) {
      writer.u16(UInt16(entries.count), bigEndian: bigEndian)
      for (tag, type, count, value) in entries {
        writer.u16(tag, bigEndian: bigEndian)
        writer.u16(type, bigEndian: bigEndian)
        writer.u32(count, bigEndian: bigEndian)
        writer.u32(value, bigEndian: bigEndian)
      }
      writer.u32(next, bigEndian: bigEndian)
    }
    directory([(256, 4, 1, 64), (257, 4, 1, 48), (273, 4, 1, 150), (330, 4, 2, 98), (34_665, 4, 1, 106), (50_712, 3, 4, 144)], next: 124)
    #expect(writer.count == 86)
    writer.write([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    writer.u32(106, bigEndian: bigEndian)
    writer.u32(124, bigEndian: bigEndian)
    directory([(33_434, 5, 1, 136)], next: 0)
    directory([], next: 0)
    directory([], next: 0)
    writer.u32(1, bigEndian: bigEndian)
    writer.u32(250, bigEndian: bigEndian)
    for value in [0, 10, 100, 1000] as [UInt16] { writer.u16(value, bigEndian: bigEndian) }
    writer.write(Array(repeating: 1, count: 50))
    return writer.bytes
  }

  @Test(arguments: [false, true])
  func directoriesEntriesAndImages(_ bigEndian: Bool) throws {
    let structure = try TIFFStructure(parsing: Self.family(bigEndian: bigEndian))
    #expect(structure.bigEndian == bigEndian && !structure.isBigTIFF && structure.version == 42)
    // The Exif directory is also the first SubIFD, the second chained one the other: each is read once.
    #expect(structure.directories.map(\.offset) == [8, 124, 106])
    #expect(structure.directories.map(\.role) == [.chained, .chained, .sub])
    #expect(structure.directories[2].parent == 0 && !structure.isComplete)
    let first = structure.directories[0]
    #expect(first[256]?.integer == 64 && first[330]?.integers() == [106, 124])
    #expect(first[50_712]?.integers(limit: 3) == [0, 10, 100])
    #expect(first[50_712]?.integer(at: 4) == nil && first[50_712]?.integer(at: -1) == nil)
    #expect(structure.directories[2][33_434]?.real(at: 0) == 0.004)
    #expect(structure.directories[2][33_434]?.integer == nil)
    let image = try #require(structure.images.first)
    #expect(image.width == 64 && image.height == 48 && image.compression == 1 && image.chunkHeight == 48 && !image.isTiled)
    #expect(image.chunks.count == 1 && image.chunks[0].offset == 150 && image.chunks[0].byteCount == 52)
    #expect(image.linearizationTable?.count == 4)
  }

  @Test func versionsOfRawFormats() throws {
    for version in [0x4F52, 0x5352, 0x0055] as [UInt16] {
      var file = TIFFFile.picture(width: 3, height: 2, bits: 8)
      file.version = version
      #expect(throws: Fault.self) { try TIFFStructure(parsing: file.bytes()) }
      #expect(try TIFFStructure(parsing: file.bytes(), lenient: true).version == version)
    }
    for bytes in [[], [0x49], Array("II*".utf8), Array("no such file at all".utf8), Array("IM*\0\u{8}\0\0\0".utf8)] as [[UInt8]] {
      let fault = #expect(throws: Fault.self) { try TIFFStructure(parsing: bytes, lenient: true) }
      #expect(fault?.code == "tiff.signature")
    }
  }

  @Test(arguments: [false, true])
  func bigTIFF(_ bigEndian: Bool) throws {
    var writer = ByteWriter()
    writer.write((bigEndian ? "MM" : "II").utf8)
    for value in [43, 8, 0] as [UInt16] { writer.u16(value, bigEndian: bigEndian) }
    writer.u64(16, bigEndian: bigEndian)
    writer.u64(3, bigEndian: bigEndian)
    for (tag, value) in [(256, 70), (257, 60), (324, 20)] as [(UInt16, UInt64)] {
      writer.u16(tag, bigEndian: bigEndian)
      writer.u16(16, bigEndian: bigEndian)
      writer.u64(1, bigEndian: bigEndian)
      writer.u64(value, bigEndian: bigEndian)
    }
    writer.u64(16, bigEndian: bigEndian)
    let structure = try TIFFStructure(parsing: writer.bytes)
    #expect(structure.isBigTIFF && structure.directories.count == 1 && !structure.isComplete)
    #expect(structure.images.first?.isTiled == true && structure.images.first?.width == 70)
    for length in writer.bytes.indices { _ = try? TIFFStructure(parsing: Array(writer.bytes[..<length])) }
  }

  @Test func cyclesEnd() throws {
    // A directory that follows itself, and one that is its own SubIFD and Exif directory.
    var file = TIFFFile(entries: [(330, .longs([8])), (34_665, .longs([8]))]).bytes()
    file.replaceSubrange(34..<38, with: [8, 0, 0, 0])
    let structure = try TIFFStructure(parsing: file)
    #expect(structure.directories.count == 1 && !structure.isComplete)
  }

  @Test func hugeCountsCostNothing() throws {
    for count in [[0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0x80], [0xFF, 0xFF, 0xFF, 0x1F]] as [[UInt8]] {
      var file = TIFFFile(entries: [(330, .longs([8, 9])), (256, .longs([1]))]).bytes()
      file.replaceSubrange(26..<30, with: count)
      let structure = try TIFFStructure(parsing: file)
      #expect(structure.directories[0][256]?.integer == 1 || structure.directories[0][330] == nil)
      #expect(!structure.isComplete)
    }
    // 65,535 entries are more than a directory may have.
    #expect(throws: Fault.self) {
      try TIFFStructure(parsing: Array("II*\0".utf8) + [8, 0, 0, 0, 0xFF, 0xFF] + Array(repeating: 0, count: 900_000))
    }
    // Many directories that all point to many others.
    var writer = ByteWriter()
    writer.write("II*\0".utf8)
    writer.u32(8)
    for index in 0..<600 {
      writer.u16(1)
      writer.u16(330)
      writer.u16(4)
      writer.u32(100)
      writer.u32(UInt32(8 + index * 2))
      writer.u32(UInt32(8 + (index + 1) * 18))
    }
    #expect(try TIFFStructure(parsing: writer.bytes).directories.count <= TIFFLimits.standard.directories)
  }

  @Test func impossibleImagesAreNone() throws {
    for change in [(256, 0), (257, 0), (256, 1 << 30)] as [(UInt16, Int)] {
      var file = TIFFFile.picture(width: 64, height: 64, bits: 8)
      file.entries += [(273, .longs([8]))]
      file.entries.removeAll { $0.tag == change.0 }
      file.entries.append((change.0, .longs([change.1])))
      #expect(try TIFFStructure(parsing: file.bytes()).images.isEmpty)
    }
    var tiled = TIFFFile.picture(width: 64, height: 64, bits: 8)
    tiled.entries += [(324, .longs([0, 9_999_999, 16])), (325, .longs([4, 4])), (322, .longs([32])), (323, .longs([32]))]
    let bytes = tiled.bytes()
    let image = try #require(try TIFFStructure(parsing: bytes).images.first)
    #expect(image.chunks.map(\.offset) == [0, 16] && image.chunks.map(\.row) == [0, 32])
    #expect(image.chunks[1].byteCount == bytes.count - 16)
  }
}

@Suite struct TIFFMutationTests {
  private func read(_ bytes: [UInt8]) {
    guard let structure = try? TIFFStructure(parsing: bytes, lenient: true) else { return }
    #expect(structure.directories.count <= TIFFLimits.standard.directories)
    for directory in structure.directories {
      for entry in directory.entries {
        _ = (entry.integers(limit: 100), entry.real(at: entry.count - 1), entry.text, entry.integer)
      }
    }
    for image in structure.images {
      #expect(image.chunks.allSatisfy { $0.offset >= 0 && $0.byteCount > 0 && $0.offset + $0.byteCount <= bytes.count })
    }
  }

  @Test(arguments: [false, true])
  func truncationsAndMutations(_ bigEndian: Bool) {
    let original = TIFFStructureTests.family(bigEndian: bigEndian)
    for length in 0...original.count { read(Array(original[..<length])) }
    var random = RepeatableRandomNumberGenerator(seed: bigEndian ? 1 : 2)
    for _ in 0..<6000 {
      var bytes = original
      for _ in 0...random.below(6) { bytes[random.below(bytes.count)] = UInt8(random.below(2) == 0 ? random.below(256) : random.below(9)) }
      if random.below(4) == 0 { bytes.removeLast(random.below(bytes.count)) }
      read(bytes)
    }
  }
}
