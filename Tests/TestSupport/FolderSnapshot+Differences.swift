extension FolderSnapshot {
  /// What a comparison looks at beside names, kinds and contents.
  package struct Aspects: OptionSet, Sendable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }
    package static let modes = Aspects(rawValue: 1)
    package static let times = Aspects(rawValue: 2)
    package static let all: Aspects = [.modes, .times]
  }

  /// One line for each difference to another tree, in order of path; empty where the trees are equal.
  ///
  /// Times of links are left out: few systems can set them.
  package func differences(to other: FolderSnapshot, aspects: Aspects = .all) -> [String] {
    let paths = Set(entries.keys).union(other.entries.keys).sorted { $0.lexicographicallyPrecedes($1) }
    return paths.compactMap { path in
      let name = String(decoding: path, as: UTF8.self)
      guard let here = entries[path] else { return "\(name): only in the second" }
      guard let there = other.entries[path] else { return "\(name): only in the first" }
      if here.kind != there.kind { return "\(name): \(here.kind) became \(there.kind)" }
      if case .link = here.kind { return nil }
      if aspects.contains(.modes), here.mode != there.mode {
        return "\(name): mode \(String(here.mode, radix: 8)) became \(String(there.mode, radix: 8))"
      }
      if aspects.contains(.times), here.modified != there.modified { return "\(name): time \(here.modified) became \(there.modified)" }
      return nil
    }
  }
}
