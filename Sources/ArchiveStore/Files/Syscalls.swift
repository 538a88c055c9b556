package import ByteCoding

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Calls that fail with `errno`, turned into `Fault`s that say what was tried and what to do.
package enum Syscalls {
  /// Repeats a call that a signal interrupted. Throws `.environment` with `errno`.
  package static func retrying(_ what: String, _ path: String, _ call: () -> Int) throws(Fault) -> Int {
    while true {
      let result = call()
      if result >= 0 { return result }
      let code = errno
      if code != EINTR { throw fault(what, path, code) }
    }
  }

  package static func fault(_ what: String, _ path: String, _ code: Int32) -> Fault {
    let text = String(cString: strerror(code))
    let advice: String? =
      switch code {
      case ENOSPC, EDQUOT: "free some space and run the same command again: it goes on where it stopped"
      case EACCES, EPERM: "check the permissions"
      case EROFS: "the file system is mounted read-only"
      case EIO: "the drive reports an error: copy what you can from it now, and check it"
      case EMFILE, ENFILE: "too many open files: lower --jobs"
      default: nil
      }
    return Fault(.environment, "io.\(what)", "cannot \(what): \(text)", file: path, advice: advice, errno: code)
  }
}

extension Fault {
  /// True where the call failed because there is nothing under the name.
  package var isNotThere: Bool { errno == ENOENT || errno == ENOTDIR }

  /// True where nothing may be written: a read-only medium, or missing permission.
  package var isRefused: Bool { errno == EROFS || errno == EACCES || errno == EPERM }

  /// True where there is no room left.
  package var isFull: Bool { errno == ENOSPC || errno == EDQUOT }

  /// True where the medium or its permissions do not let anything be written.
  package var isReadOnly: Bool { errno == EROFS || errno == EACCES || errno == EPERM }

  /// True where the machine's answer is about one name only: other files may well succeed.
  package var concernsOneName: Bool {
    guard let errno else { return true }
    return [ENOENT, ENOTDIR, ELOOP, EEXIST, ENAMETOOLONG, EISDIR, EACCES, EPERM, EILSEQ, EINVAL, ENOTEMPTY].contains(errno)
  }
}
