package import ByteCoding
package import SensorModel

/// Rebuilds files from recipes.
package enum RecipeReplayer {
  /// Gives the file's bytes to a sink, in order, in pieces; together exactly `recipe.fileLength` bytes.
  ///
  /// `skeleton` is every byte outside the segments, `residue` the corrections (empty for none), `stored` the samples as the file has
  /// them (nil where the recipe has no mosaic), `pictures` the bytes of each picture, as many as `recipe.pictureBytes` says.
  /// Throws `damaged` (`recipe.mosaic`, `recipe.length`, `recipe.picture`, `recipe.residue`, the codes of streams) where the parts do
  /// not belong together, and what the sink throws; the sink may have had bytes by then.
  /// Memory: one chunk of lines, 256 KiB for usual sizes, or one compressed stream.
  package static func rebuild(
    _ recipe: Recipe, skeleton: ArraySlice<UInt8>, residue: ArraySlice<UInt8>, stored: Mosaic?, pictures: [[UInt8]] = [],
    into sink: (UnsafeRawBufferPointer) throws(Fault) -> Void
  ) throws(Fault) {
    let (width, height) = (stored?.width ?? 0, stored?.height ?? 0)
    guard width == recipe.width, height == recipe.height else {
      throw .damaged("recipe.mosaic", "the recipe is for \(recipe.width)x\(recipe.height) samples, there are \(width)x\(height)")
    }
    guard pictures.map(\.count) == recipe.pictureBytes else {
      throw .damaged("recipe.picture", "the pictures are not those of the recipe")
    }
    guard skeleton.count == recipe.skeletonBytes else {
      throw .damaged(
        "recipe.length",
        "the recipe makes \(recipe.fileLength - recipe.skeletonBytes + skeleton.count) bytes with this skeleton, the file has \(recipe.fileLength)"
      )
    }
    var corrections = try ResidueReader(residue)
    var rest = skeleton
    var position = 0
    var taken = pictures.map { _ in 0 }
    for (index, segment) in recipe.segments.enumerated() {
      try give(rest.prefix(segment.offset - position), to: sink)
      rest = rest.dropFirst(segment.offset - position)
      let layout = recipe.layouts[segment.layout]
      if let number = layout.picture {
        let end = taken[number] + segment.byteCount
        try give(pictures[number][taken[number]..<end], to: sink)
        taken[number] = end
      } else if let stored {
        do throws(Fault) {
          try SegmentMaker(layout: layout, segment: segment, stored: stored).forEachChunk { (chunk) throws(Fault) in
            try corrections.apply(to: chunk)
            try sink(UnsafeRawBufferPointer(chunk))
          }
        } catch {
          throw error.kind == .damaged ? error.within("segment \(index)") : error
        }
      }
      position = segment.end
    }
    try corrections.finish()
    try give(rest, to: sink)
  }

  /// The file with zeros where its samples lie: everything else, at its place. Nothing is decoded.
  ///
  /// Throws `damaged` (`recipe.picture`, `recipe.length`) as `rebuild` does. Memory: the file.
  package static func outline(_ recipe: Recipe, skeleton: ArraySlice<UInt8>, pictures: [[UInt8]]) throws(Fault) -> [UInt8] {
    guard pictures.map(\.count) == recipe.pictureBytes else {
      throw .damaged("recipe.picture", "the pictures are not those of the recipe")
    }
    guard skeleton.count == recipe.skeletonBytes else {
      throw .damaged("recipe.length", "the recipe wants a skeleton of \(recipe.skeletonBytes) bytes, there are \(skeleton.count)")
    }
    var file: [UInt8] = []
    file.reserveCapacity(recipe.fileLength)
    var rest = skeleton
    var taken = pictures.map { _ in 0 }
    for segment in recipe.segments {
      let gap = segment.offset - file.count
      file += rest.prefix(gap)
      rest = rest.dropFirst(gap)
      if let number = recipe.layouts[segment.layout].picture {
        let end = taken[number] + segment.byteCount
        file += pictures[number][taken[number]..<end]
        taken[number] = end
      } else {
        file += repeatElement(0, count: segment.byteCount)
      }
    }
    return file + rest
  }

  private static func give(
    _ bytes: ArraySlice<UInt8>, to sink: (UnsafeRawBufferPointer) throws(Fault) -> Void
  ) throws(Fault) {
    guard !bytes.isEmpty else { return }
    try bytes.withUnsafeBufferPointer { (buffer) throws(Fault) in try sink(UnsafeRawBufferPointer(buffer)) }
  }
}
