import Foundation
import TestSupport
import Testing

/// One way in which the disk below an archive fails. `Tests/FaultInjection` makes it happen.
struct InjectedFault: Hashable, CustomStringConvertible {
  enum Kind: String, CaseIterable {
    case error = "EIO"
    case full = "ENOSPC"
    case interrupted = "EINTR"
    case short
    case killBefore = "kill-before"
    case killWithin = "kill-within"
    case killAfter = "kill-after"

    var kills: Bool { self == .killBefore || self == .killWithin || self == .killAfter }
  }

  enum Calls: String {
    /// Calls that change something: each is a step between two states of the disk.
    case change
    case read
    case all
  }

  let kind: Kind
  /// The call it happens at, from 1; 0 only counts.
  var step = 0
  /// From that call on, as a disk that is full or dead.
  var lasts = false
  var calls = Calls.change

  var description: String { "\(kind.rawValue)\(lasts ? " from \(calls.rawValue)" : " at \(calls.rawValue)") \(step)" }

  /// What came of a run with a fault below it.
  struct Run {
    let tool: ToolResult
    /// Calls that were counted, and those that failed.
    let count: Int
    let faults: Int
    /// The call and path of the first fault.
    let place: String
  }

  /// Runs the program with this fault for everything at or below a folder.
  func run(_ arguments: [String], below folder: URL) throws -> Run {
    try withTemporaryFolder { aside in
      let record = aside.appendingPathComponent("record")
      try Data(count: 4096).write(to: record)
      var environment = [
        "LD_PRELOAD": try Self.library().path, "GLASSINE_FAULT_BELOW": folder.path, "GLASSINE_FAULT_RECORD": record.path,
        "GLASSINE_FAULT_KIND": kind.rawValue, "GLASSINE_FAULT_AT": "\(step)", "GLASSINE_FAULT_CALLS": calls.rawValue,
      ]
      if lasts { environment["GLASSINE_FAULT_ON"] = "1" }
      let result = try runProgram(CommandLineTool.program(), arguments, environment: environment)
      let bytes = [UInt8](try Data(contentsOf: record))
      func number(_ offset: Int) -> Int { (0..<8).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) } }
      return Run(
        tool: result, count: number(0), faults: number(8), place: String(decoding: bytes[16...].prefix { $0 != 0 }, as: UTF8.self))
    }
  }

  /// How many steps a run has that nothing goes wrong in.
  static func steps(_ arguments: [String], below folder: URL, calls: Calls = .change) throws -> (count: Int, status: Int32) {
    let run = try InjectedFault(kind: .error, calls: calls).run(arguments, below: folder)
    return (run.count, run.tool.status)
  }

  /// The library that makes the faults, built beside the tests.
  static func library() throws -> URL {
    let library = try CommandLineTool.program().deletingLastPathComponent().appendingPathComponent("libFaultInjection.so")
    try #require(FileManager.default.fileExists(atPath: library.path), "libFaultInjection.so was not built beside the tests")
    return library
  }
}
