internal import ArchiveStore
internal import ByteCoding

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Where two copies of an archive lie; neither may be the other, or inside it.
enum CopyPlaces {
  /// Throws `.misuse` (`mirror.same`, `mirror.nested`). The target need not be there yet.
  static func check(_ archive: String, _ target: String) throws(Fault) {
    let (first, second) = (canonical(archive), canonical(target))
    if first == second || isSameFolder(archive, target) {
      throw Fault(
        .misuse, "mirror.same", "both names lead to the same archive", file: target,
        advice: "a second copy belongs on another drive; name its folder")
    }
    for (inner, outer) in [(first, second), (second, first)] where inner.startsWithBytes(of: outer == "/" ? outer : outer + "/") {
      throw Fault(
        .misuse, "mirror.nested", "one of the two archives would lie inside the other, in \(outer)", file: target,
        advice: "a second copy belongs on another drive; name a folder there")
    }
  }

  /// One folder may have two names that no link explains: file systems can be mounted twice.
  private static func isSameFolder(_ first: String, _ second: String) -> Bool {
    guard let first = try? Folder.open(first).status(), let second = try? Folder.open(second).status() else { return false }
    return first.device == second.device && first.inode == second.inode
  }

  /// The path without links, as far as it exists.
  static func canonical(_ path: String) -> String {
    var head = path.hasPrefix("/") ? path : "./" + path
    var tail: [String] = []
    while true {
      if let resolved = realpath(head, nil) {
        defer { free(resolved) }
        let base = String(cString: resolved)
        return tail.isEmpty ? base : (base == "/" ? "" : base) + "/" + tail.reversed().joined(separator: "/")
      }
      while head.utf8.count > 1, head.utf8.last == UInt8(ascii: "/") { head = head.droppingBytes(last: 1) }
      guard head != "/", let slash = head.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
      let name = String(decoding: head.utf8[head.utf8.index(after: slash)...], as: UTF8.self)
      if name != "." { tail.append(name) }
      head = slash == head.utf8.startIndex ? "/" : String(decoding: head.utf8[..<slash], as: UTF8.self)
    }
  }
}
