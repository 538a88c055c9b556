internal import ArchiveStore
internal import ByteCoding
internal import Cataloguing
internal import Reporting

/// Makes one shot of the sheet: its pictures, where no earlier run did, and what is said of it.
struct ShotMaker: Sendable {
  struct Work: Sendable {
    let entry: CatalogEntry
    let proof: UnitProof
    /// What earlier runs made of the same unit.
    let known: [IndexLine]
  }

  struct Made: Sendable {
    let entry: CatalogEntry
    /// Nil for a file that is no picture, and so not on the sheet.
    let shot: Shot?
    /// What the next run is to know; nil where it has to try again.
    let line: IndexLine?
    let isNew: Bool
  }

  let archive: Archive
  let source: any PreviewSource
  let store: PictureStore

  /// Throws where the sheet cannot be written; what is wrong with the shot becomes a part of it.
  func make(_ work: Work) throws(Fault) -> Made {
    let entry = work.entry
    guard let key = PictureKey(entry, identity: source.identity) else { return Made(entry: entry, shot: nil, line: nil, isNew: false) }
    if let line = work.known.first(where: { $0.key == key }) {
      switch line.state {
      case .absent: return made(work, .none(nil), key, .absent, isNew: false)
      case .pictures, .restored:
        let isRestored = line.state == .restored
        if try store.has(key, restored: isRestored) { return made(work, .pictures(restored: isRestored), key, line.state, isNew: false) }
      }
    }
    let pictures: SheetPictures?
    do throws(Fault) {
      pictures = try source.pictures(of: entry)
    } catch  where error.kind == .unsupported {
      // A newer program may be able to show it.
      return made(work, .none(error.cause), key, nil, isNew: true)
    } catch {
      return made(work, .failed(error.place.map { "\($0): \(error.cause)" } ?? error.cause), key, nil, isNew: true)
    }
    guard let pictures else { return made(work, .none(nil), key, .absent, isNew: true) }
    try store.put(pictures, key)
    let isRestored = pictures.restored != nil
    return made(work, .pictures(restored: isRestored), key, isRestored ? .restored : .pictures, isNew: true)
  }

  private func made(_ work: Work, _ looks: Shot.Looks, _ key: PictureKey, _ state: IndexLine.State?, isNew: Bool) -> Made {
    let entry = work.entry
    let line = state.map { IndexLine(unit: Array(entry.unit.utf8), state: $0, key: key) }
    if case .none(nil) = looks, entry.kind != "raw" { return Made(entry: entry, shot: nil, line: line, isNew: isNew) }
    let shot = Shot(
      entry: entry, looks: looks, key: key, fanOut: store.fanOut, proof: work.proof,
      keywords: ShotKeywords(archive: archive).keywords(of: entry))
    return Made(entry: entry, shot: shot, line: line, isNew: isNew)
  }
}

extension ShotMaker.Made {
  /// What watchers hear of it.
  var event: OperationEvent {
    guard let shot else { return .advanced(bytes: entry.size) }
    var report = FileReport(
      path: entry.path, outcome: isNew ? .done : .unchanged, kind: entry.kind, tier: entry.tier, originalBytes: entry.size)
    switch shot.looks {
    case .pictures: break
    case .none(let reason): (report.reason, report.code) = (reason ?? "this raw holds no picture", "browse.none")
    case .failed(let cause): (report.outcome, report.reason, report.code) = (.failed, cause, "browse.picture")
    }
    return .fileFinished(report)
  }
}
