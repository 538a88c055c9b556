package import ArchiveFormat
internal import ByteCoding

/// The sections of a unit but for its `FILE` record, coded and in order, with what each part cost.
package struct CodedSections: Sendable {
  package struct Section: Sendable {
    package let kind: SectionKind
    package let index: UInt32
    package let payload: [UInt8]
  }

  package private(set) var sections: [Section] = []
  /// Nil where the unit has no mosaic.
  package internal(set) var mosaic: FileRecord.MosaicRecord?
  package internal(set) var sizes = PartSizes()

  mutating func add(_ kind: SectionKind, _ index: Int, _ payload: [UInt8]) {
    sections.append(Section(kind: kind, index: UInt32(index), payload: payload))
  }

  /// Bytes of all sections together.
  package var byteCount: Int { sections.reduce(0) { $0 + $1.payload.count } }
}

/// Coded bytes of each part of an original, for sidecars and reports.
package struct PartSizes: Codable, Hashable, Sendable {
  package var planes: [Int] = []
  /// Method of each plane: `jxl`, `stored`.
  package var methods: [String] = []
  /// Of each JPEG inside; and what they take in the original.
  package var pictures: [Int] = []
  package var pictureOriginals: [Int] = []
  package var skeleton = 0
  package var recipe = 0
  package var metadata = 0

  package init() {}

  package var mosaic: Int { planes.reduce(0, +) }
}

/// Little-endian u16 samples, for digests of mosaics.
extension SHA256Digest {
  init(littleEndian bytes: UnsafeRawBufferPointer) {
    var hasher = SHA256Hasher()
    hasher.update(bytes)
    self = hasher.finish()
  }
}
