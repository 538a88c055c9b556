import Glibc

/// Where text goes: standard output, standard error, or a test's buffer.
struct TextSink: Sendable {
  let write: @Sendable (String) -> Void

  /// Unbuffered, so that lines of both streams appear in the order they were written.
  static let standardOutput = TextSink { writeAll($0, to: STDOUT_FILENO) }
  static let standardError = TextSink { writeAll($0, to: STDERR_FILENO) }

  /// Output that nobody can take is dropped: an archive run must not end because a log's disk is full.
  private static func writeAll(_ text: String, to descriptor: Int32) {
    var text = text
    text.withUTF8 { bytes in
      var done = 0
      while done < bytes.count {
        let count = Glibc.write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
        if count > 0 {
          done += count
        } else if errno == EAGAIN {
          var descriptor = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          poll(&descriptor, 1, 1000)
        } else if errno != EINTR {
          return
        }
      }
    }
  }
}
