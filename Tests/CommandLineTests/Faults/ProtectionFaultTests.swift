import Foundation
import TestSupport
import Testing

/// `glassine protect` and `glassine repair` while the disk fails below them, at each of their steps.
@Suite(.serialized) struct ProtectionFaultTests {
  private static let unit = "data/units/deep/one.txt.glsn"

  /// Takes a unit away from a copy, has it repaired, and says what is wrong then.
  private static func repairFaults(_ folder: URL, _ unit: String) throws -> [String] {
    try withTemporaryFolder { aside in
      let copy = aside.appendingPathComponent("copy")
      _ = try runProgram(URL(fileURLWithPath: "/bin/cp"), ["-a", folder.appendingPathComponent("archive").path, copy.path])
      let place = copy.appendingPathComponent(unit)
      let whole = try Data(contentsOf: place)
      try FileManager.default.removeItem(at: place)
      let repair = try CommandLineTool.run(["repair", copy.path, "--quiet"])
      guard repair.status == 4 else { return ["repair of \(unit) ends with \(repair.status): \(repair.outputText)\(repair.errorText)"] }
      return try Data(contentsOf: place) == whole ? [] : ["\(unit) was repaired otherwise"]
    }
  }

  /// Parity is extended over what a second run archived.
  private func protect(_ body: (FaultScenario) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let prepared = folder.appendingPathComponent("prepared")
      try FaultSource.makeArchive(prepared)
      let (source, archive) = (prepared.appendingPathComponent("source"), prepared.appendingPathComponent("archive"))
      try FaultSource.run(["protect", archive.path])
      try Data("three\n".utf8).write(to: source.appendingPathComponent("deep/three.txt"))
      try FaultSource.run(["archive", source.path, archive.path, "--parity", "0"])
      try body(
        FaultScenario(
          name: "protect", prepared: prepared,
          arguments: { ["protect", $0.appendingPathComponent("archive").path, "--jobs", "1", "--quiet"] },
          isKept: { $0.contains("archive/data/") },
          // What had parity before has it at every moment.
          afterFault: { try Self.repairFaults($0, Self.unit) },
          afterCompletion: { copy in
            try SoundArchive.faults(copy.appendingPathComponent("archive"), source: copy.appendingPathComponent("source"))
              + Self.repairFaults(copy, "data/units/deep/three.txt.glsn")
          }))
    }
  }

  /// A unit is gone, a sidecar and a manifest are damaged: as much as parity of so little repairs.
  private func repair(_ body: (FaultScenario) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let prepared = folder.appendingPathComponent("prepared")
      try FaultSource.makeArchive(prepared)
      let archive = prepared.appendingPathComponent("archive")
      try FaultSource.run(["protect", archive.path])
      let truth = try FolderSnapshot(of: archive.appendingPathComponent("data"))
      try FileManager.default.removeItem(at: archive.appendingPathComponent(Self.unit))
      let manifest = archive.appendingPathComponent("originals-sha256.txt")
      var lines = try Data(contentsOf: manifest)
      lines[lines.count / 2] ^= 0x55
      try lines.write(to: manifest)
      let damaged = archive.appendingPathComponent("data/sidecars/shot.dng.json")
      var bytes = try Data(contentsOf: damaged)
      for offset in 100..<200 { bytes[offset] ^= 0x55 }
      try bytes.write(to: damaged)
      let kept = bytes
      try body(
        FaultScenario(
          name: "repair", prepared: prepared,
          arguments: { ["repair", $0.appendingPathComponent("archive").path, "--jobs", "1", "--quiet"] },
          isKept: { $0.contains("archive/data/") && !$0.hasSuffix("shot.dng.json") },
          afterCompletion: { copy in
            let archive = copy.appendingPathComponent("archive")
            var faults = try SoundArchive.faults(archive, source: copy.appendingPathComponent("source"))
            faults += try truth.differences(to: FolderSnapshot(of: archive.appendingPathComponent("data")), aspects: [])
            let quarantine = archive.appendingPathComponent("quarantine")
            let names = try FileManager.default.subpathsOfDirectory(atPath: quarantine.path)
            if !names.contains(where: { (try? Data(contentsOf: quarantine.appendingPathComponent($0))) == kept }) {
              faults.append("what was replaced is not in quarantine: \(names)")
            }
            return faults
          },
          // A run after one that was cut off behind its last step finds nothing to do.
          good: [0, 4], alsoAfterErrors: [20]))
    }
  }

  @Test(arguments: InjectedFault.Kind.allCases)
  func aFaultAtAnyStepOfProtect(_ kind: InjectedFault.Kind) throws {
    try protect { try $0.tryAll(kind, few: 2) }
  }

  @Test(arguments: InjectedFault.Kind.allCases)
  func aFaultAtAnyStepOfRepair(_ kind: InjectedFault.Kind) throws {
    try repair { try $0.tryAll(kind, few: 3) }
  }

  @Test(arguments: [InjectedFault.Kind.error, .full])
  func aFaultThatLasts(_ kind: InjectedFault.Kind) throws {
    try protect { try $0.tryAll(kind, lasting: true, few: 2) }
    try repair { try $0.tryAll(kind, lasting: true, few: 2) }
  }
}
