internal import ByteCoding
internal import FuzzSupport
internal import TIFFReading

/// TIFF-like files of every kind; the last byte chooses whether a foreign version word is accepted, and the limits.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = FuzzInput(start, count)
  let choice = input.choice()
  let file = input.bytes
  let limits = choice & 2 == 0 ? TIFFLimits.standard : TIFFLimits(directories: 3, entries: 12, depth: 1)
  let structure = expectingFaults { () throws(Fault) in try TIFFStructure(parsing: file, lenient: choice & 1 == 0, limits: limits) }
  guard let structure else { return 0 }
  precondition((1...limits.directories).contains(structure.directories.count))
  visit(structure, file.count)
  return 0
}

/// Touches everything a structure offers.
private func visit(_ structure: TIFFStructure, _ length: Int) {
  for directory in structure.directories {
    precondition(directory.offset < length)
    for entry in directory.entries {
      precondition(entry.bytes.count == entry.count * entry.type.size)
      _ = entry.integers(limit: 64)
      _ = (entry.integer, entry.integer(at: entry.count), entry.integer(at: -1), entry.text)
      _ = (entry.real(at: 0), entry.real(at: entry.count - 1), entry.real(at: entry.count))
    }
  }
  for image in structure.images {
    precondition(image.chunks.allSatisfy { $0.offset >= 0 && $0.byteCount > 0 && $0.byteCount <= length - $0.offset })
    precondition(image.byteCount >= 0 && image.width > 0 && image.height > 0)
  }
}

/// The program: libFuzzer, or the writer of seeds.
@_cdecl("TIFFParserFuzz_main")
public func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
  runFuzzProgram(count, arguments, fuzzOne) {
    var seeds: [String: [UInt8]] = [:]
    for (bits, rows) in [(8, 10), (12, 3), (16, 2)] { seeds["\(bits)-\(rows)"] = SampleRaw(bits: bits, rowsPerStrip: rows).file + [1] }
    for (name, raw) in fixtureRaws(upTo: 200_000) { seeds[name] = Array(raw.prefix(4000)) + [0] }
    seeds["big"] = bigTIFF + [1]
    return seeds
  }
}

/// A BigTIFF file of one directory with three entries.
private var bigTIFF: [UInt8] {
  var writer = ByteWriter()
  writer.write([0x4D, 0x4D, 0, 43, 0, 8, 0, 0])
  writer.u64(16, bigEndian: true)
  writer.u64(3, bigEndian: true)
  for (tag, type, value) in [(256, 4, 7 << 32), (257, 3, 5 << 48), (324, 16, 8)] as [(UInt16, UInt16, UInt64)] {
    writer.u16(tag, bigEndian: true)
    writer.u16(type, bigEndian: true)
    writer.u64(1, bigEndian: true)
    writer.u64(value, bigEndian: true)
  }
  writer.u64(0, bigEndian: true)
  return writer.bytes
}
