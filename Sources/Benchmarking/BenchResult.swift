internal import JXLCoding
internal import RawReading
internal import ZstdCoding

/// What a run measured: each file, and all of them together.
package struct BenchResult: Sendable {
  /// In the order in which they were measured.
  package let coders: [BenchCoder]
  /// The libraries underneath, with versions.
  package let libraries = [JXLPlaneCoder.libraryVersion, ZstdCoder.libraryVersion, RawReader.libraryVersion]
  package internal(set) var files: [BenchFile] = []
  package internal(set) var failures: [BenchFailure] = []
  /// False where the run was stopped before its end.
  package internal(set) var isComplete = true

  init(coders: [BenchCoder]) { self.coders = coders }

  /// The sums over all files, one a coder of whole mosaics; empty where no file was measured.
  package var totals: [BenchMeasure] { sums(.whole) }

  /// The sums over the crops of all files, one a coder of crops.
  package var cropTotals: [BenchMeasure] { sums(.crop) }

  private func sums(_ extent: BenchCoder.Extent) -> [BenchMeasure] {
    guard let first = files.first else { return [] }
    return first.measures.indices.filter { first.measures[$0].coder.extent == extent }.compactMap { index in
      let all = files.compactMap { $0.measures.indices.contains(index) ? $0.measures[index] : nil }
      return all.first.map { start in all.dropFirst().reduce(start) { $0.adding($1) } }
    }
  }

  /// Samples of all files.
  package var samples: Int64 { files.reduce(0) { $0 + $1.samples } }

  /// Bytes of all files with the coder of whole planes that is smallest for each; nil where no file was measured.
  package var smallestBytes: Int64? {
    files.isEmpty ? nil : files.reduce(0) { $0 + ($1.smallest?.codedBytes ?? 0) }
  }

  /// Bytes of the cameras' own streams; nil where one is not known.
  package var cameraBytes: Int64? {
    let known = files.compactMap(\.cameraStream?.bytes)
    return known.isEmpty || known.count < files.count ? nil : known.reduce(0, +)
  }

  /// The coded bytes of a measure as a share of those of its reference coder on the same files; nil where that was not measured.
  package static func ratio(_ measure: BenchMeasure, among measures: [BenchMeasure]) -> Double? {
    BenchComparison(measure, among: measures)?.size
  }
}
