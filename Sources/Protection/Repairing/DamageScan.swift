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

  /// The damaged files, in order of their paths; of those in `only`, where that is given.
  func damage(in set: GroupSet, only paths: Set<[UInt8]>? = nil) -> [FileDamage] {
    let found = Mutex([Int: FileDamage]())
    let files = set.files.enumerated().filter { paths?.contains($0.element.path) ?? true }
    Workers.forEach(files.map { ($0.offset, $0.element) }, jobs) { index, file in
      guard !control.isStopped else { return }
      let member = file.places.first.flatMap { set.member($0) }
      let damage = member.map { examine(set, file, $0) } ?? examine(unknown: file)
      if let damage { found.withLock { $0[index] = damage } }
      control.report(.advanced(bytes: Int64(member?.size ?? 0)))
    }
    return found.withLock { found in found.keys.sorted().compactMap { found[$0] } }
  }

  /// A file whose parity cannot be used at all: only its digest is known.
  private func examine(unknown file: GroupSet.File) -> FileDamage? {
    let opened = try? archive.file(file.path.text)
    guard (try? opened?.digest()) != file.digest else { return nil }
    let isThere = (try? archive.status(file.path.text)) != nil
    let size = opened.flatMap { try? Int($0.status().size) } ?? 0
    return FileDamage(path: file.path, size: size, digest: file.digest, isThere: isThere, isPartial: true, findings: [])
  }

  private func examine(_ set: GroupSet, _ covered: GroupSet.File, _ member: ParityMember) -> FileDamage? {
    let path = covered.path
    var verifiers: [(place: GroupSet.Place, verifier: ParityVerifier)] = []
    for place in covered.places {
      if let group = set.group(place) { verifiers.append((place, ParityVerifier(group, member: place.member))) }
    }
    let text = String(decoding: path, as: UTF8.self)
    let isThere: Bool
    if let file = try? archive.file(text), let status = try? file.status(), status.kind == .file {
      isThere = true
      read(file, length: Int(status.size), upTo: member.size, &verifiers)
    } else {
      isThere = (try? archive.status(text)) != nil
      let missing = verifiers.compactMap { place, _ in
        set.group(place).map { (place, ParityVerifier.missing($0, member: place.member)) }
      }
      return FileDamage(
        path: path, size: member.size, digest: covered.digest, isThere: isThere, isPartial: !covered.isComplete, findings: missing)
    }
    var findings: [(place: GroupSet.Place, found: ParityFindings)] = []
    for index in verifiers.indices { findings.append((verifiers[index].place, verifiers[index].verifier.finish())) }
    let isSound = findings.allSatisfy { $0.found.isSound }
    if isSound && covered.isComplete { return nil }
    // Where blocks cannot be checked one by one, the file as a whole can.
    let isUnknown = findings.contains { place, found in found.badBlocks.contains { set.group(place)?.digest(block: $0) == nil } }
    if !covered.isComplete || (isUnknown && findings.allSatisfy { $0.found.size == member.size }),
      (try? archive.file(text).digest()) == covered.digest
    {
      return nil
    }
    return FileDamage(
      path: path, size: member.size, digest: covered.digest, isThere: isThere, isPartial: !covered.isComplete, findings: findings)
  }

  private func read(
    _ file: OpenFile, length: Int, upTo size: Int, _ verifiers: inout [(place: GroupSet.Place, verifier: ParityVerifier)]
  ) {
    // What was added behind the end is wrong in any case, and may be endless zeros.
    defer { if length > size { for index in verifiers.indices { verifiers[index].verifier.skipUnreadable(length - size) } } }
    let length = min(length, size)
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

extension [UInt8] {
  /// A path's bytes as text.
  var text: String { String(decoding: self, as: UTF8.self) }
}
