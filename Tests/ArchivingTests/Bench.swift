import ArchiveStore
import Auditing
import ByteCoding
import CameraSimulation
import Foundation
import PlaneCodec
import Reporting
import Restoration
import Synchronization
import TestSupport
import Testing

@testable import Archiving

/// Collects what an operation reported.
final class Witness: Sendable {
  private let events = Mutex<[OperationEvent]>([])

  var control: OperationControl { OperationControl { [self] event in events.withLock { $0.append(event) } } }

  var reports: [FileReport] {
    events.withLock { events in events.compactMap { if case .fileFinished(let report) = $0 { report } else { nil } } }
  }

  var findings: [Finding] {
    events.withLock { events in events.compactMap { if case .finding(let finding) = $0 { finding } else { nil } } }
  }

  func report(_ path: String) -> FileReport? { reports.first { $0.path == path } }
}

/// The operations with the options tests want: fast coding, one thread where order matters.
enum Bench {
  static func options(jobs: Int = 2) -> ArchiveOptions {
    ArchiveOptions(planes: PlaneEncoder(profile: CodingProfile(jxlEffort: 1), workers: jobs), jobs: jobs, software: "glassine test")
  }

  @discardableResult
  static func archive(_ source: URL, _ archive: URL, _ change: (inout ArchiveOptions) -> Void = { _ in }) throws -> Witness {
    let witness = Witness()
    var options = options()
    change(&options)
    try ArchiveRun(source: source.path, options: options, control: witness.control).run(into: archive.path)
    return witness
  }

  @discardableResult
  static func restore(_ archive: URL, _ target: URL, _ change: (inout RestoreOptions) -> Void = { _ in }) throws -> Witness {
    let witness = Witness()
    var options = RestoreOptions(jobs: 2, software: "glassine test")
    change(&options)
    try RestoreRun(Archive.open(archive.path), options: options, control: witness.control).run(into: target.path)
    return witness
  }

  static func audit(_ archive: URL, _ level: AuditOptions.Level = .fixity, jobs: Int = 1) throws -> [Finding] {
    let witness = Witness()
    var options = AuditOptions(jobs: jobs)
    options.level = level
    _ = try AuditRun(Archive.open(archive.path), options: options, control: witness.control).run()
    return witness.findings
  }

  /// A folder with one raw of each simulated camera, small, and things that lie beside raws.
  static func makeSource(_ folder: URL, presets: [SimulationPreset] = SimulationPreset.allCases, side: Int = 64) throws {
    let files = FileManager.default
    for (index, preset) in presets.enumerated() {
      let place = folder.appendingPathComponent("shoot \(index % 3)", isDirectory: true)
      try files.createDirectory(at: place, withIntermediateDirectories: true)
      let made = preset.make(width: side, height: side * 3 / 4, seed: UInt64(index))
      try Data(made.bytes).write(to: place.appendingPathComponent("\(preset.rawValue)-\(made.fileName)"))
    }
    let edge = folder.appendingPathComponent("edge cases/deep/er", isDirectory: true)
    try files.createDirectory(at: edge, withIntermediateDirectories: true)
    try files.createDirectory(at: folder.appendingPathComponent("empty"), withIntermediateDirectories: true)
    try Data().write(to: edge.appendingPathComponent("nothing.dat"))
    try Data("not a raw\n".utf8).write(to: edge.appendingPathComponent("a=b%20c\\d.txt"))
    try Data(repeating: 0x41, count: 100_000).write(to: edge.appendingPathComponent("Zeilen\numbruch.bin"))
    try Data("x".utf8).write(to: folder.appendingPathComponent("folder.glsn.txt"))
    try files.createDirectory(at: folder.appendingPathComponent("tricky.glsn"), withIntermediateDirectories: true)
    try Data("y".utf8).write(to: folder.appendingPathComponent("tricky.glsn/z"))
    try Data("z".utf8).write(to: folder.appendingPathComponent("tricky"))
    try files.createSymbolicLink(atPath: folder.appendingPathComponent("link").path, withDestinationPath: "edge cases/deep")
    try files.createSymbolicLink(atPath: folder.appendingPathComponent("dangling").path, withDestinationPath: "/nowhere/at all")
    try Data("secret".utf8).write(to: folder.appendingPathComponent("private.txt"))
    try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder.appendingPathComponent("private.txt").path)
    let old = Date(timeIntervalSince1970: 1_000_000_000)
    try files.setAttributes([.modificationDate: old], ofItemAtPath: folder.appendingPathComponent("private.txt").path)
    try files.setAttributes([.modificationDate: old], ofItemAtPath: folder.appendingPathComponent("empty").path)
    // A name that is not UTF-8, which Foundation cannot write.
    let name = Array((folder.path + "/").utf8) + [0xE9, 0xFF, 0x2E, 0x64] + [0]
    let file = try #require(name.withUnsafeBufferPointer { $0.withMemoryRebound(to: CChar.self) { fopen($0.baseAddress, "w") } })
    fputs("latin", file)
    fclose(file)
  }
}
