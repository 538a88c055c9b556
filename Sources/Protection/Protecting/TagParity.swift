internal import ArchiveFormat
internal import ArchiveStore
internal import ByteCoding
internal import ParityCoding
internal import Reporting

/// `tags.glsp`: parity of the files in the archive's root that say what it holds, and of its receipts.
///
/// They are small and everything hangs on them, so it is generous.
struct TagParity {
  /// Parts of 10,000.
  static let overhead = 3000
  private let archive: Archive
  private let place: ParityFolder
  private let options: ProtectOptions

  init(_ archive: Archive, _ place: ParityFolder, _ options: ProtectOptions) {
    self.archive = archive
    self.place = place
    self.options = options
  }

  /// The files that are covered, as paths inside the archive, in order.
  static func paths(_ archive: Archive) throws(Fault) -> [String] {
    var paths = try TagManifest.files(archive) + [Archive.tagManifestName]
    for place in besideNames where try archive.status(place)?.kind == .folder {
      let folder = try archive.root.folder(Array(place.utf8))
      for name in try folder.names() where try folder.status(name)?.kind == .file {
        guard let text = String(validating: name, as: UTF8.self), isName(Array("\(place)/\(text)".utf8)) else { continue }
        paths.append(place + "/" + text)
      }
    }
    return paths.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
  }

  /// Whether a path can be that of a file that is covered so: names in a parity file prove nothing.
  static func isName(_ bytes: [UInt8]) -> Bool {
    guard let text = String(validating: bytes, as: UTF8.self), let path = RelativePath(text) else { return false }
    return TagManifest.isName(text) || isBeside(path)
  }

  /// Folders of files that are written once. The log of proofs is sealed by itself, each copy of an archive has its own, and it may be
  /// deleted at any time: it has no parity.
  static let besideNames = [Archive.receiptsName]

  /// Whether a path can be that of a receipt.
  static func isBeside(_ path: RelativePath) -> Bool {
    guard path.components.count == 2 else { return false }
    let name = String(decoding: path.name, as: UTF8.self)
    switch String(decoding: path.components[0], as: UTF8.self) {
    case Archive.receiptsName: return name.hasSuffix(".jsonl")
    default: return false
    }
  }

  static func isReceipt(_ path: [UInt8]) -> Bool { path.starts(with: Array("\(Archive.receiptsName)/".utf8)) }

  /// Receipts that parity knows otherwise, or that have gone: they never change, so that is damage. Nil digests are of missing ones.
  static func changedReceipts(_ archive: Archive, _ old: ParityFile) -> [(member: ParityMember, found: SHA256Digest?)] {
    old.members.filter { isReceipt($0.path) && isName($0.path) }.compactMap { member in
      let found = try? archive.file(String(decoding: member.path, as: UTF8.self)).digest()
      return found == member.digest ? nil : (member, found)
    }
  }

  private var old: ParityFile? {
    try? ParityFile(parsing: FileParitySource(place.folder.file(Array(ParityFolder.tagsName.utf8))))
  }

  /// Whether the parity is there and as it was written, be it of older files.
  var isSound: Bool { old?.isSound(workers: 1) ?? false }

  /// Files that are damaged, by what the parity or the tag manifest knows of them: covering them now would keep the damage for ever.
  func conflicts() throws(Fault) -> [String] {
    var found = try TagManifest.faults(archive).compactMap(\.file)
    for member in old?.members ?? [] where Self.isName(member.path) {
      guard let path = RelativePath(bytes: member.path), Self.isBeside(path) else { continue }
      if (try? archive.file(member.path.text).digest()) != member.digest { found.append(member.path.text) }
    }
    return found
  }

  /// Writes the parity anew where a file changed.
  ///
  /// Throws `parity.changed` where a file changes meanwhile, `.environment`.
  func update() throws(Fault) {
    var members: [ParityMember] = []
    for path in try Self.paths(archive) {
      let file = try archive.file(path)
      members.append(ParityMember(path: Array(path.utf8), size: Int(try file.status().size), digest: try file.digest()))
    }
    let key = Array(ParityFolder.tagsName.utf8)
    if old?.members == members, isSound { return }
    let parameters = try ParityParameters(overhead: Self.overhead, groupBlocks: max(1 << 18, members.reduce(0) { $0 + $1.blockCount }))
    let encoder = try ParityEncoder(parameters, members: members, workers: options.jobs, budget: options.budget)
    guard try MemberFeed(archive, OperationControl()).feed(members, to: encoder) else { return }
    let aside = Array("\(ParityFolder.makingPrefix)-tags".utf8)
    if try place.folder.status(aside) != nil { try place.folder.remove(aside) }
    let file = try place.folder.create(aside)
    try MemberFeed.write(encoder, to: file)
    let written = try ParityFile(parsing: FileParitySource(file))
    guard written.isIndexWhole, written.members == members, written.examineParity().lost.isEmpty else {
      throw Fault(.environment, "parity.proof", "the parity that was just written does not read back as it was written", file: file.path)
    }
    try place.folder.rename(aside, to: place.folder, as: key, replacing: true)
    try place.folder.synchronize()
  }
}
