internal import ArchiveStore
internal import ByteCoding
internal import ParityCoding

/// The groups of a set, opened to look for damage. Memory: the indexes of all groups, some 10 bytes a block, and the set's list.
struct GroupSet: Sendable {
  /// For messages.
  let name: String
  /// By number from 0; nil where nothing of the file can be used.
  let groups: [ParityFile?]
  /// Why a group cannot be used.
  let faults: [Int: Fault]

  /// Where a file is covered.
  struct Place: Hashable, Sendable {
    let group: Int
    let member: Int
  }

  /// A file that the set covers, with what is left of that.
  struct File: Sendable {
    let path: [UInt8]
    let digest: SHA256Digest
    let places: [Place]
    /// Whether each of its blocks lies in just one usable group. Where not, only the digest tells whether the file is as it was.
    let isComplete: Bool
  }

  /// Every file, in byte order.
  let files: [File]

  /// `isPath` says which paths may be used: a parity file proves nothing about them. `listed` are files that the set covers, whatever its
  /// groups say.
  init(
    name: String, _ groups: [ParityFile?], faults: [Int: Fault] = [:], listed: [[UInt8]: SHA256Digest] = [:],
    isPath: ([UInt8]) -> Bool = MemberCursor.isPayload
  ) {
    self.name = name
    self.groups = groups
    self.faults = faults
    var places: [[UInt8]: [Place]] = listed.mapValues { _ in [] }
    for (number, group) in groups.enumerated() {
      guard let group else { continue }
      for (index, member) in group.members.enumerated() where isPath(member.path) {
        places[member.path, default: []].append(Place(group: number, member: index))
      }
    }
    files = places.sorted { $0.key.lexicographicallyPrecedes($1.key) }.compactMap { path, places in
      let members = places.compactMap { groups[$0.group]?.members[$0.member] }
      guard let digest = listed[path] ?? members.first?.digest else { return nil }
      return File(path: path, digest: digest, places: places, isComplete: Self.isComplete(members))
    }
  }

  /// Whether the members are one file of which every block is covered once.
  private static func isComplete(_ members: [ParityMember]) -> Bool {
    guard let first = members.first, members.allSatisfy({ $0.size == first.size && $0.digest == first.digest }) else { return false }
    var next = 0
    for extent in members.flatMap(\.extents).sorted(by: { $0.firstBlock < $1.firstBlock }) {
      guard extent.firstBlock == next else { return false }
      next += extent.count
    }
    return next == ParityBlock.count(bytes: first.size)
  }

  /// Groups that are not what the set's list asks for, such as those of another set, are not used.
  init(_ set: ParitySet) {
    var groups: [ParityFile?] = []
    var faults: [Int: Fault] = [:]
    for number in 0..<set.facts.groups {
      do throws(Fault) {
        groups.append(try set.group(number + 1).file)
      } catch {
        groups.append(nil)
        faults[number] = error
      }
    }
    var listed: [[UInt8]: SHA256Digest] = [:]
    if var cursor = try? set.members() {
      while let line = try? cursor.next() { listed[line.path] = line.digest }
    }
    let expected = Self.expected(set, groups, listed)
    for (number, group) in groups.enumerated() {
      guard let group else { continue }
      let isOurs = group.members.allSatisfy { listed[$0.path] == $0.digest }
      let isInPlace = expected.map { $0.indices.contains(number) && $0[number].starts(with: group.members) } ?? true
      guard !isOurs || !isInPlace else { continue }
      groups[number] = nil
      faults[number] = Fault(.damaged, "parity.exchanged", "this is parity of other files, put here under another name")
    }
    self.init(name: set.name, groups, faults: faults, listed: listed)
  }

  /// What each group has to cover, by the set's list; nil where the list or a file's size is not known.
  private static func expected(
    _ set: ParitySet, _ groups: [ParityFile?], _ listed: [[UInt8]: SHA256Digest]
  ) -> [[ParityMember]]? {
    guard set.areListsSound else { return nil }
    var sizes: [[UInt8]: Int] = [:]
    for case let group? in groups {
      for member in group.members where listed[member.path] == member.digest { sizes[member.path] = member.size }
    }
    guard sizes.count == listed.count else { return nil }
    let files = listed.keys.sorted { $0.lexicographicallyPrecedes($1) }.compactMap { path -> PendingFile? in
      guard let size = sizes[path], let digest = listed[path] else { return nil }
      return PendingFile(path: path, digest: digest, size: size)
    }
    return dealt(files, set.facts)
  }

  /// Files dealt to as many groups as the set has; nil where that does not come out, as with numbers made up to hurt.
  static func dealt(_ files: [PendingFile], _ facts: SetFacts) -> [[ParityMember]]? {
    let blocks = files.reduce(0) { $0.addingSaturated($1.blocks) }
    guard let parameters = try? ParityParameters(overhead: facts.overhead, groupBlocks: facts.groupBlocks) else { return nil }
    let most = parameters.groupBlocks / parameters.runBlocks * parameters.runBlocks
    guard blocks == facts.blocks, (blocks + most - 1) / most == facts.groups || blocks == 0 else { return nil }
    let groups = parameters.groups(of: files.map(\.member))
    return groups.count == facts.groups ? groups : nil
  }

  func group(_ place: Place) -> ParityFile? { groups.indices.contains(place.group) ? groups[place.group] : nil }

  func member(_ place: Place) -> ParityMember? {
    guard let group = group(place), group.members.indices.contains(place.member) else { return nil }
    return group.members[place.member]
  }
}
