internal import ArchiveFormat
internal import ArchiveStore
internal import ByteCoding
internal import ParityCoding
internal import Proofs
internal import Reporting

/// Which files are to be covered and which sets are made anew with them, from the manifest and the sets' lists.
struct ProtectPlan {
  private let archive: Archive
  private let sets: [ParitySet]
  private let control: OperationControl
  private var chosen: [SetFacts.Kind: (taken: Set<Int>, useless: Set<Int>)] = [:]
  /// Listed files that are not there.
  private(set) var missing = 0
  /// Sets that alone cover a unit which the manifest does not list, by index: they stay, since units are never taken away.
  private(set) var alone: Set<Int> = []
  /// Such units.
  private(set) var unlisted = 0

  init(
    _ archive: Archive, _ sets: [ParitySet], overhead: Int, options: ProtectOptions, control: OperationControl,
    recorder: ProofRecorder?
  ) throws(Fault) {
    self.archive = archive
    self.sets = sets
    self.control = control
    var live = [Int](repeating: 0, count: sets.count)
    var open: [SetFacts.Kind: (blocks: Int, largest: Int)] = [:]
    var missing = 0
    try Self.forEach(archive, sets) { path, digest, set throws(Fault) in
      if let set {
        live[set] += 1
      } else if let file = try Self.pending(archive, path, digest) {
        open[SetFacts.Kind(path: path), default: (0, 0)].blocks += file.blocks
        open[SetFacts.Kind(path: path), default: (0, 0)].largest = max(open[SetFacts.Kind(path: path)]?.largest ?? 0, file.blocks)
      } else {
        missing += 1
        let finding = Finding(
          kind: .missing, file: String(decoding: path, as: UTF8.self), detail: "not covered: listed in the manifest, but not there")
        control.report(.finding(finding))
        recorder?.record(finding)
      }
    }
    self.missing = missing
    try findUnlisted()
    for kind in SetFacts.Kind.allCases {
      let candidates = sets.indices.filter { sets[$0].facts.kind == kind }.map {
        SetChoice.Candidate(index: $0, facts: sets[$0].facts, live: live[$0])
      }
      let (blocks, largest) = open[kind] ?? (0, 0)
      chosen[kind] = SetChoice.choose(candidates, blocks: blocks, largest: largest, overhead: overhead, options: options)
    }
  }

  func taken(_ kind: SetFacts.Kind) -> Set<Int> { chosen[kind]?.taken ?? [] }
  func useless(_ kind: SetFacts.Kind) -> Set<Int> { chosen[kind]?.useless ?? [] }

  private mutating func findUnlisted() throws(Fault) {
    guard try archive.status(Archive.manifestName) != nil else { return }
    var coverage = try Coverage(MemberCursor(archive.file(Archive.manifestName)), sets)
    while let entry = try coverage.next() {
      guard SetFacts.Kind(path: entry.path) == .units else { continue }
      let others = entry.sets.filter { $0.digest != entry.digest }.map(\.index)
      guard !others.isEmpty else { continue }
      alone.formUnion(others)
      unlisted += 1
    }
  }

  /// The files to cover, in lists on disk; `gone` counts those of sets made anew that are not there, so that these sets must stay.
  func lists(in folder: Folder, gone: inout [SetFacts.Kind: Int]) throws(Fault) -> [SetFacts.Kind: PendingList] {
    var lists: [SetFacts.Kind: PendingList] = [:]
    for kind in SetFacts.Kind.allCases { lists[kind] = try PendingList(folder, kind.rawValue) }
    try Self.forEach(archive, sets) { path, digest, set throws(Fault) in
      let kind = SetFacts.Kind(path: path)
      if let set, !taken(kind).contains(set) { return }
      guard let file = try Self.pending(archive, path, digest) else {
        if set != nil {
          gone[kind, default: 0] += 1
          let detail = "listed in the manifest, but not there; its older parity stays, for glassine repair"
          control.report(.finding(Finding(kind: .missing, file: path.text, detail: detail)))
        }
        return
      }
      try lists[kind]?.append(file)
    }
    for kind in SetFacts.Kind.allCases { try lists[kind]?.finish() }
    return lists
  }

  private static func pending(_ archive: Archive, _ path: [UInt8], _ digest: SHA256Digest) throws(Fault) -> PendingFile? {
    guard let status = try archive.status(String(decoding: path, as: UTF8.self)), status.kind == .file else { return nil }
    return PendingFile(path: path, digest: digest, size: Int(status.size))
  }

  /// Visits every file of the manifest with the set that covers it: of several the largest.
  private static func forEach(
    _ archive: Archive, _ sets: [ParitySet], _ body: ([UInt8], SHA256Digest, Int?) throws(Fault) -> Void
  ) throws(Fault) {
    guard try archive.status(Archive.manifestName) != nil else { return }
    var coverage = try Coverage(MemberCursor(archive.file(Archive.manifestName)), sets)
    while let entry = try coverage.next() {
      guard let digest = entry.digest else { continue }
      let covering = entry.sets.filter { $0.digest == digest }.map(\.index)
      try body(entry.path, digest, covering.max { (sets[$0].facts.blocks, $1) < (sets[$1].facts.blocks, $0) })
    }
  }
}
