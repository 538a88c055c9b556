internal import ArchiveStore
internal import ByteCoding
internal import Reporting
internal import Synchronization

extension AgainstWork {
  /// A file that is damaged in both copies: units may still be whole section by section.
  func splice(_ path: String, _ digest: SHA256Digest, _ conditions: [FileCondition]) throws(Fault) {
    guard path.isUnitPath, let splice = UnitSplice(path, copies.map(\.archive)) else {
      return lost(path, conditions, "damaged in both copies")
    }
    guard splice.lost.isEmpty else {
      let names = list(splice.lost)
      for index in copies.indices {
        copies[index].differsFromOther()
        copies[index].differsFromOwn()
        remain(
          index, path, conditions[index],
          "here \(list(splice.damaged[index], orElse: "no section")) damaged; neither copy has \(names) whole. "
            + "glassine repair may rebuild it from parity", section: splice.lost.first)
      }
      return
    }
    guard (try? splice.write(to: nil)) == digest else {
      return lost(
        path, conditions, "all sections are sound in one copy or the other, but together they are not the unit the manifest lists")
    }
    let isSpliced = Mutex(false)
    for index in copies.indices {
      // The damaged files stay open in the splice; what is renamed over them changes nothing there.
      try heal(path, digest, in: index, conditions[index], from: "sound sections of both copies") { file throws(Fault) in
        isSpliced.withLock { $0 = true }
        return try splice.write(to: file)
      }
    }
    if isSpliced.withLock({ $0 }) { summary.withLock { $0.spliced += 1 } }
  }

  private func lost(_ path: String, _ conditions: [FileCondition], _ why: String) {
    for index in copies.indices {
      copies[index].differsFromOther()
      copies[index].differsFromOwn()
      remain(index, path, conditions[index], why + ". glassine repair may rebuild it from parity")
    }
  }

  /// Some names, not all of very many.
  private func list(_ names: [String], orElse none: String = "") -> String {
    guard !names.isEmpty else { return none }
    return names.prefix(5).joined(separator: ", ") + (names.count > 5 ? " and \(names.count - 5) more" : "")
  }
}
