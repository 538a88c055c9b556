package import ArchiveFormat
package import ByteCoding

/// The sections of a unit that may be damaged anywhere, cut off, or lengthened; as far as they can be found.
package struct SalvagedTable: Sendable {
  package let source: any ByteSource
  /// In the order of the table. Where neither table is whole, those entries that prove themselves: the section has the entry's digest,
  /// or both copies of the entry agree.
  package let entries: [SectionEntry]
  /// Nil where one of the tables is whole.
  package let fault: Fault?
  /// Added to an entry's offset: less than 0 where bytes are missing in front.
  private let shift: Int

  private static let longestSection = 2 << 30

  /// Never throws: where nothing is found there are no entries.
  package init(_ source: any ByteSource) {
    self.source = source
    for atEnd in [false, true] {
      guard let found = Self.table(source, atEnd: atEnd) else { continue }
      self.entries = found.table.sections
      shift = atEnd ? source.length - found.table.unitLength : 0
      fault = nil
      return
    }
    entries = Self.proved(source)
    shift = 0
    fault = .damaged("unit.table.digest", "both copies of the section table are damaged", at: "section table")
  }

  /// A whole table, whatever the unit's length is by now.
  private static func table(_ source: any ByteSource, atEnd: Bool) -> (table: UnitTable, fields: UnitTable.Fields)? {
    let length = UnitTable.headerLength
    guard source.length >= length, let bytes = try? source.read(at: atEnd ? source.length - length : 0, count: length),
      let fields = try? UnitTable.fields(bytes[...], footer: atEnd)
    else { return nil }
    let tableLength = fields.sectionCount * SectionEntry.encodedLength
    let offset = atEnd ? source.length - length - tableLength : length
    guard offset >= 0, let table = try? source.read(at: offset, count: tableLength),
      let parsed = try? UnitTable(fields, table: table[...])
    else { return nil }
    return (parsed, fields)
  }

  /// Single entries of damaged tables.
  private static func proved(_ source: any ByteSource) -> [SectionEntry] {
    let (head, entryLength) = (UnitTable.headerLength, SectionEntry.encodedLength)
    var counts: [Int] = []
    for offset in [12, source.length - head + 12] {
      guard let bytes = try? source.read(at: offset, count: 4) else { continue }
      var reader = ByteReader(bytes)
      guard let count = try? reader.u32(), count >= 1, count <= UnitTable.maximumSections else { continue }
      if !counts.contains(Int(count)) { counts.append(Int(count)) }
    }
    var best: [SectionEntry] = []
    for count in counts {
      var found: [SectionEntry] = []
      for number in 0..<count {
        let places = [head + number * entryLength, source.length - head - (count - number) * entryLength]
        let copies = places.map { try? source.read(at: $0, count: entryLength) }
        let entries = copies.map { bytes in
          bytes.flatMap { bytes in
            var reader = ByteReader(bytes)
            return try? SectionEntry(from: &reader)
          }
        }
        if let entry = entries.compactMap({ $0 }).first(where: { isWhole($0, source) }) {
          found.append(entry)
        } else if let entry = entries[0], entry == entries[1], entry.offset <= source.length {
          found.append(entry)
        }
      }
      if found.count > best.count { best = found }
    }
    return best
  }

  private static func isWhole(_ entry: SectionEntry, _ source: any ByteSource) -> Bool {
    guard entry.length <= longestSection, let bytes = try? source.read(at: entry.offset, count: entry.length) else { return false }
    return SHA256Digest(of: bytes) == entry.digest
  }

  /// The sections of a kind, in the table's order, each index once.
  package func sections(_ kind: SectionKind) -> [SectionEntry] {
    var seen: Set<UInt32> = []
    return entries.filter { $0.kind == kind && seen.insert($0.index).inserted }
  }

  /// As many bytes of a section as are there, and whether they are what they were. Bytes that cannot be read are zeros.
  package func bytes(_ entry: SectionEntry) -> (bytes: [UInt8], isWhole: Bool) {
    let (start, overflow) = entry.offset.addingReportingOverflow(shift)
    guard !overflow, start >= 0, start < source.length, entry.length <= Self.longestSection else {
      return ([], entry.length == 0 && SHA256Digest(of: []) == entry.digest)
    }
    let count = min(entry.length, source.length - start)
    if let bytes = try? source.read(at: start, count: count) {
      return (bytes, count == entry.length && SHA256Digest(of: bytes) == entry.digest)
    }
    // The drive refuses some of it.
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    while bytes.count < count {
      let piece = min(4096, count - bytes.count)
      bytes += (try? source.read(at: start + bytes.count, count: piece)) ?? [UInt8](repeating: 0, count: piece)
    }
    return (bytes, false)
  }

  /// A section's bytes where they are what they were.
  package func whole(_ entry: SectionEntry) -> [UInt8]? {
    let found = bytes(entry)
    return found.isWhole ? found.bytes : nil
  }

  /// The only section of a kind, where it is what it was.
  package func whole(_ kind: SectionKind) -> [UInt8]? { sections(kind).first.flatMap(whole) }
}
