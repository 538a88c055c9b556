import ByteCoding
import Foundation
import TestSupport

/// What is wrong with an archive, looked at from outside: nothing of this is asked of the archive's own code.
enum SoundArchive {
  /// Everything: manifests that list exactly what is there, nothing aside, every original rebuilt, and the source given back.
  static func faults(_ archive: URL, source: URL) throws -> [String] {
    var faults = try bagFaults(archive)
    for name in [".staging"] where try !FileManager.default.contentsOfDirectory(atPath: archive.path + "/" + name).isEmpty {
      faults.append("\(name) is not empty")
    }
    if try !Data(contentsOf: archive.appendingPathComponent(".journal")).isEmpty { faults.append("the journal is not empty") }
    let audit = try CommandLineTool.run(["audit", archive.path, "--level", "restore", "--quiet"])
    if audit.status != 0 { faults.append("audit ends with \(audit.status): \(audit.outputText)") }
    return faults + (try restoreFaults(archive, source: source))
  }

  /// Differences between a folder and what the archive gives back.
  static func restoreFaults(_ archive: URL, source: URL) throws -> [String] {
    try withTemporaryFolder { folder in
      let target = folder.appendingPathComponent("target")
      let restore = try CommandLineTool.run(["restore", archive.path, "--to", target.path, "--quiet"])
      guard restore.status == 0 else { return ["restore ends with \(restore.status): \(restore.errorText)"] }
      return try FolderSnapshot(of: source).differences(to: FolderSnapshot(of: target)).map { "restored otherwise: \($0)" }
    }
  }

  /// Manifests against files, as any BagIt tool sees them.
  static func bagFaults(_ archive: URL) throws -> [String] {
    let snapshot = try FolderSnapshot(of: archive)
    var faults: [String] = []
    func lines(_ name: String) throws -> [String: String] {
      guard let text = try? String(contentsOf: archive.appendingPathComponent(name), encoding: .utf8) else {
        faults.append("\(name) is not there")
        return [:]
      }
      var lines: [String: String] = [:]
      for line in text.split(separator: "\n") {
        guard line.utf8.count > 66 else {
          faults.append("\(name): \(line)")
          continue
        }
        if lines.updateValue(String(line.prefix(64)), forKey: String(line.dropFirst(66))) != nil { faults.append("\(name): twice \(line)") }
      }
      return lines
    }
    var payload = try lines("manifest-sha256.txt")
    let tags = try lines("tagmanifest-sha256.txt")
    var size = 0
    var count = 0
    for (key, entry) in snapshot.entries {
      guard case .file(let bytes, let digest) = entry.kind else { continue }
      let path = String(decoding: key, as: UTF8.self)
      if let tag = tags[path], tag != digest.hex { faults.append("\(path) is not what the tag manifest lists") }
      guard path.hasPrefix("data/") else { continue }
      size += bytes
      count += 1
      guard let listed = payload.removeValue(forKey: path) else {
        faults.append("\(path) is not listed")
        continue
      }
      if listed != digest.hex { faults.append("\(path) is not what the manifest lists") }
    }
    faults += payload.keys.sorted().map { "\($0) is listed and not there" }
    for name in tags.keys where snapshot.entries[Array(name.utf8)] == nil { faults.append("\(name) is listed and not there") }
    let information = (try? String(contentsOf: archive.appendingPathComponent("bag-info.txt"), encoding: .utf8)) ?? ""
    if !information.contains("Payload-Oxum: \(size).\(count)\n") { faults.append("Payload-Oxum is not \(size).\(count)") }
    return faults
  }
}
