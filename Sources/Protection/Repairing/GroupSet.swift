internal import ArchiveStore
internal import ByteCoding
internal import ParityCoding

/// The groups of a set, opened to look for damage. Memory: the indexes of all groups, some 10 bytes a block.
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

  /// Every file, in byte order, with its places.
  let files: [(path: [UInt8], places: [Place])]

  /// `isPath` says which paths may be used: a parity file proves nothing about them.
  init(
    name: String, _ groups: [ParityFile?], faults: [Int: Fault] = [:], isPath: ([UInt8]) -> Bool = MemberCursor.isPayload
  ) {
    self.name = name
    self.groups = groups
    self.faults = faults
    var places: [[UInt8]: [Place]] = [:]
    for (number, group) in groups.enumerated() {
      guard let group else { continue }
      for (index, member) in group.members.enumerated() where isPath(member.path) {
        places[member.path, default: []].append(Place(group: number, member: index))
      }
    }
    files = places.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { ($0.key, $0.value) }
  }

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
    self.init(name: set.name, groups, faults: faults)
  }

  func group(_ place: Place) -> ParityFile? { groups.indices.contains(place.group) ? groups[place.group] : nil }

  func member(_ place: Place) -> ParityMember? {
    guard let group = group(place), group.members.indices.contains(place.member) else { return nil }
    return group.members[place.member]
  }
}
