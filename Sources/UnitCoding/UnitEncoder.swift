package import ArchiveFormat
package import ByteCoding
package import PlaneCodec
internal import Repacking
internal import SensorModel
internal import ShotMetadata
internal import ZstdCoding

/// Codes originals into units: raws by mosaic, pictures and recipe, JPEGs by picture and recipe, everything else whole.
///
/// Equal input gives equal bytes, for any number of workers.
package struct UnitEncoder: Sendable {
  package let planes: PlaneEncoder
  /// Bytes of the original in one `BODY` piece.
  package static let pieceLength = 8 << 20
  /// Skeletons are small and kept for ever: the strongest level that needs no special decoder.
  private static let skeletonLevel = 19

  package init(planes: PlaneEncoder) { self.planes = planes }

  /// Codes an original's sections. Cost: the planes dominate; memory about three times the mosaic, six with training.
  ///
  /// Throws what the plane coder and zstd throw, and `.misuse` for a mosaic without facts.
  package func sections(of content: OriginalContent) throws(Fault) -> CodedSections {
    var coded = CodedSections()
    if let facts = content.facts {
      let facts = try CanonicalJSON.encode(facts)
      coded.add(.shot, 0, facts)
      coded.sizes.metadata += facts.count
    }
    if let stored = content.stored { try addMosaic(stored, content, to: &coded) }
    switch content.original {
    case .recipe(let parts, let pictures): try addParts(parts, pictures, to: &coded)
    case .none(_, let metadata):
      let block = try Wrapping.wrap(CanonicalJSON.encode(metadata), level: Self.skeletonLevel)
      coded.add(.metadata, 0, block)
      coded.sizes.metadata += block.count
    }
    return coded
  }

  private func addMosaic(_ stored: Mosaic, _ content: OriginalContent, to coded: inout CodedSections) throws(Fault) {
    guard let cfa = content.facts?.sensor.cfa else { throw Fault(.misuse, "unit.facts", "a mosaic without facts of its sensor") }
    let layout = PlaneLayout(width: stored.width, height: stored.height, cfa: cfa)
    let indices = layout.planeIndices
    let planes = try planes.encode(
      all: layout.split(stored), indices: indices, cell: PlaneCell(layout), colors: indices.map { cfa.cells[$0] })
    for plane in planes {
      coded.add(.plane, plane.index, plane.payload)
      coded.sizes.planes.append(plane.payload.count)
      coded.sizes.methods.append("\(plane.method)")
    }
    if let curve = content.curve {
      var writer = ByteWriter()
      for value in curve { writer.u16(value) }
      let payload = try Wrapping.wrap(writer.bytes, level: Self.skeletonLevel)
      coded.add(.curve, 0, payload)
      coded.sizes.recipe += payload.count
    }
    let storedDigest = stored.withLittleEndianBytes { SHA256Digest(littleEndian: $0) }
    let linearDigest = content.curve.map { stored.mapped(by: $0).withLittleEndianBytes { SHA256Digest(littleEndian: $0) } } ?? storedDigest
    coded.mosaic = FileRecord.MosaicRecord(
      width: stored.width, height: stored.height, periodWidth: cfa.periodWidth, periodHeight: cfa.periodHeight,
      storedSHA256: storedDigest, linearSHA256: linearDigest)
  }

  private func addParts(_ parts: FileParts, _ pictures: [CodedPicture], to coded: inout CodedSections) throws(Fault) {
    for (number, picture) in pictures.enumerated() {
      coded.add(.picture, number, picture.payload)
      coded.sizes.pictures.append(picture.payload.count)
      coded.sizes.pictureOriginals.append(picture.originalBytes)
    }
    let recipe = try Wrapping.wrap(parts.recipe.serialized(), level: Self.skeletonLevel)
    coded.add(.recipe, 0, recipe)
    coded.sizes.recipe += recipe.count
    let skeleton = try Self.wrapSkeleton(parts.skeleton)
    coded.add(.skeleton, 0, skeleton)
    coded.sizes.skeleton = skeleton.count
    if !parts.residue.isEmpty {
      let residue = try Wrapping.wrap(parts.residue, level: Self.skeletonLevel)
      coded.add(.residue, 0, residue)
      coded.sizes.recipe += residue.count
    }
  }

  /// Skeletons are small as a rule; where the mosaic stays in them, they are packed as whole files are.
  private static func wrapSkeleton(_ skeleton: [UInt8]) throws(Fault) -> [UInt8] {
    skeleton.count <= 4 << 20 ? try Wrapping.wrap(skeleton, level: skeletonLevel) : try wrapPiece(skeleton)
  }

  /// Writes a unit of these sections. Gives back the finished sink.
  package func write<Sink: ByteSink>(_ record: FileRecord, _ coded: CodedSections?, to sink: Sink) throws(Fault) -> Sink {
    var writer = try UnitWriter(to: sink, sectionCount: 1 + (coded?.sections.count ?? 0))
    try writer.append(.file, record.encoded())
    for section in coded?.sections ?? [] { try writer.append(section.kind, index: section.index, section.payload) }
    return try writer.finish().sink
  }
}
