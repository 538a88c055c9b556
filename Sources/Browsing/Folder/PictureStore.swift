internal import ArchiveStore
internal import ByteCoding

/// The pictures of a sheet: `thumbnails/3f/KEY.jpg`, `previews/…` and `restored/…`.
struct PictureStore: Sendable {
  static let folders = ["thumbnails", "previews", "restored"]
  let sheet: SheetFolder
  let fanOut: Int

  /// Whether the pictures are there; those that a sheet of another size put into other folders are moved.
  func has(_ key: PictureKey, restored: Bool) throws(Fault) -> Bool {
    for folder in Self.folders where restored || folder != "restored" {
      if try isThere(folder, key, fanOut) { continue }
      var found = false
      for other in 1...4 where other != fanOut {
        guard try isThere(folder, key, other) else { continue }
        try place(folder, key, other).rename(name(key), to: place(folder, key, fanOut), as: name(key), replacing: true)
        found = true
        break
      }
      if !found { return false }
    }
    return true
  }

  func put(_ pictures: SheetPictures, _ key: PictureKey) throws(Fault) {
    // The thumbnail last: where it is, the others are.
    if let restored = pictures.restored { try sheet.publish(restored, in: place("restored", key, fanOut), as: name(key)) }
    try sheet.publish(pictures.full, in: place("previews", key, fanOut), as: name(key))
    try sheet.publish(pictures.thumbnail, in: place("thumbnails", key, fanOut), as: name(key))
  }

  /// Removes the pictures of a name; true where there were any.
  func remove(_ key: PictureKey) throws(Fault) -> Bool {
    var found = false
    for folder in Self.folders {
      for digits in 1...4 where try isThere(folder, key, digits) {
        let inside = try place(folder, key, digits)
        try inside.remove(name(key))
        // The folder goes with its last picture.
        try? sheet.root.folder(Array(folder.utf8)).removeFolder(Array(key.folder(fanOut: digits).utf8))
        found = true
      }
    }
    return found
  }

  private func name(_ key: PictureKey) -> [UInt8] { Array((key.text + ".jpg").utf8) }

  private func place(_ folder: String, _ key: PictureKey, _ digits: Int) throws(Fault) -> Folder {
    try sheet.root.folder(at: [Array(folder.utf8), Array(key.folder(fanOut: digits).utf8)], creating: true)
  }

  private func isThere(_ folder: String, _ key: PictureKey, _ digits: Int) throws(Fault) -> Bool {
    do throws(Fault) {
      let inside = try sheet.root.folder(at: [Array(folder.utf8), Array(key.folder(fanOut: digits).utf8)])
      guard let status = try inside.status(name(key)) else { return false }
      return status.kind == .file && status.size > 0
    } catch {
      if error.isNotThere { return false }
      throw error
    }
  }
}
