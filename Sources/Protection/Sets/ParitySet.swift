internal import ArchiveFormat
internal import ArchiveStore
internal import ByteCoding
internal import ParityCoding

/// One set of files that are repaired together: a list of them, and one parity file a group. FORMAT.md 1.6.
struct ParitySet: Sendable {
  /// 16 hexadecimal digits of a digest over its list.
  let name: String
  let facts: SetFacts
  let folder: Folder
  /// Whether `set.json` and `members.txt` are as they were written; where not, they are read from the groups.
  package let areListsSound: Bool
  /// Whether nothing is missing in lists that were read from the groups.
  let areListsWhole: Bool
  private let rebuiltMembers: [ManifestLine]

  static let factsName = Array("set.json".utf8)
  static let membersName = Array("members.txt".utf8)

  /// The name of a group's file; groups count from 1.
  static func groupName(_ number: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, 4 - text.utf8.count)) + text + ".glsp"
  }

  /// Nil where nothing of the set can be read. Cost: reads `members.txt` once; all groups' indexes where a list is damaged.
  init?(_ folder: Folder, name: String) throws(Fault) {
    self.folder = folder
    self.name = name
    if let facts = Self.readFacts(folder), (try? folder.file(Self.membersName).digest()) == facts.members {
      self.facts = facts
      (areListsSound, areListsWhole) = (true, true)
      rebuiltMembers = []
      return
    }
    guard let rebuilt = Self.rebuild(folder) else { return nil }
    let list = rebuilt.facts.members
    // One of the two lists may be as it was, and a set is named after what it covers: other groups may be gone, too.
    if let known = Self.readFacts(folder), known.members == list {
      (facts, areListsWhole) = (known, true)
    } else {
      facts = rebuilt.facts
      let isListThere = (try? folder.file(Self.membersName).digest()) == list
      areListsWhole = isListThere || Self.name(rebuilt.facts, rebuilt.lines.flatMap(\.bytes)) == name
    }
    rebuiltMembers = rebuilt.lines
    areListsSound = false
  }

  /// The name of a set that covers what `list`, the bytes of `members.txt`, says.
  static func name(_ facts: SetFacts, _ list: [UInt8]) -> String {
    var hasher = SHA256Hasher()
    hasher.update(Array("glassine parity 1 \(facts.overhead) \(facts.groupBlocks)\n".utf8))
    hasher.update(list)
    return String(hasher.finish().hex.prefix(16))
  }

  /// A group's file, and the lists, as paths inside an archive that holds its own parity.
  func path(ofGroup number: Int) -> String { "\(Archive.parityName)/\(name)/\(Self.groupName(number))" }
  var listPath: String { "\(Archive.parityName)/\(name)/\(String(decoding: Self.membersName, as: UTF8.self))" }

  /// `set.json`.
  static func encoded(_ facts: SetFacts) throws(Fault) -> [UInt8] { try CanonicalJSON.encode(facts) }

  private static func readFacts(_ folder: Folder) -> SetFacts? {
    guard let bytes = try? folder.file(factsName).read(at: 0, upTo: 1 << 16),
      let facts = try? CanonicalJSON.decode(SetFacts.self, from: bytes, at: "set.json"), facts.isSane
    else { return nil }
    return facts
  }

  /// Reads facts and list from what is left of the groups.
  private static func rebuild(_ folder: Folder) -> (facts: SetFacts, lines: [ManifestLine])? {
    var lines: [[UInt8]: ManifestLine] = [:]
    var (blocks, groups, overhead, largest) = (0, 0, 0, 0)
    var (bytes, parityBytes): (Int64, Int64) = (0, 0)
    guard let names = try? folder.names() else { return nil }
    for name in names where String(decoding: name, as: UTF8.self).hasSuffix(".glsp") {
      guard let number = Int(String(decoding: name.prefix(4), as: UTF8.self)), number > 0, number <= 9999 else { continue }
      groups = max(groups, number)
      guard let source = try? FileParitySource(folder.file(name)), let file = try? ParityFile(parsing: source) else { continue }
      (overhead, blocks) = (file.overhead, blocks.addingSaturated(file.geometry.blockCount))
      parityBytes = parityBytes.addingSaturated(Int64(file.byteCount))
      for member in file.members where lines[member.path] == nil {
        lines[member.path] = ManifestLine(digest: member.digest, payload: String(decoding: member.path, as: UTF8.self))
        bytes = bytes.addingSaturated(Int64(member.size))
        largest = max(largest, ParityBlock.count(bytes: member.size))
      }
    }
    let sorted = lines.values.sorted { $0.path.lexicographicallyPrecedes($1.path) }
    guard let first = sorted.first else { return nil }
    let text = sorted.flatMap(\.bytes)
    let facts = SetFacts(
      kind: SetFacts.Kind(path: first.path), files: sorted.count, bytes: bytes, blocks: blocks, largest: largest, groups: groups,
      groupBlocks: ProtectOptions.standardGroupBlocks, parityBytes: parityBytes, overhead: overhead, members: SHA256Digest(of: text))
    return facts.isSane ? (facts, sorted) : nil
  }

  /// The files covered, with the digests they have to have, in byte order of their paths.
  func members() throws(Fault) -> MemberCursor {
    // Lenient: nobody has proved the list but its set itself.
    areListsSound ? try MemberCursor(folder.file(Self.membersName), lenient: true) : MemberCursor(rebuiltMembers)
  }

  /// Opens a group's parity file. Throws where nothing of it can be used, `.environment` where it is not there.
  func group(_ number: Int) throws(Fault) -> (file: ParityFile, source: FileParitySource) {
    let source = try FileParitySource(folder.file(Array(Self.groupName(number).utf8)))
    return (try ParityFile(parsing: source), source)
  }
}

/// Goes through a list of payload files in order; lines whose paths cannot be payload are passed over.
struct MemberCursor {
  private var reader: ManifestReader?
  private var lines: ArraySlice<ManifestLine> = []
  /// Pass over lines that cannot be read or are out of order, as in a damaged list.
  private let isLenient: Bool
  private var last: [UInt8] = []

  init(_ file: OpenFile, lenient: Bool = false) throws(Fault) {
    reader = ManifestReader(file)
    isLenient = lenient
  }

  init(_ lines: [ManifestLine]) {
    self.lines = lines[...]
    isLenient = false
  }

  mutating func next() throws(Fault) -> ManifestLine? {
    while true {
      let line: ManifestLine?
      do throws(Fault) {
        line = reader == nil ? lines.popFirst() : try reader?.next()
      } catch {
        // A medium that does not give the list ends it.
        guard isLenient else { throw error }
        if error.kind != .damaged { return nil }
        continue
      }
      guard let line else { return nil }
      guard Self.isPayload(line.path), !isLenient || last.lexicographicallyPrecedes(line.path) else { continue }
      last = line.path
      return line
    }
  }

  /// Lists prove nothing about the paths in them: they must not lead out of the payload.
  static func isPayload(_ path: [UInt8]) -> Bool {
    guard String(validating: path, as: UTF8.self) != nil, let parts = RelativePath(bytes: path)?.components else { return false }
    return parts.count > 1 && parts[0] == Array("data".utf8)
  }
}

/// An open file as a source of parity blocks.
struct FileParitySource: ParitySource {
  let file: OpenFile
  let byteCount: Int

  init(_ file: OpenFile) throws(Fault) {
    self.file = file
    byteCount = Int(try file.status().size)
  }

  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(Fault) -> Int { try file.read(at: offset, into: buffer) }
}
