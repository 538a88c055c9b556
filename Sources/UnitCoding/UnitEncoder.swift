package import ArchiveFormat
package import ByteCoding
package import PlaneCodec
internal import Repacking
internal import SensorModel
internal import ShotMetadata
internal import ZstdCoding

/// Codes originals into units: raws by mosaic and recipe, everything else whole.
///
/// Equal input gives equal bytes, for any number of workers.
package struct UnitEncoder: Sendable {
  package let planes: PlaneEncoder
  /// Bytes of the original in one `BODY` piece.
  package static let pieceLength = 8 << 20
  /// Skeletons are small and kept for ever: the strongest level that needs no special decoder.
  private static let skeletonLevel = 19

  package init(planes: PlaneEncoder) { self.planes = planes }

  /// Codes a raw's sections. Cost: the planes dominate; memory about three times the mosaic, six with training.
  ///
  /// Throws what the plane coder and zstd throw.
  package func sections(of content: RawContent) throws(Fault) -> CodedSections {
    let stored = content.stored
    let cfa = content.facts.sensor.cfa
    let layout = PlaneLayout(width: stored.width, height: stored.height, cfa: cfa)
    var sections: [CodedSections.Section] = []
    var sizes = PartSizes()

    func add(_ kind: SectionKind, _ index: Int, _ payload: [UInt8]) {
      sections.append(.init(kind: kind, index: UInt32(index), payload: payload))
    }

    let facts = try CanonicalJSON.encode(content.facts)
    add(.shot, 0, facts)
    sizes.metadata += facts.count
    let indices = layout.planeIndices
    let coded = try planes.encode(
      all: layout.split(stored), indices: indices, cell: PlaneCell(layout), colors: indices.map { cfa.cells[$0] })
    for plane in coded {
      add(.plane, plane.index, plane.payload)
      sizes.planes.append(plane.payload.count)
      sizes.methods.append("\(plane.method)")
    }
    if let curve = content.curve {
      var writer = ByteWriter()
      for value in curve { writer.u16(value) }
      let payload = try Wrapping.wrap(writer.bytes, level: Self.skeletonLevel)
      add(.curve, 0, payload)
      sizes.recipe += payload.count
    }
    switch content.original {
    case .recipe(let repacked):
      let recipe = try Wrapping.wrap(repacked.recipe.serialized(), level: Self.skeletonLevel)
      add(.recipe, 0, recipe)
      sizes.recipe += recipe.count
      let skeleton = try Wrapping.wrap(repacked.skeleton, level: Self.skeletonLevel)
      add(.skeleton, 0, skeleton)
      sizes.skeleton = skeleton.count
      if !repacked.residue.isEmpty {
        let residue = try Wrapping.wrap(repacked.residue, level: Self.skeletonLevel)
        add(.residue, 0, residue)
        sizes.recipe += residue.count
      }
    case .none(_, let metadata):
      let block = try Wrapping.wrap(CanonicalJSON.encode(metadata), level: Self.skeletonLevel)
      add(.metadata, 0, block)
      sizes.metadata += block.count
    }
    let storedDigest = stored.withLittleEndianBytes { SHA256Digest(littleEndian: $0) }
    let linearDigest = content.curve.map { stored.mapped(by: $0).withLittleEndianBytes { SHA256Digest(littleEndian: $0) } } ?? storedDigest
    let mosaic = FileRecord.MosaicRecord(
      width: stored.width, height: stored.height, periodWidth: cfa.periodWidth, periodHeight: cfa.periodHeight,
      storedSHA256: storedDigest, linearSHA256: linearDigest)
    return CodedSections(sections: sections, mosaic: mosaic, sizes: sizes)
  }

  /// Writes a unit of these sections. Gives back the finished sink.
  package func write<Sink: ByteSink>(_ record: FileRecord, _ coded: CodedSections?, to sink: Sink) throws(Fault) -> Sink {
    var writer = try UnitWriter(to: sink, sectionCount: 1 + (coded?.sections.count ?? 0))
    try writer.append(.file, record.encoded())
    for section in coded?.sections ?? [] { try writer.append(section.kind, index: section.index, section.payload) }
    return try writer.finish().sink
  }
}
