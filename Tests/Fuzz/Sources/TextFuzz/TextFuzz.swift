internal import ArchiveFormat
@testable internal import ArchiveStore
internal import ByteCoding
internal import FuzzSupport
internal import MetadataCoding
internal import ShotMetadata

/// The texts of an archive: lines of manifests and journals, paths and names, records and facts; the last byte chooses.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = FuzzInput(start, count)
  let choice = input.choice()
  let bytes = input.bytes
  switch choice % 8 {
  case 0:
    guard let line = ManifestLine(parsing: bytes) else { break }
    precondition(ManifestLine(parsing: line.bytes.dropLast()) == line)
  case 1:
    guard let event = Journal.Event(parsing: bytes) else { break }
    precondition(Journal.Event(parsing: event.line.dropLast()) == event)
  case 2: fuzzPath(bytes)
  case 3:
    let record = expectingFaults { () throws(Fault) in try FileRecord(decoding: bytes) }
    guard let record else { break }
    let again = expectingFaults { () throws(Fault) in try FileRecord(decoding: record.encoded()) }
    precondition(again == record, "a record has one meaning")
  case 4: roundTrip(ShotFacts.self, bytes)
  case 5: roundTrip(MetadataBlock.self, bytes)
  case 6: _ = UnitName.parse(String(decoding: bytes, as: UTF8.self))
  default:
    let text = String(decoding: bytes, as: UTF8.self)
    _ = (SHA256Digest(hex: text), [UInt8](hex: text))
    precondition([UInt8](hex: bytes.hex) == bytes)
    var reader = ByteReader(bytes)
    while let value = try? reader.varint() {
      var writer = ByteWriter()
      writer.varint(value)
      precondition(bytes[..<reader.offset].suffix(writer.count).elementsEqual(writer.bytes))
    }
  }
  return 0
}

private func fuzzPath(_ bytes: [UInt8]) {
  _ = RelativePath.printable(bytes)
  guard let path = RelativePath(bytes: bytes) else { return }
  precondition(path.bytes == bytes)
  for kind in [FileRecord.Kind.file, .folder, .symlink] {
    for version in [1, 2] {
      let name = UnitName.unit(for: path, kind: kind, version: version)
      precondition(name.utf8.split(separator: 0x2F, omittingEmptySubsequences: false).allSatisfy { (1...255).contains($0.count) })
      precondition(RelativePath(name) != nil, "a unit's name is a path")
      let last = name.split(separator: "/").last.map(String.init) ?? ""
      precondition(UnitName.parse(last)?.version == version, "a unit's name says its version")
    }
  }
  _ = (path.description, path.exactText, path.parent, UnitName.unitFolder(for: path), UnitName.sidecar(for: path, suffix: ".json"))
}

private func roundTrip<Value: Codable & Equatable>(_ type: Value.Type, _ bytes: [UInt8]) {
  let value = expectingFaults { () throws(Fault) in try CanonicalJSON.decode(type, from: bytes, at: "here") }
  guard let value else { return }
  let again = expectingFaults { () throws(Fault) in try CanonicalJSON.decode(type, from: CanonicalJSON.encode(value), at: "there") }
  precondition(again == value, "a text has one meaning")
}

/// The program: libFuzzer, or the writer of seeds.
@_cdecl("TextFuzz_main")
public func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
  runFuzzProgram(count, arguments, fuzzOne) {
    let digest = SHA256Digest(of: [])
    var seeds: [String: [UInt8]] = [
      "manifest": ManifestLine(digest: digest, original: Array("a\\b\nc".utf8)).bytes.dropLast() + [0],
      "published": Journal.Event.published(path: "data/a", digest: digest).line.dropLast() + [1],
      "removed": Journal.Event.removed(path: "data/a").line.dropLast() + [1],
      "original": Journal.Event.original(path: [0x61, 0xFF], digest: digest, unit: "u").line.dropLast() + [1],
      "path": Array("a b/Möwe=v2/e\u{301}.glsn".utf8) + [2],
      "path-long": [UInt8](repeating: 0xC3, count: 100) + Array(repeating: 0x61, count: 200) + [2],
      "name": Array("b.nef=v12.glsn".utf8) + [6],
      "varints": [0x7F, 0x80, 0x01, 0xFF, 0xFF, 0x7F, 7],
      "hex": Array(digest.hex.utf8) + [7],
    ]
    let record = try? SampleUnits.record(.file, of: [1], tier: .storedWhole)?.encoded()
    if let record { seeds["record"] = record + [3] }
    if let bytes = try? CanonicalJSON.encode(SampleUnits.facts) { seeds["facts"] = bytes + [4] }
    if let bytes = try? CanonicalJSON.encode(MetadataBlock(makerNote: [1, 2], xmp: [0x78])) { seeds["metadata"] = bytes + [5] }
    return seeds
  }
}
