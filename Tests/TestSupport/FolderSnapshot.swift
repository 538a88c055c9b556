package import ByteCoding
package import Foundation

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Everything about a tree of files that a faithful restore brings back. Names are bytes: file systems do not promise UTF-8.
package struct FolderSnapshot: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case file(size: Int, digest: SHA256Digest)
    case folder
    case link(target: [UInt8])
    /// Sockets, pipes and devices.
    case other
  }

  package struct Entry: Hashable, Sendable {
    package var kind: Kind
    /// The twelve permission bits.
    package var mode: UInt32
    /// Seconds and nanoseconds since 1970.
    package var modified: [Int64]
  }

  /// By path from the root, `/` between names.
  package private(set) var entries: [[UInt8]: Entry] = [:]

  /// Reads a whole tree, following no links; throws where something cannot be read.
  package init(of root: URL) throws {
    try visit(Array(root.path.utf8), [])
  }

  private mutating func visit(_ folder: [UInt8], _ inner: [UInt8]) throws {
    for name in try Self.names(in: folder) {
      let path = folder + [0x2F] + name
      let key = inner.isEmpty ? name : inner + [0x2F] + name
      let entry = try Self.entry(at: path)
      entries[key] = entry
      if entry.kind == .folder { try visit(path, key) }
    }
  }

  private static func names(in folder: [UInt8]) throws -> [[UInt8]] {
    guard let stream = withCString(folder, { opendir($0) }) else { throw failure(folder) }
    defer { closedir(stream) }
    var names: [[UInt8]] = []
    while let item = readdir(stream) {
      let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
      let start = UnsafeRawPointer(item).advanced(by: offset).assumingMemoryBound(to: UInt8.self)
      var name: [UInt8] = []
      while start[name.count] != 0 { name.append(start[name.count]) }
      if name != [0x2E], name != [0x2E, 0x2E] { names.append(name) }
    }
    return names
  }

  private static func entry(at path: [UInt8]) throws -> Entry {
    var status = stat()
    guard withCString(path, { lstat($0, &status) }) == 0 else { throw failure(path) }
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    let kind: Kind =
      switch UInt32(status.st_mode) & 0o170000 {
      case 0o040000: .folder
      case 0o120000: .link(target: try linkTarget(path))
      case 0o100000: .file(size: Int(status.st_size), digest: SHA256Digest(of: try contents(path)))
      default: .other
      }
    return Entry(kind: kind, mode: UInt32(status.st_mode) & 0o7777, modified: [Int64(time.tv_sec), Int64(time.tv_nsec)])
  }

  private static func linkTarget(_ path: [UInt8]) throws -> [UInt8] {
    var buffer = [CChar](repeating: 0, count: 4096)
    let length = withCString(path) { readlink($0, &buffer, buffer.count) }
    guard length >= 0 else { throw failure(path) }
    return buffer.prefix(length).map { UInt8(bitPattern: $0) }
  }

  private static func contents(_ path: [UInt8]) throws -> [UInt8] {
    guard let file = withCString(path, { fopen($0, "rb") }) else { throw failure(path) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&piece, 1, piece.count, file)
      guard count > 0 else { break }
      bytes.append(contentsOf: piece.prefix(count))
    }
    return bytes
  }

  private static func withCString<Result>(_ path: [UInt8], _ body: (UnsafePointer<CChar>) -> Result) -> Result {
    (path.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer { buffer in
      // The buffer holds at least the closing zero.
      buffer.baseAddress.map(body) ?? body("")
    }
  }

  private static func failure(_ path: [UInt8]) -> Fault {
    Fault(.environment, "test.snapshot", "cannot be read", file: String(decoding: path, as: UTF8.self), errno: errno)
  }
}
