internal import ByteCoding
internal import FuzzSupport
internal import MetadataCoding
internal import ShotMetadata

/// Camera files for the metadata reader, and XMP packets for the sidecar's writer and the reader of keywords; Exiv2 itself is not instrumented.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = FuzzInput(start, count)
  let choice = input.choice()
  let bytes = input.bytes
  _ = XMPKeywords.read(bytes)
  let block =
    choice & 1 == 0 ? expectingFaults { () throws(Fault) in try MetadataReader.read(bytes, name: "fuzz") } : MetadataBlock(xmp: bytes)
  guard let block else { return 0 }
  _ = expectingFaults { () throws(Fault) in
    try SidecarXMP.packet(facts: SampleUnits.facts, metadata: block, glassine: ["tier": "file-exact"])
  }
  return 0
}

/// The program: libFuzzer, or the writer of seeds.
@_cdecl("MetadataFuzz_main")
public func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
  runFuzzProgram(count, arguments, fuzzOne) {
    var seeds = fixtureRaws(upTo: 20_000).mapValues { Array($0.prefix(8192)) + [0] }
    seeds["sample"] = SampleRaw().file + [0]
    let packet = try? SidecarXMP.packet(facts: SampleUnits.facts, metadata: MetadataBlock(), glassine: [:])
    if let packet { seeds["packet"] = packet + [1] }
    return seeds
  }
}
