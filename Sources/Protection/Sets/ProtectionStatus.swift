internal import ArchiveFormat
package import ArchiveStore
package import ByteCoding

/// What an archive's parity comes to, from its lists; parity itself is not read.
package struct ProtectionStatus: Hashable, Sendable {
  package var sets = 0
  /// Files the manifest lists, and those of them that a set covers as they are listed.
  package var listedFiles = 0
  package var coveredFiles = 0
  package var coveredBytes: Int64 = 0
  package var parityBytes: Int64 = 0
  /// What was asked for, parts of 10,000: of the largest set.
  package var overhead = 0
  /// Sets of which a list or a parity file is missing or has another length than it should.
  package var damagedSets = 0

  package var uncoveredFiles: Int { listedFiles - coveredFiles }

  /// Nil where the archive has no parity. Cost: reads the manifest and the sets' lists. Throws `.environment`.
  package init?(_ archive: Archive, at path: String? = nil) throws(Fault) {
    guard let place = try ParityFolder.open(archive, at: path) else { return nil }
    let found = try place.sets()
    guard !found.isEmpty else { return nil }
    sets = found.count
    var largest = -1
    for set in found {
      coveredBytes += set.facts.bytes
      parityBytes += set.facts.parityBytes
      if set.facts.blocks > largest { (largest, overhead) = (set.facts.blocks, set.facts.overhead) }
      let length = try set.lengthOfGroups()
      if !set.areListsSound || length != set.facts.parityBytes { damagedSets += 1 }
    }
    guard try archive.status(Archive.manifestName)?.kind == .file else { return }
    var coverage = try Coverage(MemberCursor(archive.file(Archive.manifestName), lenient: true), found)
    while let entry = try coverage.next() {
      guard let digest = entry.digest else { continue }
      listedFiles += 1
      if entry.sets.contains(where: { $0.digest == digest }) { coveredFiles += 1 }
    }
  }
}

extension ParitySet {
  /// Bytes of the set's parity files together.
  func lengthOfGroups() throws(Fault) -> Int64 {
    var length: Int64 = 0
    for number in 1...max(1, facts.groups) { length += try folder.status(Array(Self.groupName(number).utf8))?.size ?? 0 }
    return length
  }
}
