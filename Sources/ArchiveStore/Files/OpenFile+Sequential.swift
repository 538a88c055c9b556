package import ByteCoding

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

extension OpenFile {
  /// The next bytes of a pipe or terminal, as many as there are, at most `count`; none at its end. Throws `.environment`.
  package func next(upTo count: Int) throws(Fault) -> [UInt8] {
    var failure: Fault?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      guard let base = buffer.baseAddress else { return }
      do throws(Fault) { filled = try Syscalls.retrying("read", path) { systemRead(descriptor, base, count) } } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Writes bytes where the pipe, terminal or file stands. Throws `.environment`.
  package func append(_ bytes: [UInt8]) throws(Fault) {
    var done = 0
    while done < bytes.count {
      let rest = bytes[done...]
      done += try Syscalls.retrying("write", path) { rest.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) } }
    }
  }

  /// A second handle on what another part of the process holds open. Throws `.environment`.
  package static func duplicating(_ descriptor: Int32, path: String) throws(Fault) -> OpenFile {
    adopting(Int32(try Syscalls.retrying("open", path) { Int(fcntl(descriptor, F_DUPFD_CLOEXEC, 0)) }), path: path)
  }
}

private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int { read(descriptor, buffer, count) }

private func systemWrite(_ descriptor: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int { write(descriptor, buffer, count) }
