internal import ArchiveFormat
internal import ArchiveStore
internal import ByteCoding
internal import MetadataCoding
internal import RawReading
internal import Repacking
internal import ShotMetadata
internal import UnitCoding
internal import ZstdCoding

/// A file read and, where it holds a mosaic or JPEGs, taken apart.
struct TakenFile: Sendable {
  /// The whole file; nil where it is too large to hold and is streamed instead.
  var bytes: [UInt8]?
  var sha256: SHA256Digest
  /// Set where the mosaic can be coded, or JPEGs inside.
  var content: OriginalContent?
  /// Set for every raw that LibRaw could read.
  var facts: ShotFacts?
  var metadata: MetadataBlock?
  /// Why no mosaic will be coded.
  var reason: FileRecord.Reason?
  /// What the whole file takes at a quick zstd level: coding its parts must beat it.
  var quickWholeBytes: Int?
}

/// Reads a file and finds out how much of it is a mosaic and pictures that can be coded and put back.
struct RawTaking {
  let options: ArchiveOptions

  /// Throws `.environment` where the file cannot be read; that it is no raw is no error but a reason.
  func take(_ source: OpenFile, status: FileStatus, name: String) throws(Fault) -> TakenFile {
    let kind = try FileSignature.kind(source, size: status.size)
    guard status.size <= Int64(options.budget.fileBytes), kind != .other else { return try streamed(source, status) }
    let bytes = try source.read(at: 0, upTo: Int(status.size) + 1)
    guard Int64(bytes.count) == status.size else {
      throw Fault(.environment, "file.changed", "the file changed while it was being read", advice: "run the command again")
    }
    var taken = TakenFile(bytes: bytes, sha256: SHA256Digest(of: bytes))
    if kind == .jpeg {
      try takePictures(nil, bytes, &taken)
      if taken.content == nil { taken.reason = Self.notRaw }
      return taken
    }
    let capture: RawCapture
    do throws(Fault) { capture = try RawReader.read(bytes, name: name, budget: options.budget) } catch {
      taken.reason = .init(code: error.code, text: error.cause)
      if error.code == "raw.unchecked" {
        taken.facts = try? RawReader.facts(bytes, name: name, budget: options.budget)
        taken.metadata = try? MetadataReader.read(bytes, name: name)
      }
      try takePictures(nil, bytes, &taken)
      return taken
    }
    taken.facts = capture.facts
    taken.metadata = try? MetadataReader.read(bytes, name: name)
    if options.keep == .mosaic {
      // The choice was for mosaic and metadata: where either would not be whole, the file stays as it is.
      if capture.imageCount > 1 {
        taken.reason = .init(code: "keep.images", text: "it holds \(capture.imageCount) raw images, of which only one could be kept")
      } else if let metadata = taken.metadata, !metadata.isEmpty {
        taken.content = OriginalContent(facts: capture.facts, original: .none(stored: capture.mosaic, metadata: metadata))
      } else {
        taken.reason = .init(code: "keep.metadata", text: "its metadata cannot be read, so that only the mosaic would remain")
      }
      return taken
    }
    var repacked: Repacked?
    do throws(Fault) {
      repacked = try RecipeFinder.find(file: bytes, mosaic: capture.mosaic, hints: capture.hints, budget: options.budget)
      if repacked?.isCrossChecked == false {
        taken.reason = .init(
          code: "recipe.unchecked",
          text: "\(RawReader.libraryVersion) gives no samples of this file; its mosaic is coded as Glassine's own decoder reads it")
      }
    } catch {
      taken.reason = .init(code: error.code, text: error.cause)
    }
    try takePictures(repacked, bytes, &taken)
    return taken
  }

  private static let notRaw = FileRecord.Reason(code: "file.not-raw", text: "not a camera raw")

  /// Takes the JPEGs out of a file as well, and sums up what can be coded of it: nothing where there are neither mosaic nor pictures.
  private func takePictures(_ repacked: Repacked?, _ bytes: [UInt8], _ taken: inout TakenFile) throws(Fault) {
    let pictures = PictureTaking(bytes, outside: repacked?.recipe.sampleRanges ?? [], budget: options.budget).pictures
    guard repacked != nil || !pictures.isEmpty else { return }
    let parts = FileParts(repacked, pictures: pictures.map(\.runs), of: bytes)
    taken.content = OriginalContent(facts: taken.facts, original: .recipe(parts, pictures: pictures))
    taken.quickWholeBytes = try ZstdCoder.compress(bytes, level: 1).count
  }

  /// A file that is only to be stored.
  func unread(_ source: OpenFile, _ reason: FileRecord.Reason) throws(Fault) -> TakenFile {
    TakenFile(sha256: try source.digest(), reason: reason)
  }

  private func streamed(_ source: OpenFile, _ status: FileStatus) throws(Fault) -> TakenFile {
    let isLarge = status.size > Int64(options.budget.fileBytes)
    return try unread(
      source,
      isLarge
        ? .init(code: "file.large", text: "larger than the \(options.budget.fileBytes >> 20) MiB that are taken apart in memory")
        : Self.notRaw)
  }
}

/// Tells by a file's first bytes whether it is worth reading it whole.
enum FileSignature {
  enum Kind {
    /// The raw reader is worth asking.
    case raw
    case jpeg
    case other
  }

  /// Starts of files that are common beside raws and never raws themselves.
  private static let others: [[UInt8]] = [
    [0x89, 0x50, 0x4E, 0x47], Array("GIF8".utf8), Array("RIFF".utf8), Array("<?xp".utf8), Array("<?xm".utf8),
    Array("<x:x".utf8), Array("%PDF".utf8), [0x50, 0x4B, 0x03, 0x04], Array("fLaC".utf8), Array("ID3".utf8), [0x1A, 0x45, 0xDF, 0xA3],
    [0x1F, 0x8B], [0x28, 0xB5, 0x2F, 0xFD], [0xFD, 0x37, 0x7A, 0x58, 0x5A], Array("Rar!".utf8), [0xFF, 0x0A],
    [0x00, 0x00, 0x00, 0x0C, 0x4A, 0x58, 0x4C], UnitTable.magic,
  ]

  /// `other` for empty files, for the signatures above, and for ISO media files that are not Canon's CR3.
  static func kind(_ file: OpenFile, size: Int64) throws(Fault) -> Kind {
    guard size >= 64 else { return .other }
    let head = try file.read(at: 0, upTo: 16)
    if head.starts(with: [0xFF, 0xD8, 0xFF]) { return .jpeg }
    if others.contains(where: { head.starts(with: $0) }) { return .other }
    if head.count >= 12, Array(head[4..<8]) == Array("ftyp".utf8) { return Array(head[8..<11]) == Array("crx".utf8) ? .raw : .other }
    return .raw
  }
}
