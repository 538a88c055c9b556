internal import ArchiveFormat
internal import ArchiveStore
internal import ByteCoding
internal import PlaneCodec
internal import Reporting
internal import UnitCoding

/// Looks one unit over: its table, its name, and where it does not have the manifest's digest, which section and tile are damaged.
struct UnitAudit {
  let archive: Archive
  let path: String

  /// Empty for a sound unit. `isSound` says whether the whole file has the manifest's digest (true where that was not looked at).
  func findings(isSound: Bool, proving: Bool) -> [Finding] {
    let reader: UnitReader
    let record: FileRecord
    do throws(Fault) {
      reader = try archive.unit(path)
      try reader.checkBothEnds()
      record = try reader.record()
    } catch {
      let sections = (try? archive.unit(path)).map { damagedSections($0, nil) } ?? []
      // The record lies in a section, too: a damaged one is found once.
      let first = finding(error)
      let place = first.section ?? ""
      let isSame = first.kind == .damaged && sections.contains { found in found.section.map { place.contains($0) } ?? false }
      return (isSame ? [] : [first]) + sections
    }
    var findings: [Finding] = []
    if let original = try? record.relativePath(), UnitName.unit(for: original, kind: record.kind, version: record.version) != path {
      findings.append(
        Finding(kind: .misplaced, file: path, original: record.path, detail: "holds “\(original)”, version \(record.version)"))
    }
    if !isSound {
      let sections = damagedSections(reader, record)
      findings += sections
      if sections.isEmpty && findings.isEmpty {
        findings.append(
          Finding(kind: .damaged, file: path, original: record.path, detail: "a whole unit, but not the one the manifest lists"))
      }
    } else if proving {
      do throws(Fault) {
        try UnitDecoder(reader).prove()
      } catch {
        var finding = finding(error)
        if error.kind == .damaged { finding.kind = .unrestorable }
        finding.original = record.path
        findings.append(finding)
      }
    }
    return findings
  }

  private func finding(_ fault: Fault) -> Finding {
    let kind: Finding.Kind =
      switch fault.kind {
      case .environment: .unreadable
      case .unsupported where fault.code.hasSuffix(".newer"): .newer
      default: fault.code == "unit.truncated" ? .truncated : .damaged
      }
    return Finding(kind: kind, file: path, original: AuditRun.originalName(path), section: fault.place, detail: fault.cause)
  }

  private func damagedSections(_ reader: UnitReader, _ record: FileRecord?) -> [Finding] {
    var findings: [Finding] = []
    for entry in reader.table.sections {
      guard let bytes = try? reader.rawPayload(entry), SHA256Digest(of: bytes) != entry.digest else { continue }
      var finding = Finding(
        kind: .damaged, file: path, original: record?.path ?? AuditRun.originalName(path), section: entry.name,
        detail: "the section does not have the digest its table gives")
      let tiles = entry.kind == .plane ? (try? PlaneDecoder.damagedTiles(bytes[...])) ?? [] : []
      guard !tiles.isEmpty else {
        findings.append(finding)
        continue
      }
      for tile in tiles {
        finding.tile = tile.number
        finding.detail = "tile \(tile.number) of the plane: \(tile.fault.cause)"
        findings.append(finding)
      }
    }
    return findings
  }
}
