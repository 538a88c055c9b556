package import ArchiveFormat
internal import ByteCoding
internal import JPEGReading
internal import JXLCoding
internal import MetadataCoding
internal import PlaneCodec
internal import Repacking
internal import SensorModel
package import ShotMetadata
internal import UnitCoding

/// A unit of every tier and kind, each a few kilobytes.
package enum SampleUnits {
  package static let facts = ShotFacts(
    camera: CameraFacts(make: "Glassine", model: "One"), exposure: ExposureFacts(iso: 100, timestamp: 1_700_000_000),
    sensor: SensorFacts(
      width: 16, height: 10, activeArea: PixelRectangle(left: 0, top: 0, width: 16, height: 10),
      cfa: ColorFilterArray.bayer("RGGB") ?? .monochrome),
    levels: LevelFacts(black: [64], white: 4095), color: ColorFacts(), reader: ReaderFacts(library: "none", routine: "none"))

  /// A record that fits a file of these bytes.
  package static func record(
    _ kind: FileRecord.Kind, of bytes: [UInt8], tier: FileRecord.Tier?, mosaic: FileRecord.MosaicRecord? = nil
  ) -> FileRecord? {
    guard let path = RelativePath("a/b.raw") else { return nil }
    return FileRecord(
      path: path, kind: kind, size: Int64(bytes.count), sha256: kind == .file ? SHA256Digest(of: bytes) : nil,
      modifiedSeconds: 1_700_000_000, modifiedNanoseconds: 5, permissions: 0o644, linkTarget: kind == .symlink ? [0x78] : nil, tier: tier,
      version: 1, mosaic: mosaic, writer: "fuzz")
  }

  package static var all: [String: [UInt8]] {
    var units: [String: [UInt8]] = [:]
    for (name, raw, profile) in [
      ("exact", SampleRaw(), CodingProfile.stored), ("exact-words", SampleRaw(bits: 16, rowsPerStrip: 10), .stored),
      ("exact-jxl", SampleRaw(width: 64, height: 48, bits: 16, rowsPerStrip: 48), .jxl),
      ("exact-mlp", SampleRaw(width: 64, height: 48, bits: 16, rowsPerStrip: 48), .mlp),
    ] {
      units[name] = parts(of: raw).flatMap {
        unit(raw.file, .fileExact, .recipe(FileParts($0, pictures: [], of: raw.file), pictures: []), profile)
      }
    }
    units.merge(withPictures) { $1 }
    let raw = SampleRaw()
    units["sensor"] = unit(raw.file, .sensorExact, .none(stored: raw.mosaic, metadata: MetadataBlock(xmp: [0x78])), .stored)
    units["whole"] = whole(Array("a text that is stored as it is".utf8))
    units["link"] = record(.symlink, of: [], tier: nil).flatMap { plain($0) }
    units["folder"] = record(.folder, of: [], tier: nil).flatMap { plain($0) }
    return units
  }

  /// Units of streams with JPEGs beside them, and of a JPEG alone.
  private static var withPictures: [String: [UInt8]] {
    var units: [String: [UInt8]] = [:]
    for camera in SampleCameraFile.all where ["cr2-2", "pef-aoc", "crw-10", "nef-0", "ljpeg-two"].contains(camera.name) {
      guard let parts = camera.parts else { continue }
      units["exact-" + camera.name] = unit(camera.file, .fileExact, taken(parts, camera.file), .stored)
      guard camera.name == "cr2-2", let jpeg = EmbeddedJPEGs.find(in: camera.file, minimum: 0).first else { continue }
      let file = Array(camera.file[jpeg.range])
      units["jpeg"] = unit(file, .fileExact, taken(nil, file), .stored, isRaw: false)
    }
    return units
  }

  private static func taken(_ parts: Repacked?, _ file: [UInt8]) -> OriginalContent.Original {
    let pictures = EmbeddedJPEGs.find(in: file, excluding: parts?.recipe.sampleRanges ?? [], minimum: 0).compactMap { stream in
      (try? JPEGTranscoder.encode(stream.pictureBytes(in: file))).map { CodedPicture(runs: stream.picture, payload: $0) }
    }
    return .recipe(FileParts(parts, pictures: pictures.map(\.runs), of: file), pictures: pictures)
  }

  private static func parts(of raw: SampleRaw) -> Repacked? { raw.parts }

  private static func unit(
    _ file: [UInt8], _ tier: FileRecord.Tier, _ original: OriginalContent.Original, _ profile: CodingProfile,
    isRaw: Bool = true
  ) -> [UInt8]? {
    let encoder = UnitEncoder(planes: PlaneEncoder(profile: profile))
    guard let sections = try? encoder.sections(of: OriginalContent(facts: isRaw ? facts : nil, original: original)),
      let record = record(.file, of: file, tier: tier, mosaic: sections.mosaic)
    else { return nil }
    return (try? encoder.write(record, sections, to: MemorySink()))?.bytes
  }

  private static func whole(_ file: [UInt8]) -> [UInt8]? {
    guard let record = record(.file, of: file, tier: .storedWhole) else { return nil }
    let encoder = UnitEncoder(planes: PlaneEncoder(profile: .stored))
    return (try? encoder.writeWhole(record, facts: nil, to: MemorySink()) { (_: Int) throws(Fault) in file })?.bytes
  }

  private static func plain(_ record: FileRecord) -> [UInt8]? {
    (try? UnitEncoder(planes: PlaneEncoder(profile: .stored)).write(record, nil, to: MemorySink()))?.bytes
  }
}
