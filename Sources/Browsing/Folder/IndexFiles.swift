internal import ArchiveStore
internal import ByteCoding

/// The index of a sheet on disk: `index` of the last whole run, `index-new` of the one under way, or of those that were cut off.
struct IndexFiles {
  static let name = Array("index".utf8)
  static let newName = Array("index-new".utf8)
  let notes: Folder

  /// The index of all earlier runs; nil for the first. What a run that was cut off has made is put in its place first.
  func old() throws(Fault) -> OpenFile? {
    let hasOld = try notes.status(Self.name) != nil
    guard try notes.status(Self.newName) != nil else { return hasOld ? try notes.file(Self.name) : nil }
    var readers = [try IndexReader(notes.file(Self.newName))]
    if hasOld { readers.append(try IndexReader(notes.file(Self.name))) }
    let aside = Array("aside-index".utf8)
    var merged = SheetFile(try notes.create(aside))
    // A line of each is kept: all of them name pictures that are there.
    while true {
      let heads = readers.indices.compactMap { index in readers[index].head.map { (index, $0) } }
      guard let least = heads.min(by: { $0.1.unit.lexicographicallyPrecedes($1.1.unit) }) else { break }
      try merged.write(least.1.text)
      for index in readers.indices where readers[index].head == least.1 { try readers[index].advance() }
    }
    try merged.flush()
    try notes.rename(aside, to: notes, as: Self.name, replacing: true)
    try notes.remove(Self.newName)
    return try notes.file(Self.name)
  }

  /// A new index; it counts once `publish` was called.
  func create() throws(Fault) -> OpenFile { try notes.create(Self.newName) }

  func publish() throws(Fault) { try notes.rename(Self.newName, to: notes, as: Self.name, replacing: true) }
}
