package import ByteCoding

/// Writes a unit section by section; the table goes in front and behind when all digests are known.
///
/// The number of sections is fixed beforehand, because the table in front has its room kept free.
package struct UnitWriter<Sink: ByteSink> {
  package private(set) var sink: Sink
  private let sectionCount: Int
  private var sections: [SectionEntry] = []
  private var next: Int

  /// Throws what the sink throws. `sectionCount` is 1...65,536.
  package init(to sink: Sink, sectionCount: Int) throws(Fault) {
    guard (1...UnitTable.maximumSections).contains(sectionCount) else {
      throw Fault.overLimit("unit.sections", "\(sectionCount) sections, at most \(UnitTable.maximumSections)")
    }
    self.sink = sink
    self.sectionCount = sectionCount
    next = UnitTable.bodyOffset(sectionCount)
    try self.sink.append([UInt8](repeating: 0, count: next))
  }

  /// Appends one whole section.
  package mutating func append(_ kind: SectionKind, index: UInt32 = 0, _ payload: [UInt8]) throws(Fault) {
    guard sections.count < sectionCount else { throw Fault(.misuse, "unit.sections", "more sections than announced") }
    sections.append(
      SectionEntry(kind: kind, index: index, offset: next, length: payload.count, digest: SHA256Digest(of: payload)))
    next += payload.count
    try sink.append(payload)
  }

  /// Writes the table behind and in front; gives the table and the finished sink.
  package consuming func finish() throws(Fault) -> (table: UnitTable, sink: Sink) {
    guard sections.count == sectionCount else { throw Fault(.misuse, "unit.sections", "fewer sections than announced") }
    let table = UnitTable(sections: sections)
    try sink.append(table.encodedTail())
    try sink.patch(table.encodedHead(), at: 0)
    return (table, sink)
  }
}
