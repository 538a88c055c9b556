package import ByteCoding
package import SensorModel

/// Rebuilds files from recipes.
package enum RecipeReplayer {
  /// Gives the file's bytes to a sink, in order, in pieces; together exactly `recipe.fileLength` bytes.
  ///
  /// `skeleton` is every byte outside the samples, `residue` the corrections (empty for none), `stored` the samples as the file
  /// has them. Throws `damaged` (`recipe.mosaic`, `recipe.length`, `recipe.residue`) where the parts do not belong together, and
  /// what the sink throws; the sink may have had bytes by then. Memory: one chunk of lines, 256 KiB for usual sizes.
  package static func rebuild(
    _ recipe: Recipe, skeleton: ArraySlice<UInt8>, residue: ArraySlice<UInt8>, stored: Mosaic,
    into sink: (UnsafeRawBufferPointer) throws(Fault) -> Void
  ) throws(Fault) {
    guard stored.width == recipe.width, stored.height == recipe.height else {
      throw .damaged(
        "recipe.mosaic", "the recipe is for \(recipe.width)x\(recipe.height) samples, there are \(stored.width)x\(stored.height)")
    }
    guard skeleton.count == recipe.skeletonBytes else {
      throw .damaged(
        "recipe.length",
        "the recipe makes \(recipe.sampleBytes + skeleton.count) bytes with this skeleton, the file has \(recipe.fileLength)")
    }
    var corrections = try ResidueReader(residue)
    var rest = skeleton
    var position = 0
    for segment in recipe.segments {
      try give(rest.prefix(segment.offset - position), to: sink)
      rest = rest.dropFirst(segment.offset - position)
      let packer = SegmentPacker(layout: recipe.layouts[segment.layout], segment: segment, stored: stored)
      try packer.forEachChunk { (chunk) throws(Fault) in
        try corrections.apply(to: chunk)
        try sink(UnsafeRawBufferPointer(chunk))
      }
      position = segment.end
    }
    try corrections.finish()
    try give(rest, to: sink)
  }

  private static func give(
    _ bytes: ArraySlice<UInt8>, to sink: (UnsafeRawBufferPointer) throws(Fault) -> Void
  ) throws(Fault) {
    guard !bytes.isEmpty else { return }
    try bytes.withUnsafeBufferPointer { (buffer) throws(Fault) in try sink(UnsafeRawBufferPointer(buffer)) }
  }
}
