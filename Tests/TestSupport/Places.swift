package import Foundation

/// Where the tests find things.
package enum Places {
  /// The root of the package's source tree.
  package static let packageRoot = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The committed fixtures.
  package static let fixtures = packageRoot.appendingPathComponent("Fixtures", isDirectory: true)

  /// The command built beside these tests; nil where it was not built.
  package static let glassine: URL? = {
    for argument in ProcessInfo.processInfo.arguments {
      guard let end = argument.range(of: ".xctest") else { continue }
      let products = URL(fileURLWithPath: String(argument[..<end.upperBound])).deletingLastPathComponent()
      let command = products.appendingPathComponent("glassine")
      if FileManager.default.isExecutableFile(atPath: command.path) { return command }
    }
    return nil
  }()

  /// The bytes of a fixture, named from the folder of fixtures.
  package static func fixture(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: fixtures.appendingPathComponent(path)))
  }
}
