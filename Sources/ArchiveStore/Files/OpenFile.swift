internal import ArchiveFormat
package import ByteCoding

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// One open file; closed when the last reference goes.
///
/// Reads and writes are positional and complete, so the handle may be shared between threads.
package final class OpenFile: Sendable {
  package let path: String
  package let descriptor: Int32

  private init(path: String, descriptor: Int32) {
    self.path = path
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Takes over a descriptor that someone else opened.
  package static func adopting(_ descriptor: Int32, path: String) -> OpenFile { OpenFile(path: path, descriptor: descriptor) }

  /// Reads up to `count` bytes at a position; fewer only at the file's end.
  package func read(at offset: Int, upTo count: Int) throws(Fault) -> [UInt8] {
    var failure: Fault?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count, let base = buffer.baseAddress {
        do throws(Fault) {
          let got = try Syscalls.retrying("read", path) { pread(descriptor, base + filled, count - filled, off_t(offset + filled)) }
          if got == 0 { break }
          filled += got
        } catch {
          failure = error
          break
        }
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Fills a buffer from a position; gives how many bytes were there, fewer only at the file's end.
  package func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(Fault) -> Int {
    var filled = 0
    while filled < buffer.count, let base = buffer.baseAddress {
      let done = filled
      let got = try Syscalls.retrying("read", path) { pread(descriptor, base + done, buffer.count - done, off_t(offset + done)) }
      if got == 0 { break }
      filled += got
    }
    return filled
  }

  /// Writes all bytes at a position.
  package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(Fault) {
    var done = 0
    while done < bytes.count, let base = bytes.baseAddress {
      let position = done
      done += try Syscalls.retrying("write", path) { pwrite(descriptor, base + position, bytes.count - position, off_t(offset + position)) }
    }
  }

  /// Writes an array at a position.
  package func write(all bytes: [UInt8], at offset: Int) throws(Fault) {
    var failure: Fault?
    bytes.withUnsafeBytes { buffer in
      do throws(Fault) { try write(buffer, at: offset) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  /// Cuts or extends the file to a length.
  package func truncate(to length: Int) throws(Fault) {
    _ = try Syscalls.retrying("truncate", path) { Int(ftruncate(descriptor, off_t(length))) }
  }

  /// Locks the file for this opening of it; false where it is locked already, by whomever.
  package func lock() throws(Fault) -> Bool { try lock(LOCK_EX) }

  /// Locks the file against writers only; false where one has locked it.
  package func lockForReading() throws(Fault) -> Bool { try lock(LOCK_SH) }

  private func lock(_ kind: Int32) throws(Fault) -> Bool {
    guard flock(descriptor, kind | LOCK_NB) != 0 else { return true }
    guard errno == EWOULDBLOCK else { throw Syscalls.fault("lock", path, errno) }
    return false
  }

  /// Waits until the file's bytes are on the medium.
  package func synchronize() throws(Fault) { _ = try Syscalls.retrying("sync", path) { Int(fsync(descriptor)) } }

  /// Asks the kernel to forget its copy of the file's pages, so that the next read comes from the medium.
  package func dropCache() { _ = posix_fadvise(descriptor, 0, 0, Int32(POSIX_FADV_DONTNEED)) }

  package func status() throws(Fault) -> FileStatus {
    var raw = stat()
    _ = try Syscalls.retrying("stat", path) { Int(fstat(descriptor, &raw)) }
    return FileStatus(raw)
  }
}

/// A file as a unit's bytes. The length is taken once, at opening.
package struct FileSource: ByteSource {
  package let file: OpenFile
  package let length: Int

  /// Throws `.environment`.
  package init(_ file: OpenFile) throws(Fault) {
    self.file = file
    length = Int(try file.status().size)
  }

  package func read(at offset: Int, count: Int) throws(Fault) -> [UInt8] {
    guard offset >= 0, count >= 0, count <= length - offset else {
      throw .damaged("unit.truncated", "\(count) bytes wanted at \(offset), the file has \(length)")
    }
    let bytes = try file.read(at: offset, upTo: count)
    guard bytes.count == count else { throw .damaged("unit.truncated", "the file ended \(count - bytes.count) bytes early") }
    return bytes
  }
}

/// A file under construction.
package struct FileSink: ByteSink {
  package let file: OpenFile
  package private(set) var length = 0

  package init(_ file: OpenFile) { self.file = file }

  package mutating func append(_ bytes: UnsafeRawBufferPointer) throws(Fault) {
    try file.write(bytes, at: length)
    length += bytes.count
  }

  package mutating func patch(_ bytes: [UInt8], at offset: Int) throws(Fault) {
    try file.write(all: bytes, at: offset)
  }
}

extension OpenFile {
  /// A path that leads to this very file for libraries that write by path; no name on the way can be swapped.
  package var writablePath: String { "/proc/self/fd/\(descriptor)" }

  /// Opens a file by a path a person or this process named, following links. Throws `.environment`.
  package static func reading(following path: String) throws(Fault) -> OpenFile {
    let opened = try Syscalls.retrying("open", path) { Int(open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)) }
    return adopting(Int32(opened), path: path)
  }
}
