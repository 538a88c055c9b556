import ArchiveFormat
import ByteCoding
import Testing

@testable import ArchiveStore

@Suite struct UnitNameTests {
  private func unit(_ bytes: [UInt8], _ kind: FileRecord.Kind = .file, _ version: Int = 1) throws -> String {
    UnitName.unit(for: try #require(RelativePath(bytes: bytes)), kind: kind, version: version)
  }

  @Test func everydayNamesStayAsTheyAre() throws {
    #expect(try unit(Array("2026-05-01 Hafen/IMG_1.NEF".utf8)) == "data/units/2026-05-01 Hafen/IMG_1.NEF.glsn")
    #expect(try unit(Array("Küste/ø.dng".utf8), .file, 3) == "data/units/Küste/ø.dng=v3.glsn")
    #expect(try unit(Array("a/b".utf8), .folder) == "data/units/a/b/=folder.glsn")
  }

  @Test func awkwardBytesAreEscaped() throws {
    #expect(try unit(Array("a=b%\\\n".utf8)) == "data/units/a=3Db=25=5C=0A.glsn")
    #expect(try unit([0xFF, 0x41]) == "data/units/=FFA.glsn")
    // e + combining acute: not in composed form, so its bytes are written out.
    #expect(try unit(Array("e\u{301}".utf8)) == "data/units/e=CC=81.glsn")
    #expect(try unit(Array("\u{2028}".utf8)) == "data/units/=E2=80=A8.glsn")
  }

  @Test func foldersCannotCollideWithOurFiles() throws {
    #expect(try unit(Array("x.glsn/y".utf8)) == "data/units/x.gls=6E/y.glsn")
    #expect(try unit(Array("x".utf8)) == "data/units/x.glsn")
  }

  @Test func noTwoPathsShareAName() throws {
    var generator = SplitMix(state: 7)
    let alphabet: [UInt8] = [0x41, 0x61, 0x2E, 0x3D, 0x76, 0x32, 0xC3, 0xA9, 0xFF, 0x25, 0x7E]
    var seen: [String: [UInt8]] = [:]
    for _ in 0..<20_000 {
      let name = (0..<Int.random(in: 1...6, using: &generator)).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] }
      guard let path = RelativePath(components: [name]) else { continue }
      let unit = UnitName.unit(for: path, kind: .file, version: 1)
      if let other = seen[unit] { #expect(other == name, "\(unit)") }
      seen[unit] = name
    }
  }

  @Test func longNamesFitAndStayApart() throws {
    let one = [UInt8](repeating: 0x61, count: 255)
    let two = [UInt8](repeating: 0x61, count: 254) + [0x62]
    let names = try [one, two].map { try unit($0, .file, 1_234_567) }
    #expect(names[0] != names[1])
    for name in names { #expect(name.split(separator: "/").allSatisfy { $0.utf8.count <= 255 }) }
    // Neither an escape nor a character may be cut in two.
    for length in 180...255 {
      let cut = try unit(Array(String(repeating: "é\u{1}", count: length).utf8.prefix(length)))
      #expect(String(validating: Array(cut.utf8), as: UTF8.self) != nil)
    }
  }

  @Test func versionsAreReadBack() {
    #expect(UnitName.parse("a.nef.glsn")?.version == 1)
    #expect(UnitName.parse("a.nef=v12.glsn")?.version == 12)
    #expect(UnitName.parse("a.nef=v12.glsn")?.stem == "a.nef")
    #expect(UnitName.parse("a.json") == nil)
  }
}

/// A seeded generator: tests choose the same names every time.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
