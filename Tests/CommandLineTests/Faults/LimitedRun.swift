import Foundation
import TestSupport

/// A run of the program that is ended when it takes too long: a hang becomes a failure.
struct LimitedRun {
  /// The exit status; the negative signal number where a signal ended it.
  let status: Int32
  let output: String
  let errors: String
  /// The most memory it held, in bytes.
  let peak: Int
  let wasStopped: Bool

  /// `seconds` is generous: it tells a hang from a busy machine.
  static func of(_ arguments: [String], seconds: Double = 120, environment: [String: String] = [:]) throws -> LimitedRun {
    try withTemporaryFolder { folder in
      let (out, err) = (folder.appendingPathComponent("out"), folder.appendingPathComponent("err"))
      try Data().write(to: out)
      try Data().write(to: err)
      let process = Process()
      process.executableURL = try CommandLineTool.program()
      process.arguments = arguments
      process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, given in given }
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = try FileHandle(forWritingTo: out)
      process.standardError = try FileHandle(forWritingTo: err)
      try process.run()
      var peak = 0
      let end = Date().addingTimeInterval(seconds)
      var wasStopped = false
      while process.isRunning {
        peak = max(peak, CommandLineTool.peak(of: process.processIdentifier))
        if Date() > end {
          kill(process.processIdentifier, SIGKILL)
          wasStopped = true
        }
        usleep(1_000)
      }
      process.waitUntilExit()
      let status = process.terminationReason == .uncaughtSignal ? -process.terminationStatus : process.terminationStatus
      return LimitedRun(
        status: status, output: String(decoding: try Data(contentsOf: out).prefix(1 << 20), as: UTF8.self),
        errors: String(decoding: try Data(contentsOf: err).prefix(1 << 20), as: UTF8.self), peak: peak, wasStopped: wasStopped)
    }
  }
}
