internal import ByteCoding
internal import SensorModel
internal import TIFFReading

/// One search for the recipe of one file.
struct RecipeSearch {
  /// How much longer than its samples a line may be before the padding is taken for something else.
  private static let paddingLimit = 4096
  /// Strips and tiles of all images together: every one is looked at for each of a thousand guesses. A row each of the tallest sensor.
  private static let chunkLimit = 65_536

  let file: [UInt8]
  let mosaic: Mosaic
  let hints: StorageHints
  let geometries: [Geometry]
  let packings: [SamplePacking]
  private let claimedBits: [Int]

  init(file: [UInt8], mosaic: Mosaic, hints: StorageHints, structure: TIFFStructure?) {
    let images = structure?.images ?? []
    self.file = file
    self.mosaic = mosaic
    self.hints = hints
    var chunkCount = 0
    var geometries = images.compactMap { Geometry($0, mosaic: mosaic) }.filter {
      chunkCount += $0.chunks.count
      return chunkCount <= Self.chunkLimit
    }
    var offsets: [Int] = []
    for offset in [hints.dataOffset].compactMap(\.self) + images.compactMap({ $0.chunks.first?.offset })
    where !offsets.contains(offset) && offsets.count < 8 { offsets.append(offset) }
    geometries += offsets.compactMap { Geometry(from: $0, fileLength: file.count, mosaic: mosaic, bits: hints.bitsPerSample) }
    self.geometries = geometries
    claimedBits = geometries.compactMap(\.bits) + [hints.bitsPerSample].compactMap(\.self)
    packings = SamplePacking.searchOrder(claimed: claimedBits, bigEndian: structure?.bigEndian ?? hints.bigEndian)
  }

  /// From the likely to the unlikely: equal samples, odd line lengths, shifted rows, a curve, words with anything in their low
  /// bits, a few different samples.
  func run() -> Repacked? {
    file.withUnsafeBufferPointer { bytes in
      let check = CandidateCheck(file: bytes, mosaic: mosaic)
      return plain(check, .exact, packings) ?? padded(check) ?? rotated(check)
        // A curve takes codes as they are: shifted words would only hide bits, and narrow ones fit by accident.
        ?? plain(check, .curve, packings.filter { $0.bits >= 8 && !$0.isShifted })
        ?? plain(check, .exact, packings.filter(\.isShifted), looseBits: true) ?? padded(check, looseBits: true)
        ?? plain(check, .near, packings)
    }
  }

  private func plain(
    _ check: CandidateCheck, _ agreement: CandidateCheck.Agreement, _ packings: [SamplePacking], looseBits: Bool = false
  ) -> Repacked? {
    for geometry in geometries {
      for packing in packings {
        for candidate in geometry.candidates(packing, fileLength: file.count) where check.probe(candidate, agreement) {
          if let repacked = attempt(candidate, check, agreement, looseBits: looseBits) { return repacked }
        }
      }
    }
    return nil
  }

  /// Any line length at all, for the widths that file or reader claim.
  private func padded(_ check: CandidateCheck, looseBits: Bool = false) -> Repacked? {
    for geometry in geometries where geometry.isOpen {
      for packing in packings where claimedBits.contains(packing.bits) || claimedBits.isEmpty || packing.isWord {
        let natural = packing.byteCount(geometry.columns)
        guard !looseBits || packing.isShifted, let first = geometry.candidate(packing, stride: natural), check.startsEqual(first) else {
          continue
        }
        for stride in natural...(natural + Self.paddingLimit) where stride <= geometry.chunks[0].byteCount {
          guard let candidate = geometry.candidate(packing, stride: stride), check.probe(candidate, .exact) else { continue }
          if let repacked = attempt(candidate, check, .exact, looseBits: looseBits) { return repacked }
        }
      }
    }
    return nil
  }

