internal import ArchiveFormat
package import ArchiveStore
package import ByteCoding
internal import Reporting
internal import Synchronization
internal import UnitCoding

/// What is to be proved of one unit.
package struct ProofRequest: Codable, Sendable, Hashable {
  /// The unit's path inside the archive, and the digest of its bytes.
  package var unit: String
  package var unitSHA256: SHA256Digest
  /// Of the original.
  package var size: Int64
  package var sha256: SHA256Digest

  package init(unit: String, unitSHA256: SHA256Digest, size: Int64, sha256: SHA256Digest) {
    (self.unit, self.unitSHA256, self.size, self.sha256) = (unit, unitSHA256, size, sha256)
  }
}

/// What came of it.
package struct ProofAnswer: Codable, Sendable, Hashable {
  package var unit: String
  /// True where the unit, read from the medium, gave exactly the original.
  package var ok: Bool
  package var code: String?
  package var cause: String?

  package init(unit: String, fault: Fault? = nil) {
    self.unit = unit
    ok = fault == nil
    (code, cause) = (fault?.code, fault?.cause)
  }
}

/// Proves units, in some process.
package protocol UnitProver: AnyObject {
  /// One answer a request, in order. Throws where no proof can be had any more.
  func prove(_ requests: [ProofRequest]) throws(Fault) -> [ProofAnswer]
}

/// Proves units in this process: reads each from the medium, rebuilds its original, and compares.
package final class DirectProver: UnitProver {
  private let archive: Archive
  private let jobs: Int

  package init(_ archive: Archive, jobs: Int) { (self.archive, self.jobs) = (archive, jobs) }

  package func prove(_ requests: [ProofRequest]) throws(Fault) -> [ProofAnswer] {
    let answers = Mutex<[Int: ProofAnswer]>([:])
    Workers.forEach(Array(requests.enumerated()), jobs) { [archive] index, request in
      var failure: Fault?
      do throws(Fault) { try Self.prove(request, archive) } catch { failure = error }
      let answer = ProofAnswer(unit: request.unit, fault: failure)
      answers.withLock { $0[index] = answer }
    }
    return answers.withLock { answers in
      requests.indices.map { answers[$0] ?? ProofAnswer(unit: requests[$0].unit, fault: Fault(.misuse, "proof.none", "not looked at")) }
    }
  }

  private static func prove(_ request: ProofRequest, _ archive: Archive) throws(Fault) {
    guard let path = RelativePath(request.unit), path.components.starts(with: [Array("data".utf8), Array("units".utf8)]) else {
      throw Fault(.misuse, "proof.path", "this is no unit's path")
    }
    let file = try archive.file(request.unit)
    // Bytes that wait to be written come from memory: to be read from the medium they must be there first.
    do throws(Fault) { try file.synchronize() } catch  where error.errno == nil || error.concernsOneName {}
    file.dropCache()
    guard try file.digest() == request.unitSHA256 else {
      throw .damaged("proof.unit", "the unit does not have the digest it was published with")
    }
    file.dropCache()
    let reader = try UnitReader(FileSource(file))
    try reader.checkBothEnds()
    let decoder = try UnitDecoder(reader)
    guard decoder.record.kind == .file, decoder.record.tier != .sensorExact else {
      throw Fault(.misuse, "proof.tier", "this unit does not give an original file back")
    }
    var hasher = SHA256Hasher()
    try decoder.original { bytes throws(Fault) in hasher.update(bytes) }
    guard Int64(hasher.count) == request.size, hasher.finish() == request.sha256 else {
      throw .damaged("proof.original", "the unit gives another original than the one that is to be removed")
    }
  }
}
