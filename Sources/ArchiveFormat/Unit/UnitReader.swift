package import ByteCoding

/// Reads a unit: its table first, then any section, each checked against its digest.
package struct UnitReader: Sendable {
  package let source: any ByteSource
  package let table: UnitTable
  /// Sections are read whole; a plane of the largest mosaic stays below this.
  private static let longestSection = 2 << 30

  /// Set where the table in front was damaged and its copy at the end served.
  package let headFault: Fault?

  /// Reads and checks the table; the copy at the end serves where the one in front is damaged.
  ///
  /// Throws `.damaged` (`unit.truncated`, `unit.magic`, `unit.header`, `unit.table.*`) or `.unsupported` (`unit.newer`).
  package init(_ source: any ByteSource) throws(Fault) {
    self.source = source
    do {
      table = try Self.readTable(source, atEnd: false)
      headFault = nil
    } catch {
      // Also where the one in front claims a newer version: a flipped bit can do that, and a newer unit says so at both ends.
      guard let copy = try? Self.readTable(source, atEnd: true) else { throw error }
      table = copy
      headFault = error
    }
  }

  private static func readTable(_ source: any ByteSource, atEnd: Bool) throws(Fault) -> UnitTable {
    guard source.length >= 2 * UnitTable.headerLength else {
      throw .damaged("unit.truncated", "\(source.length) bytes are too few for a unit", at: "header")
    }
    let header = try source.read(at: atEnd ? source.length - UnitTable.headerLength : 0, count: UnitTable.headerLength)
    let fields = try UnitTable.fields(header[...], footer: atEnd)
    guard fields.unitLength == source.length else {
      throw .damaged(
        "unit.truncated", "the unit is \(source.length) bytes long, its \(atEnd ? "footer" : "header") says \(fields.unitLength)",
        at: atEnd ? "footer" : "header")
    }
    let tableLength = fields.sectionCount * SectionEntry.encodedLength
    let offset = atEnd ? source.length - UnitTable.headerLength - tableLength : UnitTable.headerLength
    return try UnitTable(fields, table: source.read(at: offset, count: tableLength)[...])
  }

  /// A section's bytes, checked. Throws `.damaged` (`unit.section.digest`, `unit.truncated`) naming the section.
  package func payload(_ entry: SectionEntry) throws(Fault) -> [UInt8] {
    let bytes = try rawPayload(entry)
    guard SHA256Digest(of: bytes) == entry.digest else {
      throw .damaged("unit.section.digest", "the section's bytes do not have the digest its table gives", at: "section \(entry.name)")
    }
    return bytes
  }

  /// A section's bytes as they are, for finding out where they are damaged.
  package func rawPayload(_ entry: SectionEntry) throws(Fault) -> [UInt8] {
    guard entry.length <= Self.longestSection else {
      throw .overLimit("unit.section.limit", "a section of \(entry.length) bytes", at: "section \(entry.name)")
    }
    do {
      return try source.read(at: entry.offset, count: entry.length)
    } catch {
      throw error.within("section \(entry.name)")
    }
  }

  /// The only section of a kind, checked. Throws `.damaged` (`unit.section.missing`) where it is not there.
  package func payload(_ kind: SectionKind) throws(Fault) -> [UInt8] {
    guard let entry = table.section(kind) else {
      throw .damaged("unit.section.missing", "the unit has no section of this kind", at: "section \(kind)")
    }
    return try payload(entry)
  }

  /// Checks that header and table, and their copies at the end, are all intact and equal.
  package func checkBothEnds() throws(Fault) {
    if let headFault { throw headFault }
    let tail = table.encodedTail()
    guard try source.read(at: source.length - tail.count, count: tail.count) == tail else {
      throw .damaged("unit.footer", "the table's copy at the end differs from the one in front", at: "footer")
    }
  }
}
