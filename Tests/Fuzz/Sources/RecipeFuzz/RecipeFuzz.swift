internal import ByteCoding
internal import FuzzSupport
internal import Repacking
internal import SensorModel

/// Recipes, and replays of those that parse; the last byte chooses what the skeleton and the residue are.
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
  let mosaic = Mosaic.sample(width: recipe.width, height: recipe.height, bits: bits, seed: UInt64(choice))
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
    try RecipeReplayer.rebuild(recipe, skeleton: skeleton[...], residue: residue[...], stored: mosaic) { (piece) throws(Fault) in
      given += piece.count
    }
    return true
  }
  if isWhole == true { precondition(given == recipe.fileLength, "a replay without a fault gives the whole file") }
  precondition(given <= recipe.fileLength)
  return 0
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
  return layouts.map { [1, 100, 10, 8, 1, 1] + $0 + [1, 0, 2, 90, 0, 0] }
}
