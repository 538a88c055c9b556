package import ByteCoding
package import SensorModel
internal import TIFFReading

/// Finds recipes: compressed streams by what the file says about itself, uncompressed samples by guessing; both by comparing.
package enum RecipeFinder {
  /// Takes a camera file apart, and proves that it can be put together again.
  ///
  /// `mosaic` is the full area as the raw reader gives it. Throws `unsupported`: `recipe.no-layout`, with the likely reason, where
  /// the samples are not found as they are, `recipe.cross-check` where a stream's samples do not explain the reader's, `recipe.mismatch`
  /// where the rebuilt file is not the original; and what stands against a compressed stream, with the engine's own code.
  /// Cost: a few passes over file and mosaic; failing costs more, since everything is tried. Memory: about the file and the mosaic
  /// once more.
  package static func find(
    file: [UInt8], mosaic: Mosaic, hints: StorageHints, budget: MemoryBudget = .standard
  ) throws(Fault) -> Repacked {
    let structure = try? TIFFStructure(parsing: file, lenient: true)
    let subject = StreamSubject(file: file, structure: structure, width: mosaic.width, height: mosaic.height, budget: budget)
    let streams = StreamSearch(subject: subject, mosaic: mosaic)
    var refusal: Fault?
    do throws(Fault) {
      if let repacked = try streams.run() {
        try verify(repacked, against: file)
        return repacked
      }
    } catch {
      refusal = error
    }
    let search = RecipeSearch(file: file, mosaic: mosaic, hints: hints, structure: structure)
    guard let repacked = search.run() else {
      throw refusal ?? .unsupported("recipe.no-layout", NoLayoutReason.text(images: structure?.images ?? [], hints: hints))
    }
    try verify(repacked, against: file)
    return repacked
  }

  private static func verify(_ repacked: Repacked, against file: [UInt8]) throws(Fault) {
    let mismatch = Fault.unsupported("recipe.mismatch", "the file rebuilt from its parts is not the original")
    var position = 0
    try RecipeReplayer.rebuild(
      repacked.recipe, skeleton: repacked.skeleton[...], residue: repacked.residue[...], stored: repacked.stored
    ) { (bytes) throws(Fault) in
      guard bytes.count <= file.count - position, file[position..<(position + bytes.count)].elementsEqualBytes(bytes) else {
        throw mismatch
      }
      position += bytes.count
    }
    guard position == file.count else { throw mismatch }
  }
}

extension ArraySlice<UInt8> {
  /// Comparison in bulk, which `elementsEqual` does not promise.
  fileprivate func elementsEqualBytes(_ other: UnsafeRawBufferPointer) -> Bool {
    withUnsafeBytes { mine in
      guard mine.count == other.count else { return false }
      var index = 0
      var difference: UInt64 = 0
      while index &+ 8 <= mine.count {
        difference |=
          mine.loadUnaligned(fromByteOffset: index, as: UInt64.self) ^ other.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        index &+= 8
      }
      while index < mine.count {
        difference |= UInt64(mine[index] ^ other[index])
        index &+= 1
      }
      return difference == 0
    }
  }
}
