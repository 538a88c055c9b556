import ByteCoding
import Testing

@testable import ArchiveFormat

@Suite struct FileRecordTests {
  private func record(_ path: RelativePath) -> FileRecord {
    FileRecord(
      path: path, kind: .file, size: 5, sha256: SHA256Digest(of: [1, 2]), modifiedSeconds: -3, modifiedNanoseconds: 4, permissions: 0o644,
      tier: .storedWhole, reason: .init(code: "a.b", text: "why"), version: 1, writer: "test")
  }

  @Test func recordsRoundTripAndEncodeTheSameTwice() throws {
    let path = try #require(RelativePath("a/ü.nef"))
    let bytes = try record(path).encoded()
    #expect(try record(path).encoded() == bytes)
    let back = try FileRecord(decoding: bytes)
    #expect(back == record(path))
    #expect(try back.relativePath() == path)
  }

  @Test func namesThatAreNotUTF8KeepTheirBytes() throws {
    let path = try #require(RelativePath(bytes: [0x61, 0x2F, 0xFF, 0xFE, 0x0A]))
    let back = try FileRecord(decoding: record(path).encoded())
    #expect(try back.relativePath().bytes == [0x61, 0x2F, 0xFF, 0xFE, 0x0A])
  }

  @Test(arguments: ["/etc/passwd", "../x", "a/../../x", "a//b", "", ".", "a/", "a\u{0}b"])
  func pathsThatClimbOutAreRefused(_ text: String) throws {
    #expect(RelativePath(text) == nil)
    let path = try #require(RelativePath("a"))
    var hostile = record(path)
    hostile.path = text
    let bytes = try CanonicalJSON.encode(hostile)
    let fault = #expect(throws: Fault.self) { _ = try FileRecord(decoding: bytes) }
    #expect(fault?.code == "record.path")
  }

  @Test func namesCannotPlayTricksOnATerminal() throws {
    let path = try #require(RelativePath(bytes: Array("a\u{1B}[31m\u{202E}b".utf8)))
    #expect(!"\(path)".unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x202E })
  }
}
