package import ByteCoding

/// A unit's header and section table, checked: what lies where in the file. FORMAT.md, "Unit".
package struct UnitTable: Hashable, Sendable {
  package static let magic: [UInt8] = [0x89, 0x47, 0x4C, 0x53, 0x4E, 0x0D, 0x0A, 0x1A]
  package static let endMagic: [UInt8] = magic.reversed()
  package static let headerLength = 64
  package static let majorVersion: UInt16 = 1
  package static let minorVersion: UInt16 = 0
  /// 65,536 pieces of 8 MiB: 512 GiB a file.
  package static let maximumSections = 65_536

  package let minorVersion: UInt16
  /// In the file's order, without gaps.
  package let sections: [SectionEntry]
  /// The unit's whole length in bytes.
  package let unitLength: Int

  /// For a unit of sections with these kinds, lengths and digests, in order.
  package init(sections: [SectionEntry]) {
    self.sections = sections
    minorVersion = Self.minorVersion
    unitLength = Self.bodyOffset(sections.count) + sections.reduce(0) { $0 + $1.length } + Self.tailLength(sections.count)
  }

  /// Where the first section starts.
  package static func bodyOffset(_ count: Int) -> Int { headerLength + count * SectionEntry.encodedLength }

  /// Length of the table's copy and the footer.
  package static func tailLength(_ count: Int) -> Int { headerLength + count * SectionEntry.encodedLength }

  /// The sections of a kind, in order of their index.
  package func sections(_ kind: SectionKind) -> [SectionEntry] { sections.filter { $0.kind == kind } }

  /// The only section of a kind, or nil.
  package func section(_ kind: SectionKind) -> SectionEntry? { sections.first { $0.kind == kind } }
}

extension UnitTable {
  /// The bytes at the unit's start: header, then table.
  package func encodedHead() -> [UInt8] {
    let (fields, table) = encodedParts()
    return Self.magic + fields + table
  }

  /// The bytes at the unit's end: table, then footer.
  package func encodedTail() -> [UInt8] {
    let (fields, table) = encodedParts()
    return table + Self.endMagic + fields
  }

  private func encodedParts() -> (fields: [UInt8], table: [UInt8]) {
    var table = ByteWriter(reserving: sections.count * SectionEntry.encodedLength)
    for section in sections { section.write(to: &table) }
    var fields = ByteWriter(reserving: 56)
    fields.u16(Self.majorVersion)
    fields.u16(minorVersion)
    fields.u32(UInt32(sections.count))
    fields.u64(UInt64(unitLength))
    fields.u64(0)
    fields.write(SHA256Digest(of: fields.bytes + table.bytes).bytes)
    return (fields.bytes, table.bytes)
  }
}

extension UnitTable {
  /// What the first (or last) 64 bytes of a unit say about its table, before the table is read.
  package struct Fields: Hashable, Sendable {
    package let minorVersion: UInt16
    package let sectionCount: Int
    package let unitLength: Int
    let digest: SHA256Digest
    let digested: [UInt8]
  }

  /// Parses 64 bytes of header or footer.
  ///
  /// Throws `.damaged` (`unit.magic`, `unit.header`), or `.unsupported` (`unit.newer`) for a later major version.
  package static func fields(_ bytes: ArraySlice<UInt8>, footer: Bool) throws(Fault) -> Fields {
    let place = footer ? "footer" : "header"
    var reader = ByteReader(bytes)
    guard try reader.read(8).elementsEqual(footer ? endMagic : magic) else {
      throw .damaged("unit.magic", "this is not a Glassine unit, or its \(place) is damaged", at: place)
    }
    let major = try reader.u16()
    let minor = try reader.u16()
    let count = try reader.u32()
    let length = try reader.u64()
    let reserved = try reader.u64()
    guard let digest = SHA256Digest(bytes: try reader.read(32)) else { throw .damaged("unit.header", "short", at: place) }
    guard major == majorVersion, reserved == 0 else {
      throw Fault(
        .unsupported, "unit.newer", "unit version \(major).\(minor), this program reads \(majorVersion).x", place: place,
        advice: "use a newer Glassine, or check the file for damage")
    }
    guard count >= 1, count <= maximumSections, length <= UInt64(Int.max),
      Int(length) >= bodyOffset(Int(count)) + tailLength(Int(count))
    else { throw .damaged("unit.header", "\(count) sections in \(length) bytes cannot be", at: place) }
    let start = bytes.startIndex
    return Fields(
      minorVersion: minor, sectionCount: Int(count), unitLength: Int(length), digest: digest,
      digested: Array(bytes[(start + 8)..<(start + 32)]))
  }

  /// Checks a table against its header or footer and gives the whole.
  ///
  /// Throws `.damaged` (`unit.table.digest`, `unit.table.layout`, `unit.table.range`) or `.unsupported` (`unit.newer`).
  package init(_ fields: Fields, table: ArraySlice<UInt8>) throws(Fault) {
    guard SHA256Digest(of: fields.digested + table) == fields.digest else {
      throw .damaged("unit.table.digest", "the section table does not have the digest its header gives", at: "section table")
    }
    var reader = ByteReader(table)
    var entries: [SectionEntry] = []
    var next = Self.bodyOffset(fields.sectionCount)
    for _ in 0..<fields.sectionCount {
      let entry = try SectionEntry(from: &reader)
      let (end, overflow) = next.addingReportingOverflow(entry.length)
      guard entry.offset == next, !overflow else {
        throw .damaged("unit.table.layout", "sections overlap or leave gaps", at: "section \(entry.name)")
      }
      next = end
      entries.append(entry)
    }
    guard reader.isAtEnd, next == fields.unitLength - Self.tailLength(fields.sectionCount) else {
      throw .damaged("unit.table.layout", "the sections do not fill the unit", at: "section table")
    }
    sections = entries
    minorVersion = fields.minorVersion
    unitLength = fields.unitLength
  }
}
