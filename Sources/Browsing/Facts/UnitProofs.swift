internal import ArchiveStore
internal import ByteCoding
internal import Proofs
internal import Reporting

/// What the proof log says of one unit, as `status` tells it.
struct UnitProof {
  /// When it was last rebuilt and last read; nil where it never was, or nobody knows when.
  var restore: ProofTime?
  var fixity: ProofTime?
  var wasRestored = false
  var wasRead = false
  /// What is wrong with it as far as is known: kind and detail.
  var damage: [String] = []
}

/// Gives the proofs of units that are asked for in byte order of their paths. Cost: one pass over manifest and log, and no memory besides
/// the open findings.
struct UnitProofs {
  private var cursor: ProvedFileCursor
  private var file: ProvedFile?
  private let log: ProofLog
  private let open: [ArraySlice<UInt8>: [LoggedFinding]]
  private let now: ProofTime

  init(_ archive: Archive, now: ProofTime = .now) throws(Fault) {
    log = ProofLog(archive, now: now)
    open = Dictionary(grouping: log.openFindings()) { Array($0.finding.file.utf8)[...] }
    cursor = try ProvedFiles(archive, log).cursor()
    self.now = now
    file = try cursor.next()
  }

  mutating func proof(of unit: String) throws(Fault) -> UnitProof {
    let path = Array(unit.utf8)
    while let candidate = file, candidate.path.lexicographicallyPrecedes(path) { file = try cursor.next() }
    var proof = UnitProof()
    proof.damage = open[path[...]]?.map { "\($0.finding.kind.rawValue): \($0.finding.detail)" } ?? []
    guard let file, file.path.elementsEqual(path) else { return proof }
    (proof.wasRestored, proof.wasRead) = (file.restore > 0, file.fixity > 0)
    proof.restore = log.time(ofRun: file.restore, now: now)
    proof.fixity = log.time(ofRun: file.fixity, now: now)
    return proof
  }
}
