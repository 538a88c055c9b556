package import ByteCoding

extension ArchiveWriter {
  /// Gives tag files taken from another copy of this archive their names, the tag manifest last. The staged files must already be on the
  /// medium, and `checkpoint` must have been called.
  ///
  /// The journal says `T` meanwhile: after a crash, the next writer keeps whichever manifests it finds, which both list what lies here, and
  /// writes the other tag files anew. `obsolete` are tag files that the new tag manifest does not list. Throws `.environment`.
  package func publishTags(_ tags: [Publication.Item], obsolete: [String]) throws(Fault) {
    try withState { state throws(Fault) in
      if state.journal.count > 0 { try self.writeTags(&state, recovering: false) }
      try state.journal.append([.rewriting])
      state.isDirty = true
      let isLast = { (item: Publication.Item) in item.path == Archive.tagManifestName }
      for item in tags.filter({ !isLast($0) }) + tags.filter(isLast) {
        let place = try self.archive.place(item.path, creating: true)
        try self.staging.rename(item.staged.name, to: place.folder, as: place.name, replacing: true)
        try place.folder.synchronize()
      }
      for path in obsolete where try self.archive.status(path) != nil {
        let place = try self.archive.place(path)
        try place.folder.remove(place.name)
        try place.folder.synchronize()
      }
      try state.journal.clear()
      state.isDirty = false
    }
  }
}

extension ArchiveWriter {
  /// Gives a file aside a name that is in no manifest, such as one of parity. It must already be on the medium. Throws `.environment`.
  package func publishBeside(_ staged: StagedFile, at path: String) throws(Fault) {
    let place = try archive.place(path, creating: true)
    try staging.rename(staged.name, to: place.folder, as: place.name, replacing: true)
    try place.folder.synchronize()
  }

  /// Takes a file away that is in no manifest; nothing happens where it is not there.
  package func removeBeside(_ path: String) throws(Fault) {
    guard try archive.status(path) != nil else { return }
    let place = try archive.place(path)
    try place.folder.remove(place.name)
    try place.folder.synchronize()
  }
}
