import ArchiveFormat
import ArchiveStore
import Archiving
import ByteCoding
import Foundation
import Reporting
import TestSupport
import Testing

@testable import Receipts

@Suite struct ReceiptTests {
  @Test func aReceiptStatesEveryEntryOfARun() throws {
    try withTemporaryFolder { folder in
      let kit = try ReceiptKit(folder)
      try kit.write("a.txt", "one")
      try kit.write("b/c.txt", "two, longer")
      try FileManager.default.createSymbolicLink(atPath: kit.source.appendingPathComponent("link").path, withDestinationPath: "a.txt")
      mkfifo(kit.source.appendingPathComponent("pipe").path, 0o600)
      let receipt = try kit.issue(kit.run())
      #expect(receipt.number == 1 && receipt.path == "receipts/000001.jsonl")
      let (summary, entries) = try kit.read(kit.bytes(receipt))
      #expect(summary.end.counts == ["file": 2, "folder": 1, "symlink": 1, "skipped": 1])
      #expect(summary.end.bytes == 14 && summary.end.complete && !summary.end.interrupted)
      #expect(summary.key == kit.key.verifying && summary.header.previous == nil)
      #expect(entries.map(\.path) == ["a.txt", "b", "b/c.txt", "link", "pipe"])
      let file = try #require(entries.first)
      #expect(file.sha256 == SHA256Digest(of: Array("one".utf8)) && file.size == 3 && file.version == 1)
      #expect(file.statement == .rebuilt && file.tier == .storedWhole && file.unit == "data/units/a.txt.glsn")
      let unit = [UInt8](try Data(contentsOf: kit.archive.appendingPathComponent("data/units/a.txt.glsn")))
      #expect(file.unitSHA256 == SHA256Digest(of: unit))
      for level in ReceiptCheck.Level.allCases {
        let checked = try kit.check(receipt, level)
        #expect(checked.findings == [] && checked.summary.units == 4)
      }
    }
  }

  @Test func equalRunsGiveEqualReceipts() throws {
    try withTemporaryFolder { folder in
      let kit = try ReceiptKit(folder)
      for index in 0..<100 { try kit.write("\(index % 7)/\(index).txt", "file \(index)") }
      let other = folder.appendingPathComponent("other")
      // The second one in pieces so small that hundreds of runs have to be merged.
      try kit.issue(kit.run())
      try kit.issue(kit.run(ledger: Ledger(pieceBytes: 500), into: other) { $0.jobs = 1 }, into: other)
      let paths = [kit.archive, other].map { $0.appendingPathComponent("receipts/000001.jsonl") }
      #expect(try Data(contentsOf: paths[0]) == Data(contentsOf: paths[1]))
    }
  }

  @Test func unchangedFilesAreStatedWithTheDigestOfTheManifest() throws {
    try withTemporaryFolder { folder in
      let kit = try ReceiptKit(folder)
      for name in ["a", "a b", "a.d/x", "z"] { try kit.write(name, name) }
      let first = try kit.read(kit.bytes(kit.issue(kit.run()))).entries
      let second = try kit.issue(kit.run())
      var (summary, entries) = try kit.read(kit.bytes(second))
      #expect(summary.header.number == 2 && entries.filter { $0.type == .file }.allSatisfy { $0.statement == .unchangedByTime })
      #expect(entries.map(\.unitSHA256) == first.map(\.unitSHA256))
      try kit.write("a", "A")
      (summary, entries) = try kit.read(kit.bytes(kit.issue(kit.run { $0.checkContents = true })))
      let changed = try #require(entries.first { $0.path == "a" })
      #expect(changed.version == 2 && changed.statement == .rebuilt && changed.unit == "data/units/a=v2.glsn")
      #expect(entries.first { $0.path == "z" }?.statement == .unchangedRebuilt)
      #expect(try kit.check(second, .restore).findings == [])
    }
  }

