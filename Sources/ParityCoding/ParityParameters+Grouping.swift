extension ParityParameters {
  /// Blocks that stay together when files are dealt to several groups: 1 MiB for groups of 1 GiB and more, so that each is read in one go.
  package var runBlocks: Int { max(1, min(256, groupBlocks / 1024)) }

  /// Deals files to as few groups as hold them, each of which then gets a parity file of its own.
  ///
  /// One group takes all files as they are. Where there are more, runs of `runBlocks`, counted over all files, go to the groups in turn: a
  /// lost file takes a small share of every group rather than a large one of a single group, and groups differ by at most one run. Only
  /// the files' paths, sizes and digests count; what extents they have is passed over.
  package func groups(of files: [ParityMember]) -> [[ParityMember]] {
    let whole = files.map { ParityMember(path: $0.path, size: $0.size, digest: $0.digest) }
    let blocks = whole.reduce(0) { $0 + $1.blockCount }
    let run = runBlocks
    let most = groupBlocks / run * run
    let count = max(1, (blocks + most - 1) / most)
    guard count > 1 else { return [whole] }
    var groups: [[ParityMember]] = Array(repeating: [], count: count)
    var next = 0
    for file in whole {
      var parts: [Int: [ParityExtent]] = [:]
      var first = 0
      while first < file.blockCount {
        let length = min(run - next % run, file.blockCount - first)
        parts[next / run % count, default: []].append(ParityExtent(firstBlock: first, count: length))
        first += length
        next += length
      }
      // An empty file goes where the next block would.
      if parts.isEmpty { parts[next / run % count] = [] }
      for (group, extents) in parts {
        groups[group].append(ParityMember(path: file.path, size: file.size, digest: file.digest, extents: extents))
      }
    }
    return groups
  }
}
