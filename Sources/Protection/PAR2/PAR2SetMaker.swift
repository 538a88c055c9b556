internal import ArchiveStore
internal import ByteCoding
internal import PAR2Coding
internal import Reporting

/// Makes one PAR 2.0 file: proves its files while they are read, writes aside, reads back, and gives it its name.
struct PAR2SetMaker {
  let archive: Archive
  let place: PAR2Folder
  let options: PAR2Options
  let control: OperationControl
  /// Tag files are few, and everything hangs on them.
  static let tagShare = 3000
  /// A set's files are bounded; of more receipts the newest are covered.
  static let tagReceipts = 10_000

  /// Whether the set needs not be made.
  func isThere(_ set: PAR2Cutter.FileSet) throws(Fault) -> Bool {
    let name = set.name(share: options.share)
    let list = set.list
    guard !options.renew, try place.size(name) != nil,
      let status = try place.folder.status(Array((name + PAR2Folder.listSuffix).utf8)), status.size == Int64(list.count)
    else { return false }
    return try place.folder.file(Array((name + PAR2Folder.listSuffix).utf8)).read(at: 0, upTo: list.count) == list
  }

  /// The set that was made: without the files that findings now name. Nil where none is left, or the run was stopped.
  func make(_ set: PAR2Cutter.FileSet, refused: inout Int) throws(Fault) -> PAR2Cutter.FileSet? {
    var rest = set
    while !rest.files.isEmpty {
      let name = rest.name(share: options.share)
      // Without a damaged file it may be a set that is there.
      if rest.files.count < set.files.count, try isThere(rest) { return rest }
      let bad = try encode(rest.files, share: options.share, name, list: rest.list)
      guard let bad else { return nil }
      if bad.isEmpty { return rest }
      refused += bad.count
      rest.files.removeAll { bad.contains($0.path) }
      rest.bytes = rest.files.reduce(0) { $0 + $1.size }
    }
    return nil
  }

  /// Writes `tags.par2`.
  func makeTags() throws(Fault) {
    var files: [PendingFile] = []
    let paths = try TagParity.paths(archive)
    let receipts = paths.filter { $0.hasPrefix(Archive.receiptsName + "/") }
    let spare = Set(receipts.dropLast(Self.tagReceipts))
    if !spare.isEmpty { control.report(.notice("\(spare.count) of the oldest receipts have no PAR2 parity")) }
    for path in paths where !spare.contains(path) {
      let file = try archive.file(path)
      let size = Int(try file.status().size)
      if size > 0 { files.append(PendingFile(path: Array(path.utf8), digest: try file.digest(), size: size)) }
    }
    guard !files.isEmpty, let bad = try encode(files, share: Self.tagShare, PAR2Folder.tagsName, list: nil) else { return }
    guard bad.isEmpty else {
      throw Fault(
        .environment, "par2.changed", "a tag file changed while its parity was made", file: archive.root.path,
        advice: "run the same command again")
    }
  }

  /// The paths of files that are not what they should be; then nothing was published. Nil where the run was stopped.
  private func encode(_ pending: [PendingFile], share: Int, _ name: String, list: [UInt8]?) throws(Fault) -> Set<[UInt8]>? {
    let reader = PAR2FileReader(archive: archive, control: control, isReporting: list != nil)
    let sources = reader.open(pending)
    guard reader.bad.isEmpty else { return reader.bad }
    let encoder = PAR2Encoder(files: sources, share: share, creator: "Created by \(options.software).", workers: options.jobs)
    reader.arrange(encoder.files, pending)
    let aside = Array("\(PAR2Folder.makingPrefix)\(PAR2Folder.suffix)".utf8)
    try place.clean()
    let file = try place.folder.create(aside)
    let isWhole = try encoder.encode(read: reader.read, saw: reader.saw, finished: reader.finished) { bytes, offset throws(Fault) in
      try file.write(bytes, at: offset)
    }
    guard isWhole else {
      try place.clean()
      return control.isStopped ? nil : reader.bad
    }
    try file.synchronize()
    file.dropCache()
    let length = Int(try file.status().size)
    let packets = try PAR2Check.packets(length: length) { offset, count throws(Fault) in try file.read(at: offset, upTo: count) }
    guard packets == encoder.packets else {
      throw Fault(
        .environment, "parity.proof", "the parity that was just written does not read back as it was written", file: file.path,
        advice: "the drive or the machine's memory is not reliable: check both")
    }
    if let list {
      let key = Array("\(PAR2Folder.makingPrefix)\(PAR2Folder.listSuffix)".utf8)
      let beside = try place.folder.create(key)
      try beside.write(all: list, at: 0)
      try beside.synchronize()
      try place.folder.rename(key, to: place.folder, as: Array((name + PAR2Folder.listSuffix).utf8), replacing: true)
    }
    try place.folder.rename(aside, to: place.folder, as: Array((name + PAR2Folder.suffix).utf8), replacing: true)
    try place.folder.synchronize()
    return []
  }
}
