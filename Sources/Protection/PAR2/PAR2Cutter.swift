internal import ArchiveFormat
internal import ArchiveStore
internal import ByteCoding
internal import ParityCoding

/// Cuts the manifest into sets of neighbours: at most 2,000 files and 4 GiB, where no single file is larger.
///
/// Where a set ends is decided by the paths and sizes around that place alone, so that new files change the sets near them and no others.
/// Memory: the files of one set.
struct PAR2Cutter {
  let archive: Archive
  let share: Int
  static let setFiles = 2000
  static let setBytes = 4 << 30

  /// Files of one kind, in byte order of their paths, none empty.
  struct FileSet {
    var kind: SetFacts.Kind
    var files: [PendingFile] = []
    var bytes = 0

    init(_ kind: SetFacts.Kind) { self.kind = kind }

    /// What the list beside the set holds.
    var list: [UInt8] { files.flatMap { ManifestLine(digest: $0.digest, payload: $0.text).bytes } }

    func name(share: Int) -> String {
      var hasher = SHA256Hasher()
      hasher.update(Array("glassine par2 1 \(share)\n".utf8))
      hasher.update(list)
      return "\(kind.rawValue)-\(hasher.finish().hex.prefix(16))"
    }
  }

  /// Visits all sets; listed files that are not there go to `missing`. `body` gives false to stop.
  func forEach(_ missing: (String) -> Void, _ body: (FileSet) throws(Fault) -> Bool) throws(Fault) {
    guard try archive.status(Archive.manifestName) != nil else { return }
    var cursor = try MemberCursor(archive.file(Archive.manifestName))
    var open: [SetFacts.Kind: FileSet] = [:]
    while let line = try cursor.next() {
      let text = String(decoding: line.path, as: UTF8.self)
      guard let status = try archive.status(text), status.kind == .file else {
        missing(text)
        continue
      }
      guard status.size > 0 else { continue }
      let file = PendingFile(path: line.path, digest: line.digest, size: Int(status.size))
      let kind = SetFacts.Kind(path: line.path)
      var set = open[kind] ?? FileSet(kind)
      if !set.files.isEmpty, Self.isEnd(set, before: file) {
        guard try body(set) else { return }
        set = FileSet(kind)
      }
      set.files.append(file)
      set.bytes += file.size
      open[kind] = set
    }
    for kind in SetFacts.Kind.allCases {
      if let set = open[kind], try !body(set) { return }
    }
  }

  /// Ends a set by chance from an eighth of its limits on: on average when three eighths are reached.
  private static func isEnd(_ set: FileSet, before file: PendingFile) -> Bool {
    if set.files.count >= setFiles || set.bytes + file.size > setBytes { return true }
    guard set.files.count >= setFiles / 8 || set.bytes >= setBytes / 8 else { return false }
    let chance = 4 * (Double(file.size) / Double(setBytes) + 1 / Double(setFiles))
    let draw = SHA256Digest(of: file.path).bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    return Double(draw) < chance * 4_294_967_296
  }
}
