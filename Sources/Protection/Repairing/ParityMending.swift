internal import ArchiveStore
internal import ByteCoding
internal import ParityCoding
internal import Reporting

/// Writes damaged parity files again, byte for byte, from the files they cover; and a set's lists.
struct ParityMending {
  let archive: Archive
  let place: ParityFolder
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
      let parameters = try ParityParameters(overhead: set.facts.overhead, groupBlocks: set.facts.groupBlocks)
      let groups = try parameters.groups(of: files(set).map(\.member))
      guard groups.indices.contains(number) else {
        throw Fault(.damaged, "parity.unmendable", "the set's list does not have so many groups", file: path(set, number))
      }
      members = groups[number]
      encoder = try ParityEncoder(
        geometry: SetMaker.geometry(set.facts.overhead, members), overhead: set.facts.overhead, members: members, workers: jobs)
    }
    guard try MemberFeed(archive, control).feed(members, to: encoder) else { return }
    let aside = Array("\(ParityFolder.makingPrefix)-group".utf8)
    if try place.folder.status(aside) != nil { try place.folder.remove(aside) }
    let file = try place.folder.create(aside)
    try MemberFeed.write(encoder, to: file)
    let written = try ParityFile(parsing: FileParitySource(file))
    guard written.isIndexWhole, written.members == members, written.examineParity(workers: jobs).lost.isEmpty,
      known.map({ Self.agree($0, written) }) ?? true
    else {
      throw Fault(.damaged, "parity.changed", "the files are not those this parity was made of", file: path(set, number))
    }
    try place.folder.rename(aside, to: set.folder, as: Array(ParitySet.groupName(number + 1).utf8), replacing: true)
    try set.folder.synchronize()
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
