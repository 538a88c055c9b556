internal import ArchiveFormat
internal import ArchiveStore
internal import ByteCoding
internal import FuzzSupport
@testable internal import Receipts

/// Receipts and keys: whatever the text, lines are refused or have one meaning; the last byte chooses.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = FuzzInput(start, count)
  let choice = input.choice()
  let bytes = input.bytes
  switch choice % 4 {
  case 0, 1: fuzzReceipt(bytes)
  case 2:
    let text = String(decoding: bytes, as: UTF8.self)
    if let expected = ExpectedKey(text), let key = VerifyingKey(bytes: SampleReceipt.key) { _ = expected.matches(key) }
    _ = (PEM.decode(text, label: "PRIVATE KEY"), VerifyingKey(bytes: bytes)?.fingerprint)
  default:
    if let key = VerifyingKey(bytes: Array(bytes.prefix(32))) {
      precondition(!key.isValid(Array(bytes.dropFirst(32)), for: [1]) || bytes.count == 96)
    }
    let request = expectingFaults { () throws(Fault) in try CanonicalJSON.decode(ProofRequest.self, from: bytes, at: "here") }
    _ = expectingFaults { () throws(Fault) in try CanonicalJSON.decode(ProofAnswer.self, from: bytes, at: "here") }
    guard let request else { break }
    let again = expectingFaults { () throws(Fault) in
      try CanonicalJSON.decode(ProofRequest.self, from: CanonicalJSON.encode(request), at: "there")
    }
    precondition(again == request, "a request has one meaning")
  }
  return 0
}

private func fuzzReceipt(_ bytes: [UInt8]) {
  var parser = ReceiptParser()
  for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
    let taken = expectingFaults { () throws(Fault) in try parser.take(Array(line)) }
    guard let taken else { return }
    guard let entry = taken else { continue }
    if entry.unitKind != nil {
      precondition(entry.unit.flatMap { RelativePath($0) }?.components.starts(with: [Array("data".utf8), Array("units".utf8)]) == true)
    }
    let again = expectingFaults { () throws(Fault) in
      try CanonicalJSON.decode(ReceiptEntry.self, from: CanonicalJSON.encode(entry), at: "there")
    }
    precondition(again == entry, "an entry has one meaning")
  }
  _ = expectingFaults { () throws(Fault) in try parser.finish() }
}

/// What receipts look like, unsigned: no mutation could be signed anyway.
enum SampleReceipt {
  static let key = [UInt8]([
    0xD7, 0x5A, 0x98, 0x01, 0x82, 0xB1, 0x0A, 0xB7, 0xD5, 0x4B, 0xFE, 0xD3, 0xC9, 0x64, 0x07, 0x3A, 0x0E, 0xE1, 0x72, 0xF3, 0xDA, 0xA6,
    0x23, 0x25, 0xAF, 0x02, 0x1A, 0x68, 0xF7, 0x07, 0x51, 0x1A,
  ])

  static var text: [UInt8] {
    let digest = SHA256Digest(of: [])
    let header = ReceiptHeader(
      number: 2, operation: .archive, began: "2026-01-01T00:00:00Z", software: "glassine", archive: String(repeating: "0a", count: 16),
      source: "photos", publicKey: key.hex, previous: digest)
    var lines: [[UInt8]?] = [try? CanonicalJSON.encode(header)]
    for (kind, path) in [
      (ReceiptEntry.Kind.file, "a/b.nef"), (.removed, "c"), (.folder, "a"), (.symlink, "l"), (.failed, "x"), (.kept, "k"),
    ] {
      guard let path = RelativePath(path) else { continue }
      var entry = ReceiptEntry(kind, path: path)
      (entry.size, entry.sha256, entry.tier, entry.version, entry.unitSHA256) = (1, digest, .fileExact, 2, digest)
      entry.unit = entry.unitKind.map { UnitName.unit(for: path, kind: $0, version: 2) }
      (entry.statement, entry.cover, entry.code, entry.reason) = (.rebuilt, "parity", "io.read", "cannot read")
      lines.append(try? CanonicalJSON.encode(entry))
    }
    let end = ReceiptEnd(
      ended: "2026-01-01T00:00:01Z", complete: true, interrupted: false,
      counts: ["file": 1, "removed": 1, "folder": 1, "symlink": 1, "failed": 1, "kept": 1], bytes: 2)
    lines.append(try? CanonicalJSON.encode(end))
    let body = Array(lines.compactMap { $0 }.joined(separator: [0x0A])) + [0x0A]
    let seal = ReceiptSeal(sha256: SHA256Digest(of: body), signature: String(repeating: "ab", count: 64))
    return body + ((try? CanonicalJSON.encode(seal)) ?? [])
  }
}

/// The program: libFuzzer, or the writer of seeds.
@_cdecl("ReceiptFuzz_main")
public func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
  runFuzzProgram(count, arguments, fuzzOne) {
    var seeds: [String: [UInt8]] = ["receipt": SampleReceipt.text + [0], "key": Array(SampleReceipt.key.hex.utf8) + [2]]
    for (index, line) in SampleReceipt.text.split(separator: 0x0A).enumerated() { seeds["line-\(index)"] = Array(line) + [0] }
    seeds["pem"] = Array(PEM.encode(PEM.publicPrefix + SampleReceipt.key, label: "PUBLIC KEY").utf8) + [2]
    let digest = SHA256Digest(of: [])
    let request = ProofRequest(unit: "data/units/a.glsn", unitSHA256: digest, size: 0, sha256: digest)
    if let text = try? CanonicalJSON.encode(request) { seeds["request"] = text + [3] }
    seeds["signature"] = SampleReceipt.key + [UInt8](repeating: 7, count: 64) + [3]
    return seeds
  }
}
