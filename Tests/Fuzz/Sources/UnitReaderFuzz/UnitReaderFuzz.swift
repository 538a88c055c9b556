internal import ArchiveFormat
internal import ByteCoding
internal import FuzzSupport
internal import UnitCoding

/// Whole units, as they might lie on a damaged medium; the last byte says whether digests are put right first.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = FuzzInput(start, count)
  let choice = input.choice()
  let bytes = choice & 1 == 0 ? input.bytes : Repair.unit(input.bytes) ?? input.bytes
  let reader = expectingFaults { () throws(Fault) in try UnitReader(MemorySource(bytes)) }
  guard let reader else { return 0 }
  _ = expectingFaults { () throws(Fault) in try reader.checkBothEnds() }
  for entry in reader.table.sections {
    precondition(!entry.name.isEmpty)
    _ = expectingFaults { () throws(Fault) in try reader.payload(entry) }
    _ = expectingFaults { () throws(Fault) in try reader.rawPayload(entry) }
  }
  let record = expectingFaults { () throws(Fault) in try reader.record() }
  let decoder = expectingFaults { () throws(Fault) in try UnitDecoder(reader, budget: .fuzzing) }
  precondition((record == nil) == (decoder == nil))
  guard let decoder else { return 0 }
  var given: Int64 = 0
  let isWhole = expectingFaults { () throws(Fault) in
    try decoder.original { (piece) throws(Fault) in given += Int64(piece.count) }
    return true
  }
  if isWhole == true { precondition(given == record?.size, "an original that is given without a fault has its size") }
  _ = expectingFaults { () throws(Fault) in try decoder.storedMosaic() }
  _ = expectingFaults { () throws(Fault) in try decoder.linearMosaic() }
  _ = expectingFaults { () throws(Fault) in try decoder.facts() }
  _ = expectingFaults { () throws(Fault) in try decoder.metadata() }
  _ = expectingFaults { () throws(Fault) in try decoder.prove() }
  return 0
}

/// The program: libFuzzer, or the writer of seeds.
@_cdecl("UnitReaderFuzz_main")
public func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
  runFuzzProgram(count, arguments, fuzzOne) {
    var seeds: [String: [UInt8]] = [:]
    for (name, unit) in SampleUnits.all {
      seeds[name + ".asis"] = unit + [0]
      seeds[name + ".repaired"] = unit + [1]
    }
    return seeds
  }
}
