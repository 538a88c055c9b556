import Foundation
import TestSupport
import Testing

/// `glassine mirror` while the disk fails below its target, at each of its steps.
@Suite(.serialized) struct MirrorFaultTests {
  /// A second copy exists, and the archive has grown since.
  private func mirror(_ body: (FaultScenario) throws -> Void) throws {
    guard try CommandLineTool.run(["--help"]).outputText.contains("\n  mirror") else {
      announce("NO glassine mirror in this program: its faults are not tested.")
      return
    }
    try withTemporaryFolder { folder in
      let prepared = folder.appendingPathComponent("prepared")
      try FaultSource.makeArchive(prepared)
      let (source, archive) = (prepared.appendingPathComponent("source"), prepared.appendingPathComponent("archive"))
      try FaultSource.run(["mirror", archive.path, prepared.appendingPathComponent("second").path])
      try Data("one, changed\n".utf8).write(to: source.appendingPathComponent("deep/one.txt"))
      try Data("three\n".utf8).write(to: source.appendingPathComponent("deep/three.txt"))
      try FaultSource.run(["archive", source.path, archive.path])
      try body(
        FaultScenario(
          name: "mirror", prepared: prepared,
          arguments: {
            ["mirror", $0.appendingPathComponent("archive").path, $0.appendingPathComponent("second").path, "--jobs", "1", "--quiet"]
          },
          below: { $0.appendingPathComponent("second") },
          // Nothing of the first copy is touched, and no unit of the second.
          isKept: { $0.hasPrefix("archive/data/") || $0.hasPrefix("second/data/units/") },
          afterCompletion: { copy in
            try SoundArchive.bagFaults(copy.appendingPathComponent("second"))
              + SoundArchive.restoreFaults(copy.appendingPathComponent("second"), source: copy.appendingPathComponent("source"))
              + SoundArchive.faults(copy.appendingPathComponent("archive"), source: copy.appendingPathComponent("source"))
          }))
    }
  }

  @Test(arguments: InjectedFault.Kind.allCases)
  func aFaultAtAnyStep(_ kind: InjectedFault.Kind) throws {
    try mirror { try $0.tryAll(kind, few: 2) }
  }

  @Test(arguments: [InjectedFault.Kind.error, .full])
  func aFaultThatLasts(_ kind: InjectedFault.Kind) throws {
    try mirror { try $0.tryAll(kind, lasting: true, few: 2) }
  }
}
