internal import ArchiveStore
internal import ByteCoding
internal import ParityCoding
internal import Reporting
internal import Synchronization

/// Reads every file of a set once and says which blocks are not what they were. What a drive does not give counts as damaged.
struct DamageScan: Sendable {
  let archive: Archive
  let control: OperationControl
  let jobs: Int

  /// The damaged files, in order of their paths.
  func damage(in set: GroupSet) -> [FileDamage] {
    let found = Mutex([Int: FileDamage]())
    Workers.forEach(Array(set.files.enumerated()), jobs) { index, file in
      guard !control.isStopped, let first = file.places.first, let member = set.member(first) else { return }
      let damage = examine(set, file.path, file.places, member)
      if let damage { found.withLock { $0[index] = damage } }
      control.report(.advanced(bytes: Int64(member.size)))
    }
    return found.withLock { found in found.keys.sorted().compactMap { found[$0] } }
  }

  private func examine(_ set: GroupSet, _ path: [UInt8], _ places: [GroupSet.Place], _ member: ParityMember) -> FileDamage? {
    var verifiers: [(place: GroupSet.Place, verifier: ParityVerifier)] = []
    for place in places {
      if let group = set.group(place) { verifiers.append((place, ParityVerifier(group, member: place.member))) }
    }
    let text = String(decoding: path, as: UTF8.self)
    let isThere: Bool
    if let file = try? archive.file(text), let status = try? file.status(), status.kind == .file {
      isThere = true
      read(file, length: Int(status.size), &verifiers)
    } else {
      isThere = (try? archive.status(text)) != nil
      let missing = verifiers.compactMap { place, _ in
        set.group(place).map { (place, ParityVerifier.missing($0, member: place.member)) }
      }
      return FileDamage(path: path, size: member.size, digest: member.digest, isThere: isThere, findings: missing)
    }
    var findings: [(place: GroupSet.Place, found: ParityFindings)] = []
    for index in verifiers.indices { findings.append((verifiers[index].place, verifiers[index].verifier.finish())) }
    guard findings.contains(where: { !$0.found.isSound }) else { return nil }
    return FileDamage(path: path, size: member.size, digest: member.digest, isThere: isThere, findings: findings)
  }

  private func read(_ file: OpenFile, length: Int, _ verifiers: inout [(place: GroupSet.Place, verifier: ParityVerifier)]) {
    let buffer = MemberBuffer(count: 1 << 20)
    var offset = 0
    var step = buffer.bytes.count
    while offset < length {
      let wanted = UnsafeMutableRawBufferPointer(rebasing: buffer.bytes[..<min(step, length - offset)])
      do throws(Fault) {
        let got = try file.read(at: offset, into: wanted)
        guard got > 0 else { return }
        for index in verifiers.indices { verifiers[index].verifier.append(UnsafeRawBufferPointer(rebasing: wanted[..<got])) }
        offset += got
        if offset % buffer.bytes.count == 0 { step = buffer.bytes.count }
      } catch {
        // A bad sector must not cost more than its block.
        guard step == ParityBlock.size else {
          step = ParityBlock.size
          continue
        }
        for index in verifiers.indices { verifiers[index].verifier.skipUnreadable(wanted.count) }
        offset += wanted.count
      }
    }
  }
}
