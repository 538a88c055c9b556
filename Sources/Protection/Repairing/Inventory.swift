internal import ArchiveFormat
internal import ArchiveStore
internal import ByteCoding
internal import ParityCoding
internal import Proofs
internal import Reporting
internal import Synchronization

/// Looks at what no set covers: listed files without parity, and files that no list knows.
struct Inventory: Sendable {
  let archive: Archive
  let control: OperationControl
  let jobs: Int
  /// Hears of files that have no parity and are sound: those were held against their SHA-256.
  let recorder: ProofRecorder?

  /// A file without parity that is not as it should be.
  struct Unprotected: Sendable {
    var path: String
    var digest: SHA256Digest
    var finding: Finding
  }

  struct Result {
    var damaged: [Unprotected] = []
    /// Files that no list knows, as paths inside the archive.
    var orphans: [String] = []
    var files = 0
    var bytes: Int64 = 0
  }

  /// Memory: lists of what is wrong. `list` is nil where there is no manifest at all.
  func run(_ list: MemberCursor, _ sets: [ParitySet]) throws(Fault) -> Result {
    var result = Result()
    let damaged = Mutex<[Unprotected]>([])
    let bytes = Mutex<Int64>(0)
    var coverage = try Coverage(list, sets)
    var head = try coverage.next()
    var batch: [(path: String, digest: SHA256Digest)] = []
    func flush() {
      let work = batch
      batch.removeAll()
      Workers.forEach(work, jobs) { item in
        guard !control.isStopped else { return }
        let (found, size) = check(item.path, item.digest)
        bytes.withLock { $0 += size }
        if let found { damaged.withLock { $0.append(found) } }
      }
    }
    func passOver(_ entry: Coverage.Entry) {
      guard let digest = entry.digest, !entry.sets.contains(where: { $0.digest == digest }) else { return }
      let path = String(decoding: entry.path, as: UTF8.self)
      let finding = Finding(kind: .missing, file: path, detail: "not there, and no parity covers it")
      damaged.withLock { $0.append(Unprotected(path: path, digest: digest, finding: finding)) }
    }
    var orphans: [String] = []
    try archive.forEachPayloadFile(onFault: { fault in control.report(.notice("\(fault)")) }) { path, status throws(Fault) in
      while let entry = head, entry.path.lexicographicallyPrecedes(path) {
        passOver(entry)
        head = try coverage.next()
      }
      let text = String(decoding: path, as: UTF8.self)
      guard let entry = head, entry.path == path else {
        orphans.append(text)
        return
      }
      head = try coverage.next()
      guard let digest = entry.digest else {
        orphans.append(text)
        return
      }
      let isCovered = entry.sets.contains { $0.digest == digest }
      if status.kind != .file, !isCovered {
        let finding = Finding(kind: .damaged, file: text, detail: "a \(status.kind.rawValue) instead of a file, and no parity covers it")
        damaged.withLock { $0.append(Unprotected(path: text, digest: digest, finding: finding)) }
      } else if !isCovered {
        batch.append((text, digest))
        result.files += 1
        if batch.count >= 64 { flush() }
      }
    }
    while let entry = head {
      passOver(entry)
      head = try coverage.next()
    }
    flush()
    result.orphans = orphans
    result.bytes = bytes.withLock { $0 }
    result.damaged = damaged.withLock { $0 }.sorted { Array($0.path.utf8).lexicographicallyPrecedes(Array($1.path.utf8)) }
    return result
  }

  private func check(_ path: String, _ digest: SHA256Digest) -> (Unprotected?, Int64) {
    var size: Int64 = 0
    var found: Unprotected?
    do throws(Fault) {
      let file = try archive.file(path)
      size = try file.status().size
      if try file.digest() != digest {
        let finding = Finding(kind: .damaged, file: path, detail: "does not have its digest, and no parity covers it")
        found = Unprotected(path: path, digest: digest, finding: finding)
      } else {
        recorder?.record(path, digest: digest, bytes: size, level: .fixity)
      }
    } catch {
      let finding = Finding(kind: .unreadable, file: path, detail: "cannot be read, and no parity covers it: \(error.cause)")
      found = Unprotected(path: path, digest: digest, finding: finding)
    }
    control.report(.advanced(bytes: size))
    return (found, size)
  }
}
