import ByteCoding
import Repacking
import SensorModel
import Testing

/// Finds a recipe and demands all that a recipe promises: an equal file, an equal recipe after its bytes, equal bytes twice.
@discardableResult
func expectRepacked(
  _ file: [UInt8], _ mosaic: Mosaic, offset: Int? = nil, bits: Int? = nil, bigEndian: Bool = false, _ comment: Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) throws -> Repacked {
  let hints = StorageHints(dataOffset: offset, bitsPerSample: bits, bigEndian: bigEndian)
  let repacked = try RecipeFinder.find(file: file, mosaic: mosaic, hints: hints)
  let bytes = repacked.recipe.serialized()
  let recipe = try Recipe(parsing: bytes[...])
  #expect(recipe == repacked.recipe, comment, sourceLocation: sourceLocation)
  #expect(try rebuilt(recipe, repacked) == file, comment, sourceLocation: sourceLocation)
  let again = try RecipeFinder.find(file: file, mosaic: mosaic, hints: hints)
  #expect(again.recipe.serialized() == bytes && again.residue == repacked.residue, comment, sourceLocation: sourceLocation)
  let linear = repacked.linearization.map { repacked.stored.mapped(by: $0) } ?? repacked.stored
  #expect(linear == mosaic, comment, sourceLocation: sourceLocation)
  return repacked
}

/// The file that a recipe makes of the parts.
func rebuilt(_ recipe: Recipe, _ parts: Repacked) throws -> [UInt8] {
  try rebuilt(recipe, skeleton: parts.skeleton, residue: parts.residue, stored: parts.stored)
}

func rebuilt(_ recipe: Recipe, skeleton: [UInt8], residue: [UInt8], stored: Mosaic) throws -> [UInt8] {
  var bytes: [UInt8] = []
  try RecipeReplayer.rebuild(recipe, skeleton: skeleton[...], residue: residue[...], stored: stored) { bytes.append(contentsOf: $0) }
  return bytes
}

/// A mosaic's row as an array.
func row(_ index: Int, of mosaic: Mosaic) -> [UInt16] {
  Array(mosaic.samples[(index * mosaic.width)..<((index + 1) * mosaic.width)])
}
