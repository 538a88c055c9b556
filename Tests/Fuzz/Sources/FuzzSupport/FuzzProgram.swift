internal import Foundation

/// What libFuzzer calls for every input; the program's own `main` gives it to the driver.
package typealias FuzzEntry = @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(_ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutableRawPointer, _ entry: FuzzEntry) -> CInt

/// The start of every fuzz target: with `--seeds FOLDER` it writes its seeds there, else it is libFuzzer.
package func runFuzzProgram(
  _ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>, _ entry: FuzzEntry, seeds: () -> [String: [UInt8]]
) -> CInt {
  let words = CommandLine.arguments
  if words.count == 3, words[1] == "--seeds" {
    let folder = URL(fileURLWithPath: words[2], isDirectory: true)
    for (name, bytes) in seeds() {
      do {
        try Data(bytes).write(to: folder.appendingPathComponent(name))
      } catch {
        print("seed \(name): \(error)")
        return 1
      }
    }
    return 0
  }
  var count = count
  var arguments = arguments
  return withUnsafeMutablePointer(to: &arguments) { runDriver(&count, UnsafeMutableRawPointer($0), entry) }
}

/// The committed camera files that are small enough to be seeds, by name.
package func fixtureRaws(upTo limit: Int) -> [String: [UInt8]] {
  var root = URL(fileURLWithPath: #filePath)
  for _ in 0..<5 { root.deleteLastPathComponent() }
  var found: [String: [UInt8]] = [:]
  let walk = FileManager.default.enumerator(at: root.appendingPathComponent("Fixtures/raws"), includingPropertiesForKeys: nil)
  while let place = walk?.nextObject() as? URL {
    guard let bytes = try? Data(contentsOf: place), !bytes.isEmpty, bytes.count <= limit else { continue }
    found[place.lastPathComponent] = [UInt8](bytes)
  }
  return found
}
