internal import ByteCoding

/// Files that lie whole under other names than their own, by their digests: exchanged or moved units.
///
/// While a repair goes on, what lay under a name may go to the quarantine; it is found there from then on.
final class FoundContents {
  private var paths: [SHA256Digest: String] = [:]
  private var kept: [String: String] = [:]
  private var users: Set<String> = []

  var isEmpty: Bool { paths.isEmpty }

  func note(_ digest: SHA256Digest, at path: String) { paths[digest] = path }

  /// What lay under a path got a successor, and is kept under another.
  func moved(_ path: String, to place: String) { kept[path] = kept[path] ?? place }

  /// The name under which the content was found first.
  func found(_ digest: SHA256Digest) -> String? { paths[digest] }

  /// Where the content lies now.
  func place(of digest: SHA256Digest) -> String? { paths[digest].map { kept[$0] ?? $0 } }

  /// Something was put in its place with what lies here.
  func used(_ digest: SHA256Digest) { if let path = paths[digest] { users.insert(path) } }

  func isUsed(_ path: String) -> Bool { users.contains(path) }
}
