internal import ArchiveStore
internal import ByteCoding
internal import Foundation

/// The folder `proofs/` of an archive: gives segments their numbers and names, and clears away what killed runs left aside.
struct SegmentFolder: Sendable {
  private static let asidePrefix = Array("aside-".utf8)
  private static let lockName = Array("lock".utf8)
  let folder: Folder

  /// Opens the folder; nil where the archive has none. Throws `.environment`.
  init?(_ archive: Archive) throws(Fault) {
    let name = Array(Archive.proofsName.utf8)
    guard try archive.root.status(name) != nil else { return nil }
    folder = try archive.root.folder(name)
  }

  /// Opens the folder, made where it is not there. Throws `.environment`.
  init(creatingIn archive: Archive) throws(Fault) {
    folder = try archive.root.folder(creating: Array(Archive.proofsName.utf8))
  }

  /// The numbers of the segments, ascending.
  func numbers() throws(Fault) -> [Int] { try folder.names().compactMap(SegmentText.number).sorted() }

  func file(_ number: Int) throws(Fault) -> OpenFile { try folder.file(SegmentText.name(number)) }

  /// A new file aside, locked as long as it is open: so that others can tell it from one a killed run left.
  func stage() throws(Fault) -> (file: OpenFile, name: [UInt8]) {
    let name = Self.asidePrefix + Array(String(UInt64.random(in: 0...UInt64.max), radix: 16).utf8)
    let file = try folder.create(name)
    guard try file.lock() else { throw Fault(.environment, "proofs.aside", "another run cleared it away", file: file.path) }
    return (file, name)
  }

  /// Gives a file aside the next free number. It must be whole; waits until it and its name are on the medium.
  ///
  /// `number` is the one to try; nil where it is taken by now: then `text` may have to be another.
  func publish(_ staged: (file: OpenFile, name: [UInt8]), as number: Int) throws(Fault) -> Bool {
    try staged.file.synchronize()
    do throws(Fault) {
      try folder.rename(staged.name, to: folder, as: SegmentText.name(number), replacing: false)
    } catch  where error.isTaken {
      return false
    }
    try folder.synchronize()
    return true
  }

  func discard(_ staged: (file: OpenFile, name: [UInt8])) { try? folder.remove(staged.name) }

  func remove(_ number: Int) throws(Fault) { try folder.remove(SegmentText.name(number)) }

  /// The number after all that are there.
  func nextNumber() throws(Fault) -> Int { (try numbers().last ?? 0) + 1 }

  /// Removes what killed runs left aside: files nobody holds a lock on.
  func removeLeftovers() {
    for name in (try? folder.names()) ?? [] where name.starts(with: Self.asidePrefix) {
      guard let file = try? folder.file(name), (try? file.lock()) == true else { continue }
      try? folder.remove(name)
    }
  }

  /// The right to merge segments, as long as the file is held; nil while another process does.
  func mergeLock() throws(Fault) -> OpenFile? {
    let file = try folder.open(creating: Self.lockName)
    return try file.lock() ? file : nil
  }
}

extension Fault {
  /// True where something lies under the name already.
  fileprivate var isTaken: Bool { errno == EEXIST || errno == ENOTEMPTY }
}