  private func rotated(_ check: CandidateCheck) -> Repacked? {
    guard let packing = SamplePacking(family: .mostSignificantFirst, bits: 8, parameter: 1) else { return nil }
    for geometry in geometries where geometry.isOpen {
      guard let rotation = RotationSearch.find(check.file, from: geometry.chunks[0].offset, mosaic: mosaic),
        let candidate = geometry.candidate(packing, stride: mosaic.width, rotation: rotation)
      else { continue }
      if let repacked = attempt(candidate, check, .exact) { return repacked }
    }
    return nil
  }

  /// The longest residue worth it. Padding and spare bits may hold anything; samples that differ must be few, and so must low
  /// bits of words as long as a curve might explain them.
  private func residueLimit(_ layout: PackedLayout, _ agreement: CandidateCheck.Agreement, region: Int, looseBits: Bool) -> Int {
    if looseBits { return max(256, region + region / 8) }
    return max(256, agreement == .near || layout.packing.isShifted ? region / 20 : region / 2)
  }

  /// Tries a candidate in full.
  private func attempt(
    _ candidate: Candidate, _ check: CandidateCheck, _ agreement: CandidateCheck.Agreement, looseBits: Bool = false
  ) -> Repacked? {
    let (width, height) = (mosaic.width, mosaic.height)
    // A layout that leaves much of the mosaic out is another image.
    guard candidate.coverage(width: width, height: height) >= mosaic.samples.count - mosaic.samples.count / 10 else { return nil }
    var stored = mosaic
    var linearization: [UInt16]?
    if agreement == .curve {
      guard let found = check.curve(candidate) else { return nil }
      (stored, linearization) = (found.stored, found.table)
    } else {
      guard check.confirm(candidate, agreement) else { return nil }
    }
    let region = candidate.segments.reduce(0) { $0 + $1.byteCount }
    let limit = residueLimit(candidate.layout, agreement, region: region, looseBits: looseBits)
    guard let (layout, residue) = residue(candidate, stored: stored, limit: limit) else { return nil }
    let skeleton = candidate.segments.skeleton(of: file)
    let recipe = Recipe(fileLength: file.count, width: width, height: height, layouts: [.packed(layout)], segments: candidate.segments)
    return Repacked(recipe: recipe, skeleton: skeleton, residue: residue, stored: stored, linearization: linearization)
  }

  /// The shorter residue of the possible fills, with the layout that has it; nil where both exceed the limit.
  private func residue(_ candidate: Candidate, stored: Mosaic, limit: Int) -> (PackedLayout, [UInt8])? {
    let isOutside = candidate.reachesOutside(width: stored.width, height: stored.height)
    var best: (PackedLayout, [UInt8])?
    for fill in isOutside ? [PackedLayout.Fill.zero, .edge] : [.zero] {
      var layout = candidate.layout
      layout.fill = fill
      if let residue = residue(candidate, layout, stored, limit: best?.1.count ?? limit) { best = (layout, residue) }
    }
    return best
  }

  private func residue(_ candidate: Candidate, _ layout: PackedLayout, _ stored: Mosaic, limit: Int) -> [UInt8]? {
    let enough = Fault(.overLimit, "recipe.residue", "more corrections than are worth it")
    var writer = ResidueWriter()
    do throws(Fault) {
      for segment in candidate.segments {
        var position = segment.offset
        try SegmentPacker(layout: layout, segment: segment, stored: stored).forEachChunk { (chunk) throws(Fault) in
          file.withUnsafeBytes { bytes in
            let original = UnsafeRawBufferPointer(rebasing: bytes[position..<(position + chunk.count)])
            writer.append(made: UnsafeRawBufferPointer(chunk), original: original)
          }
          position += chunk.count
          if writer.count > limit { throw enough }
        }
      }
    } catch {
      return nil
    }
    return writer.finish()
  }
}

extension SamplePacking {
  fileprivate var isWord: Bool { family == .littleEndianWords || family == .bigEndianWords }
  fileprivate var isShifted: Bool { isWord && parameter > 0 }
}
