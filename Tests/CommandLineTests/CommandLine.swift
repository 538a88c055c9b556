import CameraSimulation
import Foundation
import TestSupport
import Testing

/// The built program, run as a person or a script runs it.
enum CommandLineTool {
  /// The program; a test without it has nothing to say, so this throws.
  static func program() throws -> URL { try #require(Places.glassine, "the glassine command was not built beside the tests") }

  @discardableResult
  static func run(_ arguments: [String], in folder: URL? = nil) throws -> ToolResult {
    try runProgram(program(), arguments, in: folder)
  }

  /// Starts the program and gives it back running; what it prints is dropped.
  static func start(_ arguments: [String]) throws -> Process {
    let process = Process()
    process.executableURL = try program()
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  /// Runs the program and gives its exit status and the most memory it held, in bytes.
  static func peakMemory(_ arguments: [String]) throws -> (status: Int32, bytes: Int) {
    let process = try start(arguments)
    var peak = 0
    while process.isRunning {
      peak = max(peak, Self.peak(of: process.processIdentifier))
      usleep(2_000)
    }
    process.waitUntilExit()
    return (process.terminationStatus, peak)
  }

  /// The most memory a running process has held. The kernel keeps the high-water mark, so asking now and then is enough.
  static func peak(of process: Int32) -> Int {
    guard let text = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }), let kilobytes = Int(line.filter(\.isNumber))
    else { return 0 }
    return kilobytes << 10
  }

  /// A folder of small raws and other files.
  static func makeSource(_ folder: URL, raws: Int, others: Int) throws {
    try FileManager.default.createDirectory(at: folder.appendingPathComponent("raws"), withIntermediateDirectories: true)
    for index in 0..<raws {
      let preset = SimulationPreset.allCases[index % SimulationPreset.allCases.count]
      let bytes = preset.make(width: 96, height: 64, seed: UInt64(index)).bytes
      try Data(bytes).write(to: folder.appendingPathComponent("raws/\(index) \(preset.rawValue).dng"))
    }
    for index in 0..<others {
      let place = folder.appendingPathComponent("others/\(index % 10)", isDirectory: true)
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      try Data("file \(index)\n".utf8).write(to: place.appendingPathComponent("\(index).txt"))
    }
  }
}
