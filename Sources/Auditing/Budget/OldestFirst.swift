internal import ArchiveStore
internal import ByteCoding
internal import Proofs

/// Gives the files of an archive in the order in which they should be looked into: never proved first, then by the run that proved them
/// last; among equals by a number drawn from the path, so that a small audit looks everywhere, and then by path.
///
/// Memory does not grow with the files: they are counted by run, and collected band by band, each band in one pass over manifest and log.
struct OldestFirst {
  /// One file to look into.
  struct Item: Sendable {
    let run: Int
    let spread: UInt32
    let path: String
    let digest: SHA256Digest
  }

  /// Runs and numbers between which the files of one pass lie, ends included.
  private struct Band {
    var runs: ClosedRange<Int>
    var buckets = 0...OldestFirst.bucketCount - 1
  }

  /// Files collected at once, about.
  private static let bandFiles = 4096
  static let bucketCount = 4096
  private let files: ProvedFiles
  private let level: ProofLevel

  init(_ files: ProvedFiles, level: ProofLevel) {
    self.files = files
    self.level = level
  }

  /// Counts all files. Cost: one pass.
  func count() throws(Fault) -> Int {
    var count = 0
    try files.forEach { _ in
      count += 1
      return true
    }
    return count
  }

  /// Hands out the files, a band at a time in order; `body` gives false to stop. Cost: one pass a band, two more where very many files
  /// were proved by one run.
  func forEachBand(_ body: ([Item]) throws(Fault) -> Bool) throws(Fault) {
    var counts: [Int: Int] = [:]
    try files.forEach { file in
      counts[file.run(at: level), default: 0] += 1
      return true
    }
    var waiting: Band?
    var waitingFiles = 0
    for (run, count) in counts.sorted(by: { $0.key < $1.key }) {
      if let band = waiting, waitingFiles + count > Self.bandFiles {
        guard try body(collect(band)) else { return }
        waiting = nil
        waitingFiles = 0
      }
      if count > Self.bandFiles {
        for band in try bands(of: run) { guard try body(collect(band)) else { return } }
      } else {
        waiting = Band(runs: (waiting?.runs.lowerBound ?? run)...run)
        waitingFiles += count
      }
    }
    if let waiting { _ = try body(collect(waiting)) }
  }

  /// Cuts the many files of one run into bands by their numbers.
  private func bands(of run: Int) throws(Fault) -> [Band] {
    var counts = [Int](repeating: 0, count: Self.bucketCount)
    try files.forEach { file in
      if file.run(at: level) == run { counts[Self.bucket(Self.spread(file.path))] += 1 }
      return true
    }
    var bands: [Band] = []
    var begin = 0
    var files = 0
    for bucket in counts.indices {
      if files > 0, files + counts[bucket] > Self.bandFiles {
        bands.append(Band(runs: run...run, buckets: begin...bucket - 1))
        begin = bucket
        files = 0
      }
      files += counts[bucket]
    }
    bands.append(Band(runs: run...run, buckets: begin...Self.bucketCount - 1))
    return bands
  }

  private func collect(_ band: Band) throws(Fault) -> [Item] {
    var items: [Item] = []
    try files.forEach { file in
      let run = file.run(at: level)
      guard band.runs.contains(run) else { return true }
      let spread = Self.spread(file.path)
      guard band.buckets.contains(Self.bucket(spread)), let digest = file.digest else { return true }
      items.append(Item(run: run, spread: spread, path: String(decoding: file.path, as: UTF8.self), digest: digest))
      return true
    }
    return items.sorted { ($0.run, $0.spread, $0.path) < ($1.run, $1.spread, $1.path) }
  }

  private static func bucket(_ spread: UInt32) -> Int { Int(spread >> 20) }

  /// A number that looks drawn by lot and is always the same for a path: FNV-1a, mixed once more so that all its bits depend on all bytes.
  static func spread(_ path: ArraySlice<UInt8>) -> UInt32 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in path { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    hash ^= hash >> 32
    hash = hash &* 0x9E37_79B9_7F4A_7C15
    return UInt32(truncatingIfNeeded: hash >> 32)
  }
}
