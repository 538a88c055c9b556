internal import ByteCoding
internal import FuzzSupport
internal import JPEGReading
internal import SensorModel
internal import TIFFReading

@testable internal import Repacking

/// The search for a recipe in camera files; the last bytes choose the mosaic that is looked for and what the reader hints.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = FuzzInput(start, count)
  let choice = input.choice()
  let hasStreams = choice & 1 != 0
  let (width, height) = (input.choice(in: 1...(hasStreams ? 64 : 24)), input.choice(in: 1...(hasStreams ? 64 : 16)))
  let bits = input.choice()
  let file = input.bytes
  let structure = expectingFaults { () throws(Fault) in try TIFFStructure(parsing: file, lenient: true) }
  let first = structure?.images.first?.chunks.first?.offset
  let offset = choice & 8 == 0 ? first : Int(bits)
  func subject(_ budget: MemoryBudget) -> StreamSubject {
    StreamSubject(file: file, structure: structure, width: width, height: height, budget: budget)
  }
  let coded = hasStreams ? streamMosaic(subject(.fuzzing), curve: choice >> 6 & 3) : nil
  let mosaic = coded ?? mosaic(file, from: offset ?? 0, width, height, form: choice & 6, bits: Int(bits))
  let hints = StorageHints(
    dataOffset: choice & 16 == 0 ? offset : nil, bitsPerSample: choice & 32 == 0 ? nil : Int(bits), bigEndian: choice & 64 != 0)
  // The search among packed samples tries a thousand guesses, a hundred times as slow as the engines: those get runs of their own.
  let parts =
    hasStreams
    ? expectingFaults { () throws(Fault) in try StreamSearch(subject: subject(.standard), mosaic: mosaic).run() } ?? nil
    : expectingFaults { () throws(Fault) in try RecipeFinder.find(file: file, mosaic: mosaic, hints: hints) }
  if let parts {
    let linear = parts.linearization.map { parts.stored.mapped(by: $0) } ?? parts.stored
    precondition(linear == mosaic, "the stored samples and the curve give the mosaic")
    expectFile(FileParts(parts, pictures: [], of: file), pictures: [], file)
  }
  let pictures = EmbeddedJPEGs.find(in: file, excluding: parts?.recipe.sampleRanges ?? [], minimum: 0).prefix(4096)
  if !pictures.isEmpty {
    expectFile(FileParts(parts, pictures: pictures.map(\.picture), of: file), pictures: pictures.map { $0.pictureBytes(in: file) }, file)
  }
  return 0
}

/// Demands that the recipe's bytes are a recipe, and that it gives the file back.
private func expectFile(_ parts: FileParts, pictures: [[UInt8]], _ file: [UInt8]) {
  let recipe = expectingFaults { () throws(Fault) in try Recipe(parsing: parts.recipe.serialized()[...]) }
  precondition(recipe == parts.recipe && !parts.recipe.description.isEmpty, "what the finder says is a recipe")
  var rebuilt: [UInt8] = []
  let isWhole = expectingFaults { () throws(Fault) in
    try RecipeReplayer.rebuild(
      parts.recipe, skeleton: parts.skeleton[...], residue: parts.residue[...], stored: parts.stored, pictures: pictures
    ) { (piece) throws(Fault) in rebuilt += piece }
    return true
  }
  precondition(isWhole == true && rebuilt == file, "what the finder found gives the file back")
}

/// What the engines decode of the file's streams, or what a reader might make of it; nil where they know none.
private func streamMosaic(_ subject: StreamSubject, curve: UInt8) -> Mosaic? {
  for engine in StreamSearch.engines {
    let findings = expectingFaults { () throws(Fault) in try engine.find(subject) }
    guard let samples = findings?.last?.samples else { continue }
    precondition(samples.count == subject.width * subject.height, "an engine's samples are those of the mosaic")
    let values = samples.map { sample -> UInt16 in
      switch curve {
      case 1: sample >> 1
      case 2: sample < 512 ? sample : sample &+ 2
      default: sample
      }
    }
    guard values.count == subject.width * subject.height else { return nil }
    return Mosaic(width: subject.width, height: subject.height, samples: values)
  }
  return nil
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
    for camera in SampleCameraFile.all {
      let size = [UInt8(camera.mosaic.height - 1), UInt8(camera.mosaic.width - 1)]
      for curve in [0, 1, 2] as [UInt8] { seeds["\(camera.name)-\(curve)"] = camera.file + [0] + size + [1 | curve << 6] }
    }
    for (name, raw) in fixtureRaws(upTo: 20_000) { seeds[name] = Array(raw.prefix(4096)) + [0, 9, 15, 6] }
    return seeds
  }
}
