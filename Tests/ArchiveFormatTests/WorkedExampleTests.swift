import ByteCoding
import Foundation
import TestSupport
import Testing

@testable import ArchiveFormat

/// The unit that FORMAT.md section 9 shows byte by byte.
@Suite struct WorkedExampleTests {
  static func unit() throws -> [UInt8] {
    let path = try #require(RelativePath("a"))
    let record = FileRecord(
      path: path, kind: .folder, size: 0, sha256: nil, modifiedSeconds: 0, modifiedNanoseconds: 0, permissions: 0o755, version: 1,
      writer: "glassine")
    var writer = try UnitWriter(to: MemorySink(), sectionCount: 1)
    try writer.append(.file, record.encoded())
    return try writer.finish().sink.bytes
  }

  /// Sixteen bytes a line, offset in front, text behind.
  static func dump(_ bytes: [UInt8]) -> String {
    stride(from: 0, to: bytes.count, by: 16).map { start in
      let row = bytes[start..<min(start + 16, bytes.count)]
      let hex = row.map { [$0].hex }.joined(separator: " ")
      let text = row.map { (0x20...0x7E).contains($0) ? String(UnicodeScalar($0)) : "." }.joined()
      let offset = String(start, radix: 16)
      return String(repeating: "0", count: 4 - offset.count) + offset + "  " + hex.padding(toLength: 49, withPad: " ", startingAt: 0) + text
    }.joined(separator: "\n")
  }

  @Test func theDocumentShowsWhatTheCodeWrites() throws {
    let unit = try Self.unit()
    let document = try String(contentsOf: Places.packageRoot.appending(path: "docs/FORMAT.md"), encoding: .utf8)
    #expect(document.contains(Self.dump(unit)), "FORMAT.md section 9 should show:\n\(Self.dump(unit))")
    #expect(document.contains("is \(unit.count) bytes"))
    #expect(try UnitReader(MemorySource(unit)).record().kind == .folder)
  }
}
