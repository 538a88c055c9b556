import Foundation
import SensorModel
import TestSupport
import Testing

@Suite("The test kit")
struct TestSupportTests {
  @Test("folder snapshots notice what changes")
  func snapshots() throws {
    try withTemporaryFolder { root in
      let inner = root.appendingPathComponent("in", isDirectory: true)
      try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: false)
      let file = inner.appendingPathComponent("file")
      try Data([1, 2, 3]).write(to: file)
      try FileManager.default.createSymbolicLink(atPath: inner.appendingPathComponent("link").path, withDestinationPath: "nowhere/at all")
      // A name that is no UTF-8, as old archives have them.
      _ = try runProgram(URL(fileURLWithPath: "/bin/sh"), ["-c", #"printf x > "$(printf 'caf\351')""#], in: inner)
      let before = try FolderSnapshot(of: root)
      #expect(before.entries.keys.contains(Array("in/caf".utf8) + [0xE9]))
      #expect(before.entries[Array("in/link".utf8)]?.kind == .link(target: Array("nowhere/at all".utf8)))
      #expect(before.differences(to: try FolderSnapshot(of: root)) == [])
      try Data([1, 2, 4]).write(to: file)
      #expect(before.differences(to: try FolderSnapshot(of: root), aspects: []).count == 1)
      try FileManager.default.removeItem(at: file)
      #expect(before.differences(to: try FolderSnapshot(of: root), aspects: []) == ["in/file: only in the first"])
    }
  }

  @Test("programs run with their status, output and errors")
  func tools() throws {
    let shell = URL(fileURLWithPath: "/bin/sh")
    let result = try runProgram(shell, ["-c", "cat; echo bad >&2; exit 3"], input: Array("good".utf8))
    #expect(result.status == 3 && result.outputText == "good" && result.errorText == "bad\n")
    let long = try runProgram(shell, ["-c", "head -c 1000000 /dev/zero"])
    #expect(long.output.count == 1_000_000)
    #expect(try runTool("no-such-tool-at-all", []) == nil)
  }

  @Test("probe mosaics are what they say, at any size", arguments: [(1, 1), (3, 2), (64, 40)], [8, 12, 16])
  func probes(size: (Int, Int), bits: Int) {
    let probes = Mosaic.probes(width: size.0, height: size.1, bits: bits, seed: 4)
    #expect(Set(probes.map(\.name)).count == 8)
    for probe in probes { #expect(probe.mosaic.samples.allSatisfy { Int($0) < 1 << bits }, "\(probe.name)") }
    let again = Mosaic.probes(width: size.0, height: size.1, bits: bits, seed: 4)
    let equal = probes.map(\.mosaic) == again.map(\.mosaic)
    #expect(equal)
  }
}
