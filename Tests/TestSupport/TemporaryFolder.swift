package import Foundation

/// Runs a test with a fresh folder of its own, which is removed afterwards, whatever is in it.
package func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = try makeTemporaryFolder()
  defer { removeTemporaryFolder(folder) }
  return try body(folder)
}

/// The same for a test that waits.
package func withTemporaryFolder<Result>(
  isolation: isolated (any Actor)? = #isolation, _ body: (URL) async throws -> Result
) async throws -> Result {
  let folder = try makeTemporaryFolder()
  defer { removeTemporaryFolder(folder) }
  return try await body(folder)
}

private func makeTemporaryFolder() throws -> URL {
  let folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
    .appendingPathComponent("glassine-test-\(UUID().uuidString)", isDirectory: true)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  return folder
}

/// Tests take permissions away; a folder that cannot be read cannot be emptied.
private func removeTemporaryFolder(_ folder: URL) {
  if (try? FileManager.default.removeItem(at: folder)) != nil { return }
  let inside = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
  while let item = inside?.nextObject() as? URL {
    try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: item.path)
  }
  try? FileManager.default.removeItem(at: folder)
}
