internal import ArchiveFormat
internal import ByteCoding
internal import FuzzSupport

/// Section tables whose digests are right whatever they say, and units of sections with any content; the last byte chooses.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = FuzzInput(start, count)
  switch input.choice() % 4 {
  case 0: readTable(input.bytes)
  case 1: decode(sectionUnit(&input))
  case 2: decode(Repair.unit(input.bytes))
  default: decode(mosaicUnit(&input))
  }
  return 0
}

/// The parser of header and table alone. A table that is accepted has to be written the same again.
private func readTable(_ bytes: [UInt8]) {
  guard let bytes = Repair.table(bytes) else { return }
  let head = UnitTable.headerLength
  _ = expectingFaults { () throws(Fault) in try UnitTable.fields((UnitTable.endMagic + bytes[8..<head])[...], footer: true) }
  let table = expectingFaults { () throws(Fault) in
    try UnitTable(UnitTable.fields(bytes[..<head], footer: false), table: bytes[head...])
  }
  guard let table else { return }
  precondition(table.encodedHead() == bytes, "an accepted table has one form")
  precondition(table.unitLength >= bytes.count * 2, "head and tail fit the unit")
}

/// The program: libFuzzer, or the writer of seeds.
@_cdecl("SectionTableFuzz_main")
public func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
  runFuzzProgram(count, arguments, fuzzOne) {
    var seeds = mosaicSeeds
    for (name, unit) in SampleUnits.all {
      seeds[name + ".unit"] = unit + [2]
      guard let reader = try? UnitReader(MemorySource(unit)) else { continue }
      seeds[name + ".table"] = reader.table.encodedHead() + [0]
      seeds[name + ".sections"] = sectionSeed(reader) + [1]
    }
    return seeds
  }
}
