import CameraSimulation
import Foundation
import TestSupport
import Testing

/// What the archives are made of that faults are tried on: little, since each is made anew hundreds of times.
enum FaultSource {
  /// A small source: a raw, files in folders, a link.
  static func make(_ source: URL) throws {
    try FileManager.default.createDirectory(at: source.appendingPathComponent("deep/er"), withIntermediateDirectories: true)
    try Data(SimulationPreset.words14.make(width: 48, height: 32, seed: 7).bytes).write(to: source.appendingPathComponent("shot.dng"))
    try Data("one\n".utf8).write(to: source.appendingPathComponent("deep/one.txt"))
    try Data("two\n".utf8).write(to: source.appendingPathComponent("deep/er/two.txt"))
    try FileManager.default.createSymbolicLink(atPath: source.appendingPathComponent("link").path, withDestinationPath: "deep/one.txt")
  }

  /// An archive of that source beside it.
  static func makeArchive(_ folder: URL) throws {
    try make(folder.appendingPathComponent("source"))
    try run(["archive", folder.appendingPathComponent("source").path, folder.appendingPathComponent("archive").path, "--profile", "fast"])
  }

  /// Runs a command that has to succeed.
  static func run(_ words: [String], status: Int32 = 0) throws {
    let run = try CommandLineTool.run(words)
    #expect(run.status == status, "\(words): \(run.errorText)\(run.outputText)")
  }
}
