internal import ArchiveStore
internal import ByteCoding
internal import ParityCoding
internal import Reporting

/// Writes damaged parity files again, byte for byte, from the files they cover; and a set's lists.
struct ParityMending {
  let archive: Archive
  let place: ParityFolder
  /// Keeps what is replaced, where the parity lies in the archive.
  let quarantine: Quarantine?
  let control: OperationControl
  let jobs: Int

  /// Groups of a set that are not as they were written, by number from 0. Cost: reads all parity of the set.
  func damaged(_ set: ParitySet, _ groups: GroupSet) -> [Int] {
    groups.groups.indices.filter { number in
      guard let file = groups.groups[number] else { return true }
      return !file.isSound(workers: jobs)
    }
  }

  /// Writes one group again. All its files must be as the set covers them.
  ///
  /// Throws `parity.changed` where they are not, and `parity.unmendable` where too little is known of the group.
  func mend(_ set: ParitySet, group number: Int, known: ParityFile?) throws(Fault) {
    let encoder: ParityEncoder
    let members: [ParityMember]
    if let known, known.isIndexWhole {
      members = known.members
      encoder = try ParityEncoder(geometry: known.geometry, overhead: known.overhead, members: members, workers: jobs)
    } else {
      guard set.areListsSound else {
        throw Fault(.damaged, "parity.unmendable", "neither this parity file nor the set's list can be read", file: path(set, number))
      }
      guard let groups = try GroupSet.dealt(files(set), set.facts), groups.indices.contains(number) else {
        throw Fault(.damaged, "parity.unmendable", "the set's list does not have so many groups", file: path(set, number))
      }
      members = groups[number]
      encoder = try ParityEncoder(
        geometry: SetMaker.geometry(set.facts.overhead, members), overhead: set.facts.overhead, members: members, workers: jobs)
    }
    let proved = try prove(members, set, number)
    guard try MemberFeed(archive, OperationControl()).feed(members, to: encoder) else { return }
    let aside = Array("\(ParityFolder.makingPrefix)-group".utf8)
    if try place.folder.status(aside) != nil { try place.folder.remove(aside) }
    let file = try place.folder.create(aside)
    try MemberFeed.write(encoder, to: file)
    let written = try ParityFile(parsing: FileParitySource(file))
    guard written.isIndexWhole, written.members == members, written.examineParity(workers: jobs).lost.isEmpty,
      known.map({ Self.agree($0, written) }) ?? true, Self.agree(proved, written)
    else {
      throw Fault(.damaged, "parity.changed", "the files are not those this parity was made of", file: path(set, number))
    }
    // Parity of other files may have got this name by mistake.
    _ = try quarantine?.keep("\(Archive.parityName)/\(set.name)/\(ParitySet.groupName(number + 1))")
    try place.folder.rename(aside, to: set.folder, as: Array(ParitySet.groupName(number + 1).utf8), replacing: true)
    try set.folder.synchronize()
  }

  /// The digests of all blocks of the files, which must be as the set covers them: parity of damaged files would keep the damage for ever.
  private func prove(_ members: [ParityMember], _ set: ParitySet, _ number: Int) throws(Fault) -> [[UInt8]: [UInt64]] {
    let files = members.map { PendingFile(path: $0.path, digest: $0.digest, size: $0.size) }
    let proved = FileProof(archive: archive, control: OperationControl(), recorder: nil).sound(files, wanted: true, jobs: jobs)
    guard proved.files.count == files.count else {
      let sound = Set(proved.files.map(\.path))
      let other = files.first { !sound.contains($0.path) }?.text ?? ""
      throw Fault(.damaged, "parity.changed", "\(other) is not as this parity covers it", file: path(set, number))
    }
    return Dictionary(zip(proved.files.map(\.path), proved.digests)) { first, _ in first }
  }

  /// Every block's digest is that of the proved files.
  private static func agree(_ proved: [[UInt8]: [UInt64]], _ new: ParityFile) -> Bool {
    for (index, member) in new.members.enumerated() {
      guard let digests = proved[member.path] else { return false }
      var block = new.firstBlocks[index]
      for extent in member.extents {
        for number in extent.firstBlock..<(extent.firstBlock + extent.count) {
          guard digests.indices.contains(number), new.digest(block: block) == digests[number] else { return false }
          block += 1
        }
      }
    }
    return true
  }

  /// Every block's digest that the old file still knows is the new one's.
  private static func agree(_ old: ParityFile, _ new: ParityFile) -> Bool {
    old.geometry == new.geometry
      && (0..<old.geometry.blockCount).allSatisfy { block in old.digest(block: block).map { $0 == new.digest(block: block) } ?? true }
  }

  /// Writes a set's lists again from what its groups say.
  func mendLists(_ set: ParitySet) throws(Fault) {
    guard !set.areListsSound else { return }
    guard set.areListsWhole else {
      throw Fault(.damaged, "parity.unmendable", "neither the set's lists nor all its groups' can be read", file: set.name)
    }
    var text: [UInt8] = []
    var members = try set.members()
    while let line = try members.next() { text += line.bytes }
    try put(text, ParitySet.membersName, set)
    try put(ParitySet.encoded(set.facts), ParitySet.factsName, set)
  }

  private func put(_ bytes: [UInt8], _ name: [UInt8], _ set: ParitySet) throws(Fault) {
    let aside = Array("\(ParityFolder.makingPrefix)-list".utf8)
    if try place.folder.status(aside) != nil { try place.folder.remove(aside) }
    let file = try place.folder.create(aside)
    try file.write(all: bytes, at: 0)
    try file.synchronize()
    _ = try quarantine?.keep("\(Archive.parityName)/\(set.name)/\(name.text)")
    try place.folder.rename(aside, to: set.folder, as: name, replacing: true)
    try set.folder.synchronize()
  }

  private func files(_ set: ParitySet) throws(Fault) -> [PendingFile] {
    var files: [PendingFile] = []
    var members = try set.members()
    while let line = try members.next() {
      let path = String(decoding: line.path, as: UTF8.self)
      guard let size = try archive.status(path)?.size else {
        throw Fault(.damaged, "parity.unmendable", "a file that the set covers is not there", file: path)
      }
      files.append(PendingFile(path: line.path, digest: line.digest, size: Int(size)))
    }
    return files
  }

  private func path(_ set: ParitySet, _ number: Int) -> String { "\(place.folder.path)/\(set.name)/\(ParitySet.groupName(number + 1))" }
}
