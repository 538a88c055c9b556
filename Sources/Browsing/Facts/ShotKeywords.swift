internal import ArchiveFormat
internal import ArchiveStore
internal import ByteCoding
internal import Cataloguing
internal import Foundation
internal import MetadataCoding
internal import UnitCoding

/// Finds a raw's keywords: those the camera or an editor put into the file, which the archive's XMP sidecar has, and those of the XMP files
/// beside it, where most editors write them.
struct ShotKeywords {
  private static let longestDocument = 16 << 20
  let archive: Archive

  /// The keywords, each once. What cannot be read gives none: they are help for a search, and the audit names damage.
  func keywords(of entry: CatalogEntry) -> [String] {
    guard entry.kind == "raw", let record = try? archive.unit(entry.unit).record(), let path = try? record.relativePath() else { return [] }
    var keywords = XMPKeywords.read(file(UnitName.sidecar(for: path, suffix: UnitName.xmpSuffix)))
    for name in companions(path) where name.lowercased().hasSuffix(".xmp") {
      guard let companion = RelativePath(components: path.components.dropLast() + [Array(name.utf8)]) else { continue }
      keywords += XMPKeywords.read(original(companion))
    }
    var known: Set<String> = []
    return keywords.filter { known.insert($0).inserted }
  }

  /// The part of a sidecar that names the files beside a raw.
  private struct Companions: Decodable {
    struct Companion: Decodable { let path: String }
    let companions: [Companion]
  }

  private func companions(_ path: RelativePath) -> [String] {
    let text = file(UnitName.sidecar(for: path, suffix: UnitName.sidecarSuffix))
    guard !text.isEmpty, let sidecar = try? JSONDecoder().decode(Companions.self, from: Data(text)) else { return [] }
    return sidecar.companions.prefix(100).map(\.path)
  }

  private func file(_ path: String) -> [UInt8] {
    guard let file = try? archive.file(path), let size = try? file.status().size, size <= Self.longestDocument,
      let bytes = try? file.read(at: 0, upTo: Int(size))
    else { return [] }
    return bytes
  }

  /// The bytes of an archived file of its newest version, where they are few.
  private func original(_ path: RelativePath) -> [UInt8] {
    guard let group = try? archive.unitGroup(of: path, kind: .file), let decoder = try? UnitDecoder(archive.unit(group.newest.path)),
      decoder.record.size <= Self.longestDocument
    else { return [] }
    var bytes: [UInt8] = []
    do throws(Fault) {
      try decoder.original { piece throws(Fault) in bytes.append(contentsOf: piece) }
      return bytes
    } catch {
      return []
    }
  }
}
