import CameraSimulation
import Foundation
import TestSupport
import Testing

/// `glassine archive` while the disk fails below it, at each of its steps.
@Suite(.serialized) struct ArchiveFaultTests {
  private static func words(_ copy: URL) -> [String] {
    [
      "archive", copy.appendingPathComponent("source").path, copy.appendingPathComponent("archive").path, "--jobs", "1", "--profile",
      "fast",
      "--quiet",
    ]
  }

  /// What may be wrong between a fault and the next run: nothing that an audit finds.
  private static func audited(_ copy: URL) throws -> [String] {
    let audit = try CommandLineTool.run(["audit", copy.appendingPathComponent("archive").path, "--quiet"])
    return [0, 10].contains(audit.status) ? [] : ["audit ends with \(audit.status): \(audit.outputText)"]
  }

  private static func completed(_ copy: URL) throws -> [String] {
    try SoundArchive.faults(copy.appendingPathComponent("archive"), source: copy.appendingPathComponent("source"))
  }

  /// A first run into a folder that is not there.
  private func first(_ body: (FaultScenario) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let prepared = folder.appendingPathComponent("prepared")
      try FaultSource.make(prepared.appendingPathComponent("source"))
      try body(
        FaultScenario(
          name: "archive, new", prepared: prepared, arguments: Self.words, afterFault: Self.audited, afterCompletion: Self.completed,
          // A manifest that the drive does not give is no ground to make parity on.
          alsoAfterErrors: [20]))
    }
  }

  /// A second run over an archive that holds most of the source: something is new, something changed, a raw has become a text.
  private func second(_ body: (FaultScenario) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let prepared = folder.appendingPathComponent("prepared")
      let source = prepared.appendingPathComponent("source")
      try FaultSource.make(source)
      let run = try CommandLineTool.run(Self.words(prepared))
      #expect(run.status == 0, "\(run.errorText)")
      try Data("one, changed\n".utf8).write(to: source.appendingPathComponent("deep/one.txt"))
      try Data("three\n".utf8).write(to: source.appendingPathComponent("deep/three.txt"))
      try Data("no raw any more\n".utf8).write(to: source.appendingPathComponent("shot.dng"))
      try body(
        FaultScenario(
          name: "archive, again", prepared: prepared, arguments: Self.words, afterFault: Self.audited, afterCompletion: Self.completed,
          // A manifest that the drive does not give is no ground to make parity on.
          alsoAfterErrors: [20]))
    }
  }

  @Test(arguments: InjectedFault.Kind.allCases)
  func aFaultAtAnyStepOfAFirstRun(_ kind: InjectedFault.Kind) throws {
    try first { try $0.tryAll(kind, few: 6) }
  }

  @Test(arguments: InjectedFault.Kind.allCases)
  func aFaultAtAnyStepOfASecondRun(_ kind: InjectedFault.Kind) throws {
    try second { try $0.tryAll(kind, few: 8) }
  }

  @Test(arguments: [InjectedFault.Kind.error, .full, .short])
  func aFaultThatLasts(_ kind: InjectedFault.Kind) throws {
    try second { try $0.tryAll(kind, lasting: true, few: 8) }
  }

  @Test(arguments: [InjectedFault.Kind.error, .interrupted, .short])
  func aFaultAtAnyRead(_ kind: InjectedFault.Kind) throws {
    try second { try $0.tryAll(kind, calls: .read, few: 8) }
  }
}
