package import ByteCoding

/// Writes a manifest anew: the old one's lines with some replaced, added or taken away, in byte order of their paths.
///
/// Both sides are read in order, so memory holds only the changes. An old manifest that somebody sorted otherwise is sorted first.
struct ManifestMerge {
  /// New lines by path; nil takes a path away.
  var changes: [[UInt8]: ManifestLine?] = [:]

  /// Throws `.environment`, or `.damaged` (`manifest.line`) where an old line cannot be read: it is never dropped.
  func write(old: OpenFile?, to new: OpenFile) throws(Fault) {
    let sorted = changes.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    if let old, try !Self.isSorted(old) {
      var lines: [[UInt8]: ManifestLine] = [:]
      try Self.forEachLine(old) { line throws(Fault) in lines[line.path] = line }
      let all = lines.values.sorted { $0.path.lexicographicallyPrecedes($1.path) }
      try merge(sorted, new) { body throws(Fault) in for line in all { try body(line) } }
    } else {
      try merge(sorted, new) { body throws(Fault) in if let old { try Self.forEachLine(old, body) } }
    }
  }

  private func merge(
    _ changes: [(key: [UInt8], value: ManifestLine?)], _ new: OpenFile,
    _ forEachOld: ((ManifestLine) throws(Fault) -> Void) throws(Fault) -> Void
  ) throws(Fault) {
    var writer = BufferedFileWriter(new)
    var next = 0
    func emitChanges(before path: [UInt8]?) throws(Fault) {
      while next < changes.count, path.map({ changes[next].key.lexicographicallyPrecedes($0) }) ?? true {
        if let line = changes[next].value { try writer.write(line.bytes) }
        next += 1
      }
    }
    try forEachOld { line throws(Fault) in
      try emitChanges(before: line.path)
      if next < changes.count, changes[next].key == line.path {
        if let replacement = changes[next].value { try writer.write(replacement.bytes) }
        next += 1
      } else {
        try writer.write(line.bytes)
      }
    }
    try emitChanges(before: nil)
    try writer.flush()
  }

  private static func isSorted(_ file: OpenFile) throws(Fault) -> Bool {
    var last: [UInt8] = []
    var sorted = true
    try forEachLine(file) { line throws(Fault) in
      if !last.lexicographicallyPrecedes(line.path) { sorted = false }
      last = line.path
    }
    return sorted
  }

  static func forEachLine(_ file: OpenFile, _ body: (ManifestLine) throws(Fault) -> Void) throws(Fault) {
    var reader = LineReader(file)
    var number = 0
    while let bytes = try reader.line() {
      number += 1
      guard let line = ManifestLine(parsing: bytes) else {
        throw Fault(
          .damaged, "manifest.line", "this line is not a digest and a path", file: file.path, place: "line \(number)",
          advice: "run glassine audit; a manifest can be restored from a second copy of the archive")
      }
      try body(line)
    }
  }
}

/// Collects small writes into pieces.
package struct BufferedFileWriter {
  private let file: OpenFile
  private var offset = 0
  private var buffer: [UInt8] = []

  package init(_ file: OpenFile) { self.file = file }

  package mutating func write(_ bytes: [UInt8]) throws(Fault) {
    buffer += bytes
    if buffer.count >= 1 << 18 { try flush() }
  }

  package mutating func flush() throws(Fault) {
    try file.write(all: buffer, at: offset)
    offset += buffer.count
    buffer.removeAll(keepingCapacity: true)
  }
}
