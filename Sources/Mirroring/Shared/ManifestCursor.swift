internal import ArchiveFormat
internal import ArchiveStore
internal import ByteCoding

/// Goes through a payload manifest in the order of its paths, which are checked; memory holds a piece of it.
struct ManifestCursor {
  private var reader: ManifestReader?
  private(set) var line: ManifestLine?
  private var last: [UInt8] = []
  private let file: String

  /// Nil gives an empty manifest. Throws as `next`.
  init(_ file: OpenFile?) throws(Fault) {
    reader = file.map { ManifestReader($0) }
    self.file = file?.path ?? ""
    try next()
  }

  /// The manifest of an archive.
  init(of archive: Archive) throws(Fault) { try self.init(archive.file(Archive.manifestName)) }

  /// Goes on; `line` is nil at the end.
  ///
  /// Throws `.damaged`: `manifest.line` for a line that is none, `manifest.order` where the paths do not ascend, `manifest.path` for a
  /// path that does not lead to a payload file.
  mutating func next() throws(Fault) {
    line = try reader?.next()
    guard let path = line?.path else { return }
    guard last.lexicographicallyPrecedes(path) else {
      throw Fault(
        .damaged, "manifest.order", "the paths are not in ascending order", file: file,
        advice: "run glassine audit; the next glassine archive with changes sorts a manifest that another program wrote")
    }
    guard let parts = RelativePath(bytes: path)?.components, parts.count > 1, parts[0] == Array("data".utf8),
      String(validating: path, as: UTF8.self) != nil
    else {
      throw Fault(.damaged, "manifest.path", "“\(RelativePath.printable(path))” is not a payload file's path", file: file)
    }
    last = path
  }

  /// Whether a path is listed, and with which digest. Ask in ascending order of the paths only.
  mutating func digest(of path: [UInt8]) throws(Fault) -> SHA256Digest? {
    while let line, line.path.lexicographicallyPrecedes(path) { try next() }
    guard let line, line.path == path else { return nil }
    return line.digest
  }
}

/// Two payload manifests side by side, in the order of their paths.
enum ManifestPair {
  /// A path that at least one of them lists.
  struct Entry: Sendable {
    let path: String
    let first: SHA256Digest?
    let second: SHA256Digest?

    /// True for a unit by its name.
    var isUnit: Bool { path.isUnitPath }
  }

  /// Visits every path of either. Throws as `ManifestCursor.next`, and what `body` throws.
  static func forEach(_ first: OpenFile?, _ second: OpenFile?, _ body: (Entry) throws(Fault) -> Void) throws(Fault) {
    var (left, right) = (try ManifestCursor(first), try ManifestCursor(second))
    while true {
      let path: [UInt8]
      switch (left.line, right.line) {
      case (nil, nil): return
      case (let line?, nil): path = line.path
      case (nil, let line?): path = line.path
      case (let one?, let other?): path = one.path.lexicographicallyPrecedes(other.path) ? one.path : other.path
      }
      let inLeft = left.line?.path == path ? left.line?.digest : nil
      let inRight = right.line?.path == path ? right.line?.digest : nil
      if inLeft != nil { try left.next() }
      if inRight != nil { try right.next() }
      try body(Entry(path: String(decoding: path, as: UTF8.self), first: inLeft, second: inRight))
    }
  }
}

extension String {
  /// True for a path that units have.
  var isUnitPath: Bool { startsWithBytes(of: "data/units/") && endsWithBytes(of: UnitName.unitSuffix) }

  /// True for a path that sidecars have.
  var isSidecarPath: Bool {
    startsWithBytes(of: "data/sidecars/") && (endsWithBytes(of: UnitName.sidecarSuffix) || endsWithBytes(of: UnitName.xmpSuffix))
  }
}
