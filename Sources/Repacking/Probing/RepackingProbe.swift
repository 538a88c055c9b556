package import ByteCoding
package import SensorModel

/// A camera file taken apart, whose samples can be read and written again by the recipe alone: each direction apart, to be measured.
///
/// The finder has to guess and to compare, so its time says nothing about either.
package struct RepackingProbe: Sendable {
  private let repacked: Repacked
  private let file: [UInt8]

  /// `repacked` is what the finder made of this file, without pictures taken out.
  package init(_ repacked: Repacked, of file: [UInt8]) {
    self.repacked = repacked
    self.file = file
  }

  /// How the samples lie in the file, for people: `12-bit MSB-first, lines of 3018 bytes, 67 segments`.
  package var layout: String { repacked.recipe.description }

  /// Bytes of the file that hold samples.
  package var streamBytes: Int { repacked.recipe.sampleBytes }

  /// Whether the samples lie in the file as they are; false where they are in compressed streams.
  package var isPacked: Bool { repacked.recipe.layouts.allSatisfy { $0.stream == nil } }

  /// Reads the samples out of the file once more, as it has them, before any curve; 0 at places that the recipe leaves out.
  ///
  /// Throws `misuse` (`recipe.probe`) where the file is shorter than the recipe's, and the codes of streams. Memory: the mosaic, and the
  /// samples of one stream.
  package func decode() throws(Fault) -> Mosaic {
    let recipe = repacked.recipe
    guard file.count == recipe.fileLength else { throw Fault(.misuse, "recipe.probe", "this is not the file of the recipe") }
    let (width, height) = (recipe.width, recipe.height)
    var samples = [UInt16](repeating: 0, count: width * height)
    for segment in recipe.segments {
      let layout = recipe.layouts[segment.layout]
      if case .packed(let packed) = layout {
        file.withUnsafeBufferPointer { bytes in
          var reader = LineReader(bytes, layout: packed, width: width, height: height)
          samples.withUnsafeMutableBufferPointer { reader.read(segment, into: $0) }
        }
      } else if let stream = layout.stream {
        try stream.decode(file[segment.offset..<segment.end], of: segment, into: &samples, width: width, height: height)
      }
    }
    return Mosaic(width: width, height: height, samples: samples)
  }

  /// Makes the file once more from samples and the rest, and gives it to a sink in pieces, as restoring does.
  ///
  /// What is not samples is handed over as it lies in memory. Throws what `RecipeReplayer.rebuild` throws.
  package func encode(into sink: (UnsafeRawBufferPointer) throws(Fault) -> Void) throws(Fault) {
    try RecipeReplayer.rebuild(
      repacked.recipe, skeleton: repacked.skeleton[...], residue: repacked.residue[...], stored: repacked.stored, into: sink)
  }
}
