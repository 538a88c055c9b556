internal import ArchiveFormat
internal import ByteCoding
internal import FuzzSupport
internal import PlaneCodec
internal import Repacking
internal import SensorModel
@testable internal import UnitCoding

/// A file-exact unit whose mosaic and digests are right, and whose recipe, skeleton, residue, curve, facts and record values come from
/// the input: what a hostile writer would make.
func mosaicUnit(_ input: inout FuzzInput) -> [UInt8]? {
  let choice = input.choice()
  let (width, height) = (input.choice(in: 1...16), input.choice(in: 1...12))
  let (across, down) = (input.choice(in: 1...3), input.choice(in: 1...3))
  let mosaic = Mosaic.sample(width: width, height: height, bits: 12, seed: 7)
  let size = input.take(8).reversed().reduce(Int64(0)) { $0 << 8 | Int64($1) }
  let (recipe, skeleton, residue, curve, facts) = (input.run(), input.run(), input.run(), input.run(), input.run())
  let layout = PlaneLayout(width: width, height: height, periodWidth: across, periodHeight: down)
  var file: [UInt8] = []
  _ = expectingFaults { () throws(Fault) in
    let parsed = try Recipe(parsing: recipe[...], budget: .fuzzing)
    try RecipeReplayer.rebuild(parsed, skeleton: skeleton[...], residue: residue[...], stored: mosaic) { (piece) throws(Fault) in
      file += piece
    }
  }
  let digest = mosaic.withLittleEndianBytes { SHA256Digest(of: Array($0)) }
  let shape = FileRecord.MosaicRecord(
    width: width, height: height, periodWidth: across, periodHeight: down, storedSHA256: digest,
    linearSHA256: choice & 1 == 0 ? digest : mosaic.mapped(by: words(curve)).withLittleEndianBytes { SHA256Digest(of: Array($0)) })
  let tier = choice & 2 == 0 ? FileRecord.Tier.fileExact : .sensorExact
  guard var record = SampleUnits.record(.file, of: file, tier: tier, mosaic: shape) else { return nil }
  if choice & 4 != 0 { record.size = size }
  return expectingFaults { () throws(Fault) in
    var sections: [(SectionKind, Int, [UInt8])] = [(.file, 0, try record.encoded())]
    for (index, payload) in try codedPlanes(layout, mosaic) { sections.append((.plane, index, payload)) }
    sections.append((.recipe, 0, try Wrapping.wrap(recipe, level: 1)))
    sections.append((.skeleton, 0, try Wrapping.wrap(skeleton, level: 1)))
    sections.append((.residue, 0, try Wrapping.wrap(residue, level: 1)))
    if !curve.isEmpty { sections.append((.curve, 0, try Wrapping.wrap(curve, level: 1))) }
    if !facts.isEmpty { sections.append((.shot, 0, facts)) }
    var writer = try UnitWriter(to: MemorySink(), sectionCount: sections.count)
    for (kind, index, payload) in sections { try writer.append(kind, index: UInt32(index), payload) }
    return try writer.finish().sink.bytes
  }
}

/// Coded planes by shape: coding them is slower than everything else together.
nonisolated(unsafe) private var planesByShape: [PlaneLayout: [(Int, [UInt8])]] = [:]

private func codedPlanes(_ layout: PlaneLayout, _ mosaic: Mosaic) throws(Fault) -> [(Int, [UInt8])] {
  if let known = planesByShape[layout] { return known }
  var planes: [(Int, [UInt8])] = []
  for index in layout.planeIndices {
    planes.append(
      (
        index,
        try PlaneEncoder(profile: .stored).encode(
          layout.plane(index, of: mosaic), index: index, cell: PlaneCell(layout), earlier: []
        ).payload
      ))
  }
  planesByShape[layout] = planes
  return planes
}

private func words(_ bytes: [UInt8]) -> [UInt16] {
  stride(from: 0, to: bytes.count - 1, by: 2).map { UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8 }
}

/// Parts of a sample file in the form that `mosaicUnit` cuts.
var mosaicSeeds: [String: [UInt8]] {
  let raw = SampleRaw(seed: 7)
  guard let parts = raw.parts, let facts = try? CanonicalJSON.encode(SampleUnits.facts) else { return [:] }
  var seeds: [String: [UInt8]] = [:]
  for (name, choice) in [("plain", 0), ("curve", 1), ("sensor", 3), ("size", 4)] as [(String, UInt8)] {
    var writer = ByteWriter()
    writer.u64(UInt64(raw.file.count))
    for run in [parts.recipe.serialized(), parts.skeleton, parts.residue, choice & 1 == 0 ? [] : [0, 0, 5, 0], facts] {
      writer.u16(UInt16(run.count))
      writer.write(run)
    }
    // From the end: form, choice, width, height, cell.
    writer.write([1, 1, 9, 15, choice, 3])
    seeds["mosaic." + name] = writer.bytes
  }
  return seeds
}
