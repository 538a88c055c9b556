internal import RawReading

/// What a run over files measured of repacking.
package struct RepackingResult: Sendable {
  package let libraries = [RawReader.libraryVersion]
  package internal(set) var files: [RepackingMeasure] = []
  /// Files that cannot be read, or have no samples that come back byte for byte.
  package internal(set) var failures: [BenchFailure] = []
  /// False where the run was stopped before its end.
  package internal(set) var isComplete = true

  /// Nil where LibRaw reads none of the files.
  package var total: RepackingTotal? { RepackingTotal(files) }
}