  @Test func everyChangedByteIsFound() throws {
    try withTemporaryFolder { folder in
      let kit = try ReceiptKit(folder)
      try kit.write("a.txt", "one")
      mkfifo(kit.source.appendingPathComponent("pipe").path, 0o600)
      let bytes = try kit.bytes(kit.issue(kit.run()))
      #expect(kit.faultCode(bytes) == nil)
      for index in bytes.indices {
        for flip in [UInt8(1), 0x20, 0x80] {
          var changed = bytes
          changed[index] ^= flip
          #expect(kit.faultCode(changed) != nil, "byte \(index), flip \(flip)")
        }
      }
      for length in bytes.indices { #expect(kit.faultCode(Array(bytes[..<length])) != nil, "cut to \(length)") }
      for more in [[0x0A], [0x20], Array("{}\n".utf8), bytes] as [[UInt8]] { #expect(kit.faultCode(bytes + more) != nil) }
      // Whole lines that go, come twice, or change places.
      let lines = bytes.split(separator: 0x0A).map { Array($0) + [0x0A] }
      for index in lines.indices {
        var (fewer, more) = (lines, lines)
        fewer.remove(at: index)
        more.insert(lines[index], at: index)
        #expect(kit.faultCode(Array(fewer.joined())) != nil && kit.faultCode(Array(more.joined())) != nil)
      }
      #expect(kit.faultCode([]) == "receipt.truncated")
    }
  }

  /// Whoever has the key can sign what is not true to itself; the reader still counts.
  @Test func aSignedReceiptThatContradictsItselfIsRefused() throws {
    try withTemporaryFolder { folder in
      let kit = try ReceiptKit(folder)
      try kit.write("a.txt", "one")
      let text = String(decoding: try kit.bytes(kit.issue(kit.run())), as: UTF8.self)
      func sealed(_ old: String, _ new: String) throws -> [UInt8] {
        var lines = text.replacingOccurrences(of: old, with: new).split(separator: "\n").map { Array($0.utf8) }
        lines.removeLast()
        let body = Array(lines.joined(separator: [0x0A])) + [0x0A]
        let digest = SHA256Digest(of: body)
        let signature = try kit.key.signature(for: ReceiptSeal.message(digest)).hex
        return body + Array("{\"sha256\":\"\(digest.hex)\",\"signature\":\"\(signature)\",\"type\":\"seal\"}\n".utf8)
      }
      #expect(try kit.faultCode(sealed("", "")) == nil)
      #expect(try kit.faultCode(sealed("\"file\":1", "\"file\":2")) == "receipt.counts")
      #expect(try kit.faultCode(sealed("\"bytes\":3", "\"bytes\":4")) == "receipt.counts")
      #expect(try kit.faultCode(sealed("\"path\":\"a.txt\"", "\"path\":\"../a.txt\"")) == "receipt.path")
      #expect(try kit.faultCode(sealed("data/units/a.txt.glsn", "data/units/../../etc/passwd")) == "receipt.path")
      #expect(try kit.faultCode(sealed("data/units/a.txt.glsn", "data/units/b.txt.glsn")) == "receipt.path")
      #expect(try kit.faultCode(sealed("\"size\":3", "\"size\":-3")) == "receipt.entry")
      #expect(try kit.faultCode(sealed("\"size\":3", "\"size\":99999999999999999999")) == "receipt.line")
      #expect(try kit.faultCode(sealed("\"version\":1", "\"version\":0")) == "receipt.entry")
      #expect(try kit.faultCode(sealed("\"format\":1", "\"format\":2")) == "receipt.newer")
      #expect(try kit.faultCode(sealed("\"number\":1", "\"number\":0")) == "receipt.header")
      #expect(try kit.faultCode(sealed(kit.key.verifying.hex, SHA256Digest(of: [1]).hex)) != nil)
      #expect(kit.faultCode([UInt8](repeating: 0x5B, count: 3 << 20)) == "receipt.line")
      #expect(kit.faultCode([UInt8](repeating: 0x5B, count: 100_000) + [0x0A]) == "receipt.line")
    }
  }

  @Test func receiptsChain() throws {
    try withTemporaryFolder { folder in
      let kit = try ReceiptKit(folder)
      try kit.write("a.txt", "one")
      let receipts = try (0..<3).map { _ in try kit.issue(kit.run()) }
      let headers = try receipts.map { try kit.read(kit.bytes($0)).summary.header }
      #expect(headers.map(\.number) == [1, 2, 3] && Set(headers.map(\.archive)).count == 1)
      #expect(headers[2].previous == receipts[1].digest && headers[1].previous == receipts[0].digest)
      let checked = try kit.check(receipts[2], .signature)
      #expect(checked.findings == [] && checked.summary.receiptsBefore == 2)
      // One in the middle changed, then gone.
      let second = kit.archive.appendingPathComponent(receipts[1].path)
      var bytes = try kit.bytes(receipts[1])
      bytes[20] ^= 1
      try Data(bytes).write(to: second)
      #expect(try kit.check(receipts[2], .signature).findings.map(\.kind) == [.statement])
      try FileManager.default.removeItem(at: second)
      #expect(try kit.check(receipts[2], .signature).findings.map(\.kind) == [.missing])
      // The next still counts on from the newest, and follows it.
      let fourth = try kit.issue(kit.run())
      #expect(try kit.read(kit.bytes(fourth)).summary.header.previous == receipts[2].digest && fourth.number == 4)
    }
  }

  @Test func aStoppedRunSaysSo() throws {
    try withTemporaryFolder { folder in
      let kit = try ReceiptKit(folder)
      for index in 0..<300 { try kit.write("\(index).txt", "file \(index)") }
      final class Stopper: Sendable {
        func control() -> OperationControl {
          let box = Box()
          let control = OperationControl { event in
            if case .fileFinished = event { box.control?.stop() }
          }
          box.control = control
          return control
        }
        final class Box: @unchecked Sendable { weak var control: OperationControl? }
      }
      let control = Stopper().control()
      let ledger = try kit.run(control: control) { $0.jobs = 1 }
      #expect(control.isStopped)
      let receipt = try kit.issue(ledger, ending: .init(isInterrupted: true))
      let (summary, entries) = try kit.read(kit.bytes(receipt))
      #expect(!summary.end.complete && summary.end.interrupted)
      #expect(!entries.isEmpty && entries.count < 300)
      #expect(try kit.check(receipt, .restore).findings == [])
      let failed = try kit.issue(ledger, ending: .init(failure: Fault(.environment, "io.write", "cannot write")))
      #expect(try kit.read(kit.bytes(failed)).summary.end.code == "io.write")
    }
  }

  @Test func anArchiveThatDiffersIsFound() throws {
    try withTemporaryFolder { folder in
      let kit = try ReceiptKit(folder)
      for name in ["a", "b", "c", "d"] { try kit.write(name, "file \(name)") }
      let receipt = try kit.issue(kit.run())
      func unit(_ name: String) -> URL { kit.archive.appendingPathComponent("data/units/\(name).glsn") }
      try FileManager.default.removeItem(at: unit("a"))
      var bytes = try Data(contentsOf: unit("b"))
      bytes[bytes.count / 2] ^= 1
      try bytes.write(to: unit("b"))
      try FileManager.default.removeItem(at: unit("c"))
      try FileManager.default.copyItem(at: unit("d"), to: unit("c"))
      let byFile = Dictionary(grouping: try kit.check(receipt, .fixity).findings, by: \.file).mapValues { $0.map(\.kind) }
      #expect(
        byFile == ["data/units/a.glsn": [.missing], "data/units/b.glsn": [.damaged], "data/units/c.glsn": [.damaged]], "\(byFile)")
      #expect(try kit.check(receipt, .signature).findings.first { $0.file.contains("c.glsn") }?.kind == .misplaced)
      // Another original of the same name, taken in by another archive.
      try kit.write("d", "another file d")
      let other = folder.appendingPathComponent("other")
      _ = try kit.run(into: other)
      try FileManager.default.removeItem(at: unit("d"))
      try FileManager.default.copyItem(at: other.appendingPathComponent("data/units/d.glsn"), to: unit("d"))
      #expect(try kit.check(receipt, .signature).findings.first { $0.file.contains("d.glsn") }?.kind == .statement)
    }
  }
}
