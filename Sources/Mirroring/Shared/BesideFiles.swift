internal import ArchiveStore
internal import ByteCoding
internal import ParityCoding

/// Files of an archive that no manifest lists: parity and receipts.
enum BesideFiles {
  struct Entry: Sendable {
    /// Inside the archive: `parity/0123456789abcdef/0001.glsp`.
    let path: String
    let size: Int64

    /// True for a file that lies in a folder of the folder: part of a set.
    var isInSet: Bool { path.utf8.count { $0 == UInt8(ascii: "/") } > 1 }
    /// `parity/SET`, the file's folder.
    var folder: String { Archive.parent(of: path) }
    var isParity: Bool { path.endsWithBytes(of: ".glsp") }
  }

  /// All regular files below a folder of the archive's root, each folder's lists after its other files: a set without its list is not
  /// complete. Empty where there is no such folder; what cannot be listed is left out.
  static func list(_ name: String, in archive: Archive) -> [Entry] {
    guard let folder = try? archive.root.folder(Array(name.utf8)) else { return [] }
    return list(folder, name, depth: 0)
  }

  private static func list(_ folder: Folder, _ prefix: String, depth: Int) -> [Entry] {
    var (entries, last): ([Entry], [Entry]) = ([], [])
    for name in (try? folder.names()) ?? [] {
      guard let text = String(validating: name, as: UTF8.self), let status = (try? folder.status(name)) ?? nil else { continue }
      let path = prefix + "/" + text
      if status.kind == .file {
        if path.endsWithBytes(of: ".txt") {
          last.append(Entry(path: path, size: status.size))
        } else {
          entries.append(Entry(path: path, size: status.size))
        }
      } else if status.kind == .folder, depth < 4, let inner = try? folder.folder(name) {
        entries += list(inner, path, depth: depth + 1)
      }
    }
    return entries + last
  }

  /// Whether a parity file's index and every parity block in it have their digests. Cost: one pass over the file.
  static func isSoundParity(_ path: String, in archive: Archive) -> Bool {
    guard let file = try? archive.file(path), let source = try? ParityBytesOnDisk(file), let parity = try? ParityFile(parsing: source)
    else { return false }
    return parity.isIndexWhole && parity.lostIndexBlocks.isEmpty && parity.examineParity().lost.isEmpty
  }
}

/// A parity file's bytes.
private struct ParityBytesOnDisk: ParitySource {
  private let file: OpenFile
  let byteCount: Int

  init(_ file: OpenFile) throws(Fault) {
    self.file = file
    byteCount = Int(try file.status().size)
  }

  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(Fault) -> Int {
    let bytes = try file.read(at: offset, upTo: buffer.count)
    buffer.copyBytes(from: bytes)
    return bytes.count
  }
}
