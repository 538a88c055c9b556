internal import ArchiveFormat
internal import ByteCoding
internal import Foundation
internal import FuzzSupport
@testable internal import UnitCoding

/// The kinds by number, so that one byte chooses a known one.
private let kinds: [SectionKind] = [.file, .shot, .plane, .curve, .recipe, .skeleton, .residue, .body, .metadata, .picture]

/// A unit of sections cut from the input, each with a right digest: kind, index, and content that is wrapped where a bit says so.
func sectionUnit(_ input: inout FuzzInput) -> [UInt8]? {
  var sections: [(SectionKind, UInt32, [UInt8])] = []
  while !input.content.isEmpty, sections.count < 32 {
    let form = input.take(2)
    guard form.count == 2 else { break }
    let payload = input.run()
    let kind = Int(form[0] & 15) < kinds.count ? kinds[Int(form[0] & 15)] : SectionKind(code: UInt32(form[0]) << 24)
    switch form[0] >> 6 {
    case 1: sections.append((kind, UInt32(form[1]), (try? Wrapping.wrap(payload, level: 1)) ?? []))
    case 2: sections.append((kind, UInt32(form[1]), Repair.plane(payload)))
    default: sections.append((kind, UInt32(form[1]), payload))
    }
  }
  return expectingFaults { () throws(Fault) in
    var writer = try UnitWriter(to: MemorySink(), sectionCount: sections.count)
    for (kind, index, payload) in sections { try writer.append(kind, index: index, payload) }
    return try writer.finish().sink.bytes
  }
}

/// The sections of a real unit in the form that `sectionUnit` cuts.
func sectionSeed(_ reader: UnitReader) -> [UInt8] {
  var writer = ByteWriter()
  for entry in reader.table.sections {
    guard let number = kinds.firstIndex(of: entry.kind), var payload = try? reader.payload(entry) else { continue }
    var form = UInt8(number)
    if entry.kind == .plane {
      form |= 2 << 6
    } else if ![.file, .shot, .picture].contains(entry.kind) {
      guard let content = try? Wrapping.unwrap(payload, limit: 1 << 20, at: "") else { continue }
      payload = content
      form |= 1 << 6
    }
    writer.write([form, UInt8(truncatingIfNeeded: entry.index)])
    writer.u16(UInt16(truncatingIfNeeded: payload.count))
    writer.write(payload)
  }
  return writer.bytes
}

/// Where `FUZZ_UNIT` asks for the unit that an input makes, to be saved as a fixture.
private let unitPlace = ProcessInfo.processInfo.environment["FUZZ_UNIT"].map { URL(fileURLWithPath: $0) }

/// Everything a decoder does with a unit.
func decode(_ unit: [UInt8]?) {
  guard let unit else { return }
  if let unitPlace { try? Data(unit).write(to: unitPlace) }
  let decoder = expectingFaults { () throws(Fault) in try UnitDecoder(UnitReader(MemorySource(unit)), budget: .fuzzing) }
  guard let decoder else { return }
  var given: Int64 = 0
  let isWhole = expectingFaults { () throws(Fault) in
    try decoder.original { (piece) throws(Fault) in given += Int64(piece.count) }
    return true
  }
  if isWhole == true { precondition(given == decoder.record.size, "an original that is given without a fault has its size") }
  _ = expectingFaults { () throws(Fault) in try decoder.linearMosaic() }
  _ = expectingFaults { () throws(Fault) in try decoder.facts() }
  _ = expectingFaults { () throws(Fault) in try decoder.metadata() }
  _ = expectingFaults { () throws(Fault) in try decoder.prove() }
}
