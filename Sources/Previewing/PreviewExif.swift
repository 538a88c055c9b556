internal import ByteCoding
internal import MetadataCoding
internal import ShotMetadata

/// The basic Exif of a preview: what a photographer captions a picture with, and how it was taken.
///
/// Fields are taken over one by one from a list, not all but some: places (GPS), serial numbers and maker notes do not leave the archive
/// with a copy that is made for showing around.
enum PreviewExif {
  private static let longestValue = 4096
  /// Description, make, model, artist, copyright.
  private static let mainTags: [UInt16] = [270, 271, 272, 315, 33_432]
  /// Exposure, aperture, program, sensitivity, times and zones, bias, metering, flash, focal length, white balance, lens.
  private static let exifTags: [UInt16] =
    [33_434, 33_437, 34_850, 34_855, 36_867, 36_868, 36_880, 36_881, 36_882, 37_377, 37_378, 37_380, 37_381, 37_383, 37_384, 37_385]
    + [37_386, 37_520, 37_521, 37_522, 41_486, 41_987, 41_989, 41_990, 42_034, 42_035, 42_036]

  /// A TIFF structure, little-endian. Facts fill in what the file's own metadata do not say.
  static func make(_ metadata: MetadataBlock, _ facts: ShotFacts?, width: Int, height: Int, software: String) -> [UInt8] {
    var main = mainTags.compactMap { fitting(metadata.mainField($0)) }
    var exif = exifTags.compactMap { fitting(metadata.exifField($0)) }
    if let facts { add(facts, &main, &exif) }
    let time = metadata.exifField(36_867)?.text ?? facts?.exposure.timestamp.flatMap { CalendarTime(secondsSince1970: $0) }?.exif
    fill(&main, 306, time.flatMap { ExifField.text(306, $0) })
    fill(&main, 274, .short(274, 1))
    fill(&main, 305, .text(305, software))
    fill(&exif, 36_864, ExifField(tag: 36_864, type: 7, count: 4, value: Array("0232".utf8)))
    fill(&exif, 40_961, .short(40_961, 1))
    fill(&exif, 40_962, long(40_962, width))
    fill(&exif, 40_963, long(40_963, height))
    return block(main, exif)
  }

  private static func fill(_ fields: inout [ExifField], _ tag: UInt16, _ field: ExifField?) {
    if let field, !fields.contains(where: { $0.tag == tag }) { fields.append(field) }
  }

  private static func add(_ facts: ShotFacts, _ main: inout [ExifField], _ exif: inout [ExifField]) {
    func text(_ tag: UInt16, _ text: String?) -> ExifField? { text.flatMap { $0.isEmpty ? nil : fitting(ExifField.text(tag, $0)) } }
    func rational(_ tag: UInt16, _ value: Double?) -> ExifField? { value.flatMap { $0 > 0 ? ExifField.rationals(tag, [$0]) : nil } }
    let exposure = facts.exposure
    fill(&main, 271, text(271, facts.camera.make))
    fill(&main, 272, text(272, facts.camera.model))
    fill(&main, 270, text(270, exposure.description))
    fill(&main, 315, text(315, exposure.artist))
    fill(&exif, 33_434, rational(33_434, exposure.shutter))
    fill(&exif, 33_437, rational(33_437, exposure.aperture))
    fill(&exif, 34_855, exposure.iso.flatMap { $0 >= 1 && $0 <= 65_535 ? .short(34_855, UInt16($0.rounded())) : nil })
    fill(&exif, 37_386, rational(37_386, exposure.focalLength))
    fill(&exif, 36_867, text(36_867, exposure.timestamp.flatMap { CalendarTime(secondsSince1970: $0) }?.exif))
    fill(&exif, 42_035, text(42_035, facts.lens?.make))
    fill(&exif, 42_036, text(42_036, facts.lens?.model))
  }

  private static func fitting(_ field: ExifField?) -> ExifField? { field.flatMap { $0.value.count <= longestValue ? $0 : nil } }

  private static func long(_ tag: UInt16, _ value: Int) -> ExifField? {
    ExifField(tag: tag, type: 4, count: 1, value: [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value >> $0) })
  }

  private static func block(_ main: [ExifField], _ exif: [ExifField]) -> [UInt8] {
    let start = 8
    guard let placeholder = long(34_665, 0) else { return [] }
    let size = directory(main + [placeholder], at: start).count
    guard let pointer = long(34_665, start + size) else { return [] }
    return [0x49, 0x49, 42, 0, UInt8(start), 0, 0, 0] + directory(main + [pointer], at: start) + directory(exif, at: start + size)
  }

  /// A directory and its values, for an even offset; its length is even, too.
  private static func directory(_ fields: [ExifField], at offset: Int) -> [UInt8] {
    var head = ByteWriter()
    var values: [UInt8] = []
    let valueStart = offset + 2 + fields.count * 12 + 4
    head.u16(UInt16(truncatingIfNeeded: fields.count))
    for field in fields.sorted(by: { $0.tag < $1.tag }) {
      head.u16(field.tag)
      head.u16(field.type)
      head.u32(UInt32(truncatingIfNeeded: field.count))
      if field.value.count <= 4 {
        head.write(field.value + [UInt8](repeating: 0, count: 4 - field.value.count))
      } else {
        head.u32(UInt32(truncatingIfNeeded: valueStart + values.count))
        values += field.value
        if values.count % 2 == 1 { values.append(0) }
      }
    }
    head.u32(0)
    return head.bytes + values
  }
}
