internal import ArchiveFormat
internal import ArchiveStore
internal import ByteCoding

/// Puts a sound unit together from two damaged copies: each section from whichever has the digest of the section table.
///
/// The table is taken from whichever of its four places is whole. Memory: the table, at most 4 MiB.
struct UnitSplice {
  /// Damaged sections, by copy.
  let damaged: [[String]]
  /// Sections that neither copy has whole.
  let lost: [String]
  private let table: UnitTable
  private let files: [OpenFile]
  /// For each section, the file that has it.
  private let chosen: [Int]

  /// Nil where no copy has a whole table. Throws nothing else: what cannot be read counts as damaged.
  init?(_ path: String, _ archives: [Archive]) {
    let opened = archives.map { try? $0.file(path) }
    let files = opened.compactMap(\.self)
    guard let table = Self.table(files) else { return nil }
    self.table = table
    self.files = files
    var damaged = archives.map { _ in [String]() }
    var (lost, chosen) = ([String](), [Int]())
    for section in table.sections {
      var source: Int?
      var next = 0
      for (copy, file) in opened.enumerated() {
        guard let file else {
          damaged[copy].append(section.name)
          continue
        }
        if Self.holds(section, file) { source = source ?? next } else { damaged[copy].append(section.name) }
        next += 1
      }
      if let source { chosen.append(source) } else { lost.append(section.name) }
    }
    (self.damaged, self.lost, self.chosen) = (damaged, lost, chosen)
  }

  /// Writes the unit, or only reads its parts where there is no file to write to; gives its digest. Only where nothing is `lost`.
  func write(to file: OpenFile?) throws(Fault) -> SHA256Digest {
    var hasher = SHA256Hasher()
    let (head, tail) = (table.encodedHead(), table.encodedTail())
    try file?.write(all: head, at: 0)
    hasher.update(head)
    for (section, source) in zip(table.sections, chosen) {
      try Self.forEachPiece(section, files[source]) { piece, offset throws(Fault) in
        try file?.write(all: piece, at: offset)
        hasher.update(piece)
      }
    }
    try file?.write(all: tail, at: table.unitLength - tail.count)
    hasher.update(tail)
    return hasher.finish()
  }

  private static func holds(_ section: SectionEntry, _ file: OpenFile) -> Bool {
    var hasher = SHA256Hasher()
    do throws(Fault) {
      try forEachPiece(section, file) { piece, _ in hasher.update(piece) }
    } catch {
      return false
    }
    return hasher.finish() == section.digest
  }

  private static func forEachPiece(
    _ section: SectionEntry, _ file: OpenFile, _ body: ([UInt8], Int) throws(Fault) -> Void
  ) throws(Fault) {
    // Looked at first: a table may claim more than there is.
    guard section.length <= Int(try file.status().size) - section.offset else { throw Fault.damaged("unit.truncated", "cut short") }
    var done = 0
    while done < section.length {
      let piece = try file.read(at: section.offset + done, upTo: min(1 << 20, section.length - done))
      guard !piece.isEmpty else { throw Fault.damaged("unit.truncated", "cut short") }
      try body(piece, section.offset + done)
      done += piece.count
    }
  }

  /// A whole table, from front or end of any copy, also of one that was cut short or got bytes behind it.
  private static func table(_ files: [OpenFile]) -> UnitTable? {
    var lengths: [Int] = []
    for file in files {
      if let size = try? file.status().size { lengths.append(Int(size)) }
      guard let head = try? file.read(at: 0, upTo: UnitTable.headerLength), head.count == UnitTable.headerLength else { continue }
      if let fields = try? UnitTable.fields(head[...], footer: false) { lengths.append(fields.unitLength) }
    }
    for file in files {
      for length in lengths {
        if let reader = try? UnitReader(ClaimedLength(file: file, length: length)) { return reader.table }
      }
    }
    return nil
  }
}

/// A file taken to be of another length: what is not there is zero.
private struct ClaimedLength: ByteSource {
  let file: OpenFile
  let length: Int

  func read(at offset: Int, count: Int) throws(Fault) -> [UInt8] {
    // Only headers and tables are read through this.
    guard offset >= 0, count >= 0, count <= UnitTable.maximumSections * SectionEntry.encodedLength, count <= length - offset else {
      throw .damaged("unit.truncated", "beyond the end")
    }
    let bytes = try file.read(at: offset, upTo: count)
    return bytes + [UInt8](repeating: 0, count: count - bytes.count)
  }
}
