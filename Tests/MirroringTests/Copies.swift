import Archiving
import ArchiveStore
import Auditing
import ByteCoding
import Foundation
import Mirroring
import PlaneCodec
import Reporting
import Synchronization
import TestSupport
import Testing

/// An archive of small files and its second copy, in a folder of their own.
struct Copies {
  let folder: URL
  var source: URL { folder.appendingPathComponent("source") }
  var archive: URL { folder.appendingPathComponent("A") }
  var target: URL { folder.appendingPathComponent("B") }

  /// Makes the source; archives it unless told not to.
  init(_ folder: URL, mirrored: Bool = true) throws {
    self.folder = folder
    for index in 0..<8 { try put("file \(index)\n", at: "a/\(index).txt") }
    // Two pieces of 8 MiB would be slow; one of random bytes has one `BODY`.
    var random = RepeatableRandomNumberGenerator(seed: 5)
    try Data(random.bytes(40_000)).write(to: source.appendingPathComponent("b.bin"))
    try take()
    if mirrored { #expect(try mirror().summary.isWhole) }
  }

  func put(_ text: String, at path: String) throws {
    let place = source.appendingPathComponent(path)
    try FileManager.default.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: place)
  }

  /// Archives the source as it is.
  func take() throws {
    let options = ArchiveOptions(planes: PlaneEncoder(profile: .stored), jobs: 2, software: "test")
    try ArchiveRun(source: source.path, options: options, control: OperationControl()).run(into: archive.path)
  }

  func mirror(
    _ from: URL? = nil, to target: URL? = nil, quick: Bool = false, dryRun: Bool = false, control: OperationControl? = nil
  ) throws -> (summary: MirrorSummary, findings: [Finding]) {
    var options = MirrorOptions(jobs: 2, software: "test")
    options.quick = quick
    options.dryRun = dryRun
    let findings = Findings()
    let summary = try MirrorRun(
      from: (from ?? archive).path, to: (target ?? self.target).path, options: options, control: control ?? findings.control
    ).run()
    return (summary, findings.all)
  }

  func compare(heals: Bool = true) throws -> (summary: AgainstSummary, findings: [Finding]) {
    var options = AgainstOptions(jobs: 2)
    options.heals = heals
    let findings = Findings()
    return (try AgainstRun(archive.path, against: target.path, options: options, control: findings.control).run(), findings.all)
  }

  /// What an audit of every byte finds.
  func audit(_ place: URL) throws -> [Finding] {
    let findings = Findings()
    _ = try AuditRun(Archive.open(place.path), options: AuditOptions(jobs: 2), control: findings.control).run()
    return findings.all
  }

  /// Differences between the two copies, but for what is each one's own.
  func differences() throws -> [String] {
    func names(_ place: URL) throws -> [String: SHA256Digest] {
      var files: [String: SHA256Digest] = [:]
      for (path, entry) in try FolderSnapshot(of: place).entries {
        let name = String(decoding: path, as: UTF8.self)
        if case .file(_, let digest) = entry.kind, !["quarantine", "proofs", ".lock"].contains(where: { name.hasPrefix($0) }) {
          files[name] = digest
        }
      }
      return files
    }
    let (first, second) = (try names(archive), try names(target))
    return Set(first.keys).union(second.keys).filter { first[$0] != second[$0] }.sorted()
  }

  /// Flips bits of one byte.
  func damage(_ place: URL, _ path: String, at offset: Int) throws {
    let file = place.appendingPathComponent(path)
    var bytes = try Data(contentsOf: file)
    bytes[offset < 0 ? bytes.count + offset : offset] ^= 0x55
    try bytes.write(to: file)
  }

  func remove(_ place: URL, _ path: String) throws { try FileManager.default.removeItem(at: place.appendingPathComponent(path)) }

  func quarantined(_ place: URL) -> [String] {
    let root = place.appendingPathComponent("quarantine")
    return (FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []).filter {
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: root.appendingPathComponent($0).path, isDirectory: &isFolder) && !isFolder.boolValue
    }.sorted()
  }
}

/// Collects findings from any thread.
final class Findings: Sendable {
  private let list = Mutex<[Finding]>([])
  var control: OperationControl {
    OperationControl { [self] event in
      if case .finding(let finding) = event { list.withLock { $0.append(finding) } }
    }
  }
  var all: [Finding] { list.withLock { $0.sorted { $0.file < $1.file } } }
}

/// Runs a test with an archive and, unless told not to, its second copy.
func withCopies(mirrored: Bool = true, _ body: (Copies) throws -> Void) throws {
  try withTemporaryFolder { folder in try body(Copies(folder, mirrored: mirrored)) }
}
