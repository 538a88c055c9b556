internal import ByteCoding
internal import FuzzSupport
internal import JPEGReading
internal import Repacking
internal import SensorModel

/// Recipes, and replays of those that parse; the last byte chooses what skeleton, residue, pictures and samples are.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = FuzzInput(start, count)
  let choice = input.choice()
  let bits = input.choice(in: 8...16)
  let serialized = input.run()
  let recipe = expectingFaults { () throws(Fault) in try Recipe(parsing: serialized[...], budget: .fuzzing) }
  guard let recipe else { return 0 }
  precondition(recipe.serialized() == serialized, "a recipe has one form")
  precondition(!recipe.description.isEmpty)
  let mosaic = recipe.hasMosaic ? mosaic(recipe, bits: bits, form: choice >> 3 & 3) : nil
  // Pictures of other lengths are refused at once.
  let pictures = choice & 4 == 0 ? recipe.pictureBytes.map { [UInt8](repeating: 0x5A, count: $0) } : []
  // A skeleton of any other length is refused at once, so most are made to fit.
  var skeleton = input.run()
  if choice & 1 == 0 {
    precondition(recipe.skeletonBytes >= 0)
    skeleton = Array(skeleton.prefix(recipe.skeletonBytes))
    skeleton += [UInt8](repeating: 0x5A, count: recipe.skeletonBytes - skeleton.count)
  }
  let residue = choice & 2 == 0 ? input.bytes : []
  var given = 0
  let isWhole = expectingFaults { () throws(Fault) in
    try RecipeReplayer.rebuild(
      recipe, skeleton: skeleton[...], residue: residue[...], stored: mosaic, pictures: pictures
    ) { (piece) throws(Fault) in given += piece.count }
    return true
  }
  if isWhole == true { precondition(given == recipe.fileLength, "a replay without a fault gives the whole file") }
  precondition(given <= recipe.fileLength)
  return 0
}

/// Samples that a coder expects, and others: streams must stand both.
private func mosaic(_ recipe: Recipe, bits: Int, form: UInt8) -> Mosaic {
  let (width, height) = (recipe.width, recipe.height)
  switch form {
  case 1: return Mosaic(width: width, height: height, samples: Array(repeating: 0, count: width * height))
  case 2: return Mosaic(width: width, height: height, samples: (0..<(width * height)).map { UInt16(truncatingIfNeeded: $0 &* 40_503) })
  default: return Mosaic.sample(width: width, height: height, bits: bits, seed: 1)
  }
}

/// The program: libFuzzer, or the writer of seeds.
@_cdecl("RecipeFuzz_main")
public func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
  runFuzzProgram(count, arguments, fuzzOne) {
    var seeds: [String: [UInt8]] = [:]
    for (bits, rows) in [(12, 4), (12, 10), (16, 3), (8, 10)] {
      guard let parts = SampleRaw(width: 15, height: 10, bits: bits, rowsPerStrip: rows).parts else { continue }
      for choice in [0, 1, 2] as [UInt8] {
        var writer = ByteWriter()
        for run in [parts.recipe.serialized(), parts.skeleton] {
          writer.u16(UInt16(run.count))
          writer.write(run)
        }
        writer.write(parts.residue.isEmpty ? [3, 2, 1, 1, 9, 1, 255] : parts.residue)
        writer.write([UInt8(bits - 8), choice])
        seeds["\(bits)-\(rows)-\(choice)"] = writer.bytes
      }
    }
    for camera in SampleCameraFile.all {
      guard let parts = camera.parts else { continue }
      let pictures = EmbeddedJPEGs.find(in: camera.file, excluding: parts.recipe.sampleRanges, minimum: 0).map(\.picture)
      let recipe = FileParts(parts, pictures: pictures, of: camera.file).recipe.serialized()
      // Without a skeleton: it is filled up. Bits of 12 and 14; samples that fit, and others.
      for (bits, choice) in [(4, 0), (6, 0x10)] as [(UInt8, UInt8)] {
        let length = [UInt8(truncatingIfNeeded: recipe.count), UInt8(truncatingIfNeeded: recipe.count >> 8)]
        seeds["\(camera.name)-\(choice)"] = length + recipe + [0, 0] + parts.residue + [bits, choice]
      }
    }
    for (number, recipe) in handmade.enumerated() {
      seeds["handmade-\(number)"] = [UInt8(recipe.count), 0] + recipe + [0, 0, 5, 1, 77, 4, 0]
    }
    return seeds
  }
}

/// Layouts that the sample files do not have: version, file length, width, height, one layout, one segment.
private var handmade: [[UInt8]] {
  // Family, bits, parameter, fill, columns, rows a line, stride, row step, phases and their starts and steps.
  let layouts: [[UInt8]] = [
    [2, 10, 0, 1, 9, 2, 40, 1, 0], [3, 14, 2, 0, 9, 1, 18, 2, 0], [4, 8, 8, 0, 9, 1, 20, 1, 0], [5, 10, 0, 0, 9, 1, 20, 1, 0],
    [5, 12, 0, 1, 9, 1, 20, 1, 0], [6, 12, 0, 0, 11, 1, 30, 1, 0], [1, 12, 4, 0, 9, 1, 21, 1, 0], [1, 14, 8, 1, 9, 1, 24, 1, 0],
    [1, 8, 1, 0, 9, 1, 9, 1, 2, 3, 1, 4, 2], [1, 1, 1, 0, 9, 8, 9, 1, 0],
  ]
  // And pictures alone: the second between the runs of the first.
  let pictures: [UInt8] = [1, 100, 0, 0, 2, 16, 0, 16, 1, 3, 0, 2, 30, 1, 5, 20, 0, 1, 9]
  return layouts.map { [1, 100, 10, 8, 1, 1] + $0 + [1, 0, 2, 90, 0, 0] } + [pictures]
}
