/// How many files each folder of an archive holds, for shares; at most so many folders, whatever the archive's size.
struct FolderCounts: Sendable {
  private static let mostFolders = 2000

  /// Files by folder: up to two levels below `units` or `sidecars`.
  private(set) var counts: [String: Int] = [:]

  mutating func add(_ path: String) {
    let folder = folder(of: path)
    guard counts[folder] != nil || counts.count < Self.mostFolders else { return }
    counts[folder, default: 0] += 1
  }

  /// The folder under which a file of the archive is counted, without `data/units/`; `(tag files)` for what lies in the root.
  func folder(of path: String) -> String {
    let parts = path.split(separator: "/", maxSplits: 5)
    guard parts.first == "data", parts.count > 2 else { return "(tag files)" }
    let folders = parts.dropFirst(2).dropLast().prefix(2)
    let name = folders.isEmpty ? "(top)" : folders.joined(separator: "/")
    return parts[1] == "units" ? name : "\(parts[1]): \(name)"
  }
}
