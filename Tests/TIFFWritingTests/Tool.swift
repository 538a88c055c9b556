import Foundation
import Testing

/// An independent program the files are checked with. Tests that need one are skipped, by name, where it is not installed.
struct Tool: CustomTestStringConvertible {
  let name: String

  static let exiftool = Tool(name: "exiftool")
  static let exiv2 = Tool(name: "exiv2")
  static let tiffinfo = Tool(name: "tiffinfo")
  static let tiffcp = Tool(name: "tiffcp")
  static let unprocessedRaw = Tool(name: "unprocessed_raw")
  static let rawIdentify = Tool(name: "raw-identify")
  static let darktable = Tool(name: "darktable-cli")

  var testDescription: String { name }

  var path: String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// GLASSINE_REQUIRE_TOOLS forbids skipping.
  var isThere: Bool { path != nil || ProcessInfo.processInfo.environment["GLASSINE_REQUIRE_TOOLS"] != nil }

  struct Outcome {
    let status: Int32
    let output: String
    let errors: String
  }

  func run(_ arguments: String...) throws -> Outcome {
    let folder = try Folder()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(path, "\(name) is not installed"))
    process.arguments = arguments
    let (output, errors) = (folder / "out", folder / "err")
    for file in [output, errors] { _ = FileManager.default.createFile(atPath: file, contents: nil) }
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errors))
    try process.run()
    // Some programs never come back from pictures they do not expect; such a run fails instead of the whole test run hanging.
    let watchdog = DispatchWorkItem { process.terminate() }
    DispatchQueue.global().asyncAfter(deadline: .now() + 120, execute: watchdog)
    process.waitUntilExit()
    watchdog.cancel()
    return Outcome(
      status: process.terminationStatus, output: String(decoding: try bytes(of: output), as: UTF8.self),
      errors: String(decoding: try bytes(of: errors), as: UTF8.self))
  }
}

/// A temporary folder that goes with its last user.
final class Folder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "glassine-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  static func / (folder: Folder, name: String) -> String { folder.path + "/" + name }
}

func bytes(of path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }

/// Real camera files, where there are any.
enum Corpus {
  static func path(_ name: String) -> String? {
    let root = ProcessInfo.processInfo.environment["GLASSINE_CORPUS"] ?? "../shared/corpus"
    let path = root + "/raws/" + name
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }
}
