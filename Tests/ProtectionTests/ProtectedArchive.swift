import ArchiveStore
import Archiving
import Auditing
import ByteCoding
import Foundation
import PlaneCodec
import Reporting
import Synchronization
import TestSupport
import Testing

@testable import Protection

/// A small archive with parity, and what was true of it before anybody damaged it.
struct ProtectedArchive {
  let folder: URL
  var source: URL { folder.appendingPathComponent("source") }
  var root: URL { folder.appendingPathComponent("archive") }
  /// Blocks of a group and groups of a set: small, so that there are many.
  var groupBlocks: Int
  var setGroups: Int
  /// The folder of the parity, where it is elsewhere.
  var place: String?

  /// `files` originals of up to 24 KiB in three folders, and an empty one; protected unless told not to.
  init(
    _ folder: URL, files: Int = 40, groupBlocks: Int = ProtectOptions.standardGroupBlocks, setGroups: Int = 8, place: String? = nil,
    protected: Bool = true, seed: UInt64 = 1
  ) throws {
    self.folder = folder
    self.groupBlocks = groupBlocks
    self.setGroups = setGroups
    self.place = place
    var random = RepeatableRandomNumberGenerator(seed: seed)
    for index in 0..<files { try put(random.bytes(100 + random.below(24_000)), at: "\(index % 3)/\(index).bin") }
    try put([], at: "empty")
    try take()
    if protected { try protect() }
  }

  func put(_ bytes: [UInt8], at path: String) throws {
    let file = source.appendingPathComponent(path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }

  /// Archives the source as it is; parity is left alone.
  func take() throws {
    let options = ArchiveOptions(planes: PlaneEncoder(profile: .stored), jobs: 2, software: "test")
    try ArchiveRun(source: source.path, options: options, control: OperationControl()).run(into: root.path)
  }

  @discardableResult
  func protect(
    overhead: Int? = nil, renew: Bool = false, jobs: Int = 2, control: OperationControl = OperationControl()
  ) throws -> ProtectSummary {
    var options = ProtectOptions(jobs: jobs, software: "test")
    options.overhead = overhead
    options.renew = renew
    options.place = place
    options.groupBlocks = groupBlocks
    options.setGroups = setGroups
    return try ProtectRun(Archive.open(root.path), options: options, control: control).run()
  }

  @discardableResult
  func repair(dryRun: Bool = false, jobs: Int = 2) throws -> (summary: RepairSummary, findings: [Finding]) {
    var options = RepairOptions(jobs: jobs, software: "test")
    options.dryRun = dryRun
    options.place = place
    let findings = FoundThings()
    let summary = try RepairRun(Archive.open(root.path), options: options, control: findings.control).run()
    return (summary, findings.all)
  }

  /// What an audit of every byte finds.
  func audit() throws -> [Finding] {
    let findings = FoundThings()
    _ = try AuditRun(Archive.open(root.path), options: AuditOptions(jobs: 2), control: findings.control).run()
    return findings.all
  }

  /// Everything but locks and the quarantine.
  func state() throws -> [String: FolderSnapshot.Kind] {
    var state: [String: FolderSnapshot.Kind] = [:]
    for base in [root.path, place].compactMap({ $0 }) {
      for (path, entry) in try FolderSnapshot(of: URL(fileURLWithPath: base)).entries {
        let name = String(decoding: path, as: UTF8.self)
        guard !["quarantine", ".staging", ".lock", ".journal", "parity/.lock"].contains(where: { name == $0 || name.hasPrefix($0 + "/") })
        else { continue }
        if entry.kind != .folder { state["\(base == place ? "elsewhere/" : "")\(name)"] = entry.kind }
      }
    }
    return state
  }

  /// Names that differ from an earlier state.
  func differences(from before: [String: FolderSnapshot.Kind]) throws -> [String] {
    let now = try state()
    return Set(now.keys).union(before.keys).filter { now[$0] != before[$0] }.sorted()
  }

  func file(_ path: String) -> URL { root.appendingPathComponent(path) }
  func bytes(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: file(path))) }
  func write(_ bytes: [UInt8], _ path: String) throws { try Data(bytes).write(to: file(path)) }
  func remove(_ path: String) throws { try FileManager.default.removeItem(at: file(path)) }
  func unit(_ number: Int) -> String { "data/units/\(number % 3)/\(number).bin.glsn" }
  func sidecar(_ number: Int) -> String { "data/sidecars/\(number % 3)/\(number).bin.json" }

  /// Flips bits of one byte; negative offsets count from the end.
  func flip(_ path: String, at offset: Int) throws {
    var content = try bytes(path)
    content[offset < 0 ? content.count + offset : offset] ^= 0x55
    try write(content, path)
  }

  /// All files below a folder of the archive, in order.
  func files(below path: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: file(path).path).map { "\(path)/\($0)" }.filter { name in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: file(name).path, isDirectory: &isFolder) && !isFolder.boolValue
    }.sorted()
  }

  /// Names of the sets.
  func sets() throws -> [String] {
    let base = place ?? file("parity").path
    return try FileManager.default.contentsOfDirectory(atPath: base).filter(ParityFolder.isSetName).sorted()
  }

  /// The set that covers a payload file, by its list.
  func set(of path: String) throws -> String {
    let name = try sets().first { try String(contentsOf: file("parity/\($0)/members.txt"), encoding: .utf8).contains("  \(path)\n") }
    return try #require(name)
  }

  /// Damages, repairs, and expects everything as it was; a second repair finds nothing.
  func expectRepair(sourceLocation: SourceLocation = #_sourceLocation, _ damage: () throws -> Void) throws {
    let before = try state()
    try damage()
    let damaged = try state()
    #expect(damaged != before, "the test damages nothing", sourceLocation: sourceLocation)
    let forecast = try repair(dryRun: true)
    #expect(try state() == damaged, "a dry run writes nothing", sourceLocation: sourceLocation)
    let (summary, findings) = try repair()
    #expect(try differences(from: before) == [], sourceLocation: sourceLocation)
    #expect(summary.foundDamage && !summary.leavesDamage, "\(summary) \(findings)", sourceLocation: sourceLocation)
    #expect(findings == [], sourceLocation: sourceLocation)
    #expect(!forecast.summary.leavesDamage && forecast.summary.foundDamage, "\(forecast)", sourceLocation: sourceLocation)
    let again = try repair()
    #expect(!again.summary.foundDamage, "\(again)", sourceLocation: sourceLocation)
    #expect(try audit() == [], sourceLocation: sourceLocation)
  }
}

/// Collects findings from any thread.
final class FoundThings: Sendable {
  private let list = Mutex<[Finding]>([])
  private let stopAfter: Int
  private let finished = Mutex(0)

  /// `stopAfter` units of progress the operation is told to stop.
  init(stopAfter: Int = .max) { self.stopAfter = stopAfter }

  var control: OperationControl {
    OperationControl { [self] event in
      if case .finding(let finding) = event { list.withLock { $0.append(finding) } }
    }
  }
  var all: [Finding] { list.withLock { $0.sorted { $0.file < $1.file } } }
}

func withProtected(
  files: Int = 40, groupBlocks: Int = ProtectOptions.standardGroupBlocks, setGroups: Int = 8, protected: Bool = true,
  _ body: (ProtectedArchive) throws -> Void
) throws {
  try withTemporaryFolder { folder in
    try body(ProtectedArchive(folder, files: files, groupBlocks: groupBlocks, setGroups: setGroups, protected: protected))
  }
}
