internal import Foundation

/// Byte runs are Base64 texts in JSON, and absent parts are left out.
extension MetadataBlock: Codable {
  private enum Key: String, CodingKey {
    case exif, gps, ifd0, makerNote, makerNoteOffset, makerNoteBigEndian, xmp, iptc
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    func bytes(_ key: Key) throws -> [UInt8]? { try container.decodeIfPresent(Data.self, forKey: key).map { Array($0) } }
    self.init(
      exif: try container.decodeIfPresent([ExifField].self, forKey: .exif) ?? [],
      gps: try container.decodeIfPresent([ExifField].self, forKey: .gps) ?? [],
      ifd0: try container.decodeIfPresent([ExifField].self, forKey: .ifd0) ?? [],
      makerNote: try bytes(.makerNote),
      makerNoteOffset: try container.decodeIfPresent(Int.self, forKey: .makerNoteOffset),
      makerNoteBigEndian: try container.decodeIfPresent(Bool.self, forKey: .makerNoteBigEndian) ?? false,
      xmp: try bytes(.xmp), iptc: try bytes(.iptc))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    if !exif.isEmpty { try container.encode(exif, forKey: .exif) }
    if !gps.isEmpty { try container.encode(gps, forKey: .gps) }
    if !ifd0.isEmpty { try container.encode(ifd0, forKey: .ifd0) }
    try container.encodeIfPresent(makerNote.map { Data($0) }, forKey: .makerNote)
    try container.encodeIfPresent(makerNoteOffset, forKey: .makerNoteOffset)
    if makerNoteBigEndian { try container.encode(true, forKey: .makerNoteBigEndian) }
    try container.encodeIfPresent(xmp.map { Data($0) }, forKey: .xmp)
    try container.encodeIfPresent(iptc.map { Data($0) }, forKey: .iptc)
  }
}

extension ExifField: Codable {
  private enum Key: String, CodingKey { case tag, type, count, value }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let field = ExifField(
      tag: try container.decode(UInt16.self, forKey: .tag), type: try container.decode(UInt16.self, forKey: .type),
      count: try container.decode(Int.self, forKey: .count), value: Array(try container.decode(Data.self, forKey: .value)))
    guard let field else {
      throw DecodingError.dataCorruptedError(forKey: .value, in: container, debugDescription: "type, count and value do not fit")
    }
    self = field
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(tag, forKey: .tag)
    try container.encode(type, forKey: .type)
    try container.encode(count, forKey: .count)
    try container.encode(Data(value), forKey: .value)
  }
}
