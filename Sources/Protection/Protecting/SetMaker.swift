internal import ArchiveFormat
internal import ArchiveStore
internal import ByteCoding
internal import ParityCoding
internal import Proofs
internal import Reporting

/// Makes one set: proves its files, writes its parity aside, reads that back, and gives it its name.
struct SetMaker {
  let archive: Archive
  let place: ParityFolder
  let options: ProtectOptions
  let overhead: Int
  let control: OperationControl
  let recorder: ProofRecorder?

  /// Nil where no file is left to cover, or the run was stopped. `files` are in byte order of their paths.
  ///
  /// Throws `.environment`, and `parity.proof` where the parity, read back, is not what was written.
  func make(_ files: [PendingFile], refused: inout Int) throws(Fault) -> ParitySet? {
    let parameters = try ParityParameters(overhead: overhead, groupBlocks: options.groupBlocks)
    let isSplit = files.reduce(0) { $0 + $1.blocks } > options.groupBlocks
    let proved = FileProof(archive: archive, control: control, recorder: recorder).sound(files, wanted: isSplit, jobs: options.jobs)
    guard !control.isStopped else { return nil }
    refused += files.count - proved.files.count
    guard !proved.files.isEmpty else { return nil }
    try place.clean()
    let key = Array(ParityFolder.makingPrefix.utf8)
    try place.folder.makeFolder(key)
    let making = try place.folder.folder(key)
    let name: String
    do throws(Fault) {
      guard let made = try write(proved.files, proved.digests, parameters, making) else {
        try place.clean()
        return nil
      }
      name = made
      try making.synchronize()
      // The same files, made anew on purpose.
      try place.retire(name)
      try place.folder.rename(key, to: place.folder, as: Array(name.utf8), replacing: false)
      try place.folder.synchronize()
    } catch {
      try? place.clean()
      throw error
    }
    let set = try ParitySet(place.folder.folder(Array(name.utf8)), name: name)
    if let set, options.place == nil { record(set) }
    return set
  }

  /// Its parity was read back just now: what an audit once found of files of these names is no longer so.
  private func record(_ set: ParitySet) {
    guard let recorder else { return }
    for number in 1...set.facts.groups {
      guard let file = try? set.folder.file(Array(ParitySet.groupName(number).utf8)) else { continue }
      guard let size = try? file.status().size, let digest = try? file.digest() else { continue }
      recorder.record(set.path(ofGroup: number), digest: digest, bytes: size, level: .fixity)
    }
  }

  private func write(
    _ files: [PendingFile], _ digests: [[UInt64]], _ parameters: ParityParameters, _ making: Folder
  ) throws(Fault) -> String? {
    let list = files.flatMap { ManifestLine(digest: $0.digest, payload: $0.text).bytes }
    try put(list, ParitySet.membersName, making)
    let groups = parameters.groups(of: files.map(\.member))
    let numbers = Dictionary(files.enumerated().map { ($0.element.path, $0.offset) }) { first, _ in first }
    var parityBytes: Int64 = 0
    for (index, members) in groups.enumerated() {
      let name = ParitySet.groupName(index + 1)
      guard let file = try encode(members, name, making) else { return nil }
      try check(file, members) { member, block in
        guard groups.count > 1, let number = numbers[member] else { return nil }
        return digests[number][block]
      }
      let bytes = members.reduce(0) { $0 + $1.blockCount } * ParityBlock.size
      parityBytes += Int64(file.byteCount)
      control.report(.advanced(bytes: Int64(bytes)))
    }
    let facts = SetFacts(
      kind: SetFacts.Kind(path: files[0].path), files: files.count, bytes: files.reduce(0) { $0 + Int64($1.size) },
      blocks: files.reduce(0) { $0 + $1.blocks }, largest: files.reduce(0) { max($0, $1.blocks) }, groups: groups.count,
      groupBlocks: options.groupBlocks, parityBytes: parityBytes, overhead: overhead, members: SHA256Digest(of: list))
    try put(ParitySet.encoded(facts), ParitySet.factsName, making)
    return ParitySet.name(facts, list)
  }

  /// The code of a group for what a person asked for.
  static func geometry(_ overhead: Int, _ members: [ParityMember]) throws(Fault) -> ParityGeometry {
    let blocks = members.reduce(0) { $0 + $1.blockCount }
    return try ParityParameters(overhead: ProtectOptions.overhead(overhead, blocks: blocks)).geometry(for: members)
  }

  private func put(_ bytes: [UInt8], _ name: [UInt8], _ making: Folder) throws(Fault) {
    let file = try making.create(name)
    try file.write(all: bytes, at: 0)
    try file.synchronize()
  }

  /// Writes a group's parity and opens it again from the medium; nil where the run was stopped.
  private func encode(
    _ members: [ParityMember], _ name: String, _ making: Folder
  ) throws(Fault) -> ParityFile? {
    let encoder = try ParityEncoder(
      geometry: Self.geometry(overhead, members), overhead: overhead, members: members, workers: options.jobs, budget: options.budget)
    guard try MemberFeed(archive, control).feed(members, to: encoder) else { return nil }
    let file = try making.create(Array(name.utf8))
    try MemberFeed.write(encoder, to: file)
    return try ParityFile(parsing: FileParitySource(file))
  }

  /// Holds parity read back against what was meant, and the blocks it knows against those of the proved files.
  private func check(_ file: ParityFile, _ members: [ParityMember], _ digest: (_ path: [UInt8], _ block: Int) -> UInt64?) throws(Fault) {
    let parity = file.examineParity(workers: options.jobs)
    guard file.isIndexWhole, file.lostIndexBlocks.isEmpty, parity.lost.isEmpty, file.members == members else {
      throw Fault(
        .environment, "parity.proof", "the parity that was just written does not read back as it was written", file: place.folder.path,
        advice: "the drive or the machine's memory is not reliable: check both")
    }
    for (index, member) in members.enumerated() {
      var block = file.firstBlocks[index]
      for extent in member.extents {
        for number in extent.firstBlock..<(extent.firstBlock + extent.count) {
          if let wanted = digest(member.path, number), file.digest(block: block) != wanted {
            throw Fault(
              .environment, "parity.changed", "the file changed while its parity was made",
              file: String(decoding: member.path, as: UTF8.self), advice: "run glassine audit, then glassine protect again")
          }
          block += 1
        }
      }
    }
  }
}
