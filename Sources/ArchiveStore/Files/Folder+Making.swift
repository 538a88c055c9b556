package import ByteCoding

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

extension Folder {
  /// Makes a folder that a person named, with all folders above it. Throws `.environment`.
  package static func makeAll(_ path: String) throws(Fault) {
    var made = path.hasPrefix("/") ? "/" : ""
    for component in path.split(separator: "/") {
      made += component + "/"
      var code: Int32 = 0
      repeat { code = mkdir(made, 0o755) == 0 ? 0 : errno } while code == EINTR
      if code == 0 { continue }
      // A folder we may not write to can still hold the one we want.
      guard code == EEXIST || code == EACCES || code == EROFS || code == EISDIR else { throw Syscalls.fault("make folder", made, code) }
    }
  }
}
