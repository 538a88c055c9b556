package import Foundation

/// What a program did.
package struct ToolResult: Sendable {
  /// The exit status; the negative signal number where a signal ended it.
  package let status: Int32
  package let output: [UInt8]
  package let errors: [UInt8]

  package var outputText: String { String(decoding: output, as: UTF8.self) }
  package var errorText: String { String(decoding: errors, as: UTF8.self) }
}

/// Runs an installed program by name and waits for it; nil, after a loud line, where it is not installed.
package func runTool(_ name: String, _ arguments: [String], in folder: URL? = nil) throws -> ToolResult? {
  guard let program = installedTool(name) else {
    announce("NO \(name): the tests that compare with it are skipped.")
    return nil
  }
  return try runProgram(program, arguments, in: folder)
}

/// Runs a program and waits for it. Variables given are set on top of the test's own.
package func runProgram(
  _ program: URL, _ arguments: [String], in folder: URL? = nil, environment: [String: String] = [:], input: [UInt8] = []
) throws -> ToolResult {
  // Files rather than pipes: a full pipe that nobody reads would stop the program for ever.
  try withTemporaryFolder { exchange in
    let (inPlace, outPlace, errorPlace) = (
      exchange.appendingPathComponent("in"), exchange.appendingPathComponent("out"), exchange.appendingPathComponent("err")
    )
    try Data(input).write(to: inPlace)
    try Data().write(to: outPlace)
    try Data().write(to: errorPlace)
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    if let folder { process.currentDirectoryURL = folder }
    if !environment.isEmpty {
      process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, given in given }
    }
    process.standardInput = try FileHandle(forReadingFrom: inPlace)
    process.standardOutput = try FileHandle(forWritingTo: outPlace)
    process.standardError = try FileHandle(forWritingTo: errorPlace)
    try process.run()
    process.waitUntilExit()
    let status = process.terminationReason == .uncaughtSignal ? -process.terminationStatus : process.terminationStatus
    return ToolResult(
      status: status, output: [UInt8](try Data(contentsOf: outPlace)), errors: [UInt8](try Data(contentsOf: errorPlace)))
  }
}

/// The program of that name on the search path.
package func installedTool(_ name: String) -> URL? {
  let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
  return path.split(separator: ":").map { URL(fileURLWithPath: String($0)).appendingPathComponent(name) }
    .first { FileManager.default.isExecutableFile(atPath: $0.path) }
}
