internal import ArchiveStore
internal import ByteCoding
internal import Reporting

extension RepairRun {
  /// Files without parity come back only where their content lies under another name.
  func repairUnprotected(_ files: [Inventory.Unprotected]) {
    for file in files {
      summary.damaged += 1
      if let other = contents.place(of: file.digest), let workspace, copy(other, to: file, workspace) {
        summary.repaired += 1
        note(file.finding, mended: file.digest, bytes: (try? archive.status(file.path))??.size ?? 0)
      } else if contents.found(file.digest) != nil, workspace == nil {
        contents.used(file.digest)
        summary.repaired += 1
      } else {
        summary.lost += 1
        note(file.finding)
        control.report(.finding(file.finding))
      }
    }
  }

  private func copy(_ other: String, to file: Inventory.Unprotected, _ workspace: Workspace) -> Bool {
    do throws(Fault) {
      let source = try archive.file(other)
      let staged = try workspace.stage()
      do throws(Fault) {
        var offset = 0
        while true {
          let piece = try source.read(at: offset, upTo: 1 << 20)
          if piece.isEmpty { break }
          try staged.file.write(all: piece, at: offset)
          offset += piece.count
        }
        try staged.file.synchronize()
        staged.file.dropCache()
        guard try staged.file.digest() == file.digest else { throw .damaged("parity.digest", "the copy is not what was copied") }
        if let kept = try quarantine?.keep(file.path) { contents.moved(file.path, to: kept) }
        try workspace.publish(staged, at: file.path, replacing: true)
        contents.used(file.digest)
        return true
      } catch {
        workspace.discard(staged)
        throw error
      }
    } catch {
      control.report(.notice("\(file.path): \(error)"))
      return false
    }
  }
}
