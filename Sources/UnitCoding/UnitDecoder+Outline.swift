internal import ArchiveFormat
package import ByteCoding
internal import Repacking

extension UnitDecoder {
  /// The original with zeros in place of its samples: headers, metadata and embedded JPEGs, all at their places; nil for units that are
  /// no recipe (stored whole, sensor-exact).
  ///
  /// Sections are held against their digests, the whole is not: it has none. Much faster than the original, since no plane is decoded.
  /// Throws what `original` throws for the sections that it reads. Memory: about twice the original's size.
  package func outline() throws(Fault) -> [UInt8]? {
    guard record.kind == .file, record.tier == .fileExact else { return nil }
    let (recipe, skeleton) = try recipeAndSkeleton()
    guard Int64(recipe.fileLength) == record.size else {
      throw .damaged("recipe.length", "the recipe makes \(recipe.fileLength) bytes, the record says \(record.size)", at: "section RECP 0")
    }
    do throws(Fault) {
      return try RecipeReplayer.outline(recipe, skeleton: skeleton[...], pictures: pictures(recipe.pictureBytes))
    } catch {
      throw error.within("section RECP 0")
    }
  }
}
