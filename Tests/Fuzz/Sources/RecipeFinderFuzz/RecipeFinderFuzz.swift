internal import ByteCoding
internal import FuzzSupport
internal import Repacking
internal import SensorModel
internal import TIFFReading

/// The search for a recipe in TIFF-like files; the last bytes choose the mosaic that is looked for and what the reader hints.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = FuzzInput(start, count)
  let choice = input.choice()
  let (width, height, bits) = (input.choice(in: 1...24), input.choice(in: 1...16), input.choice())
  let file = input.bytes
  let structure = expectingFaults { () throws(Fault) in try TIFFStructure(parsing: file, lenient: true) }
  let first = structure?.images.first?.chunks.first?.offset
  let offset = choice & 8 == 0 ? first : Int(bits)
  let mosaic = mosaic(file, from: offset ?? 0, width, height, form: choice & 6, bits: Int(bits))
  let hints = StorageHints(
    dataOffset: choice & 16 == 0 ? offset : nil, bitsPerSample: choice & 32 == 0 ? nil : Int(bits), bigEndian: choice & 64 != 0)
  let parts = expectingFaults { () throws(Fault) in try RecipeFinder.find(file: file, mosaic: mosaic, hints: hints) }
  guard let parts else { return 0 }
  let recipe = expectingFaults { () throws(Fault) in try Recipe(parsing: parts.recipe.serialized()[...]) }
  precondition(recipe == parts.recipe, "what the finder says is a recipe")
  var rebuilt: [UInt8] = []
  let isWhole = expectingFaults { () throws(Fault) in
    try RecipeReplayer.rebuild(parts.recipe, skeleton: parts.skeleton[...], residue: parts.residue[...], stored: parts.stored) {
      (piece) throws(Fault) in rebuilt += piece
    }
    return true
  }
  precondition(isWhole == true && rebuilt == file, "what the finder found gives the file back")
  let linear = parts.linearization.map { parts.stored.mapped(by: $0) } ?? parts.stored
  precondition(linear == mosaic, "the stored samples and the curve give the mosaic")
  return 0
}

/// Samples read out of the file itself, so that the search has something to find; zeros past its end.
private func mosaic(_ file: [UInt8], from offset: Int, _ width: Int, _ height: Int, form: UInt8, bits: Int) -> Mosaic {
  func byte(_ index: Int) -> UInt16 { index < file.count ? UInt16(file[index]) : 0 }
  let samples = (0..<(width * height)).map { index -> UInt16 in
    switch form {
    case 2: return byte(offset + index)
    case 4:
      let word = byte(offset + 2 * index) | byte(offset + 2 * index + 1) << 8
      return bits & 1 == 0 ? word : word.byteSwapped >> UInt16(bits >> 1 & 7)
    case 6:
      // Rows of 12 bits, most significant first.
      let (row, column) = (index / width, index % width)
      let start = offset + row * ((width * 3 + 1) / 2) + column * 3 / 2
      return column % 2 == 0 ? byte(start) << 4 | byte(start + 1) >> 4 : (byte(start) & 15) << 8 | byte(start + 1)
    default: return UInt16(truncatingIfNeeded: index * bits)
    }
  }
  return Mosaic(width: width, height: height, samples: samples)
}

/// The program: libFuzzer, or the writer of seeds.
@_cdecl("RecipeFinderFuzz_main")
public func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
  runFuzzProgram(count, arguments, fuzzOne) {
    var seeds: [String: [UInt8]] = [:]
    for (bits, form) in [(8, 2), (12, 6), (16, 4)] as [(Int, UInt8)] {
      for rows in [10, 3] {
        let raw = SampleRaw(bits: bits, rowsPerStrip: rows)
        seeds["\(bits)-\(rows)"] = raw.file + [0, 9, 15, form]
        seeds["\(bits)-\(rows)-blind"] = Array(raw.file.dropFirst(raw.dataOffset)) + [0, 9, 15, form | 8]
      }
    }
    for (name, raw) in fixtureRaws(upTo: 20_000) { seeds[name] = Array(raw.prefix(4096)) + [0, 9, 15, 6] }
    return seeds
  }
}
