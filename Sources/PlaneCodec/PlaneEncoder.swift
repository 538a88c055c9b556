package import ByteCoding
package import SensorModel

/// Turns planes into the payloads of `PLNE` sections, FORMAT.md section 5: an exact table that closes gaps between values, tiles that
/// decode independently, and for each plane the method that comes out smallest.
///
/// Equal planes give equal payloads for any number of workers, with one version of the libraries underneath.
package struct PlaneEncoder: Sendable {
  package let profile: CodingProfile
  /// Threads that code planes or tiles at once. Each takes up to 60 MB with JPEG XL of effort 7.
  package let workers: Int

  package init(profile: CodingProfile = .standard, workers: Int = 1) {
    self.profile = profile
    self.workers = max(workers, 1)
  }

  /// Codes one plane; `index` is its position in the CFA's cell, `earlier` the planes a decoder will have by then, in coding order.
  ///
  /// `values` are those of all planes of the mosaic; nil looks at these planes only. Throws what JPEG XL and zstd throw, placed at the
  /// tile. Cost: docs/CODEC.md has figures for each profile.
  package func encode(
    _ plane: Plane, index: Int, cell: PlaneCell, earlier: [PositionedPlane], values: MosaicValues? = nil
  ) throws(Fault) -> CodedPlane {
    do throws(Fault) {
      let planes = earlier + [PositionedPlane(index: index, plane: plane)]
      let distributions = planes.map { ValueDistribution(of: $0.plane.samples) }
      let isLearned = profile.learned != nil
      var remap = ValueRemap.none
      if let values, isLearned { remap = values.remap } else if isLearned { remap = try MosaicValues(of: distributions).remap }
      var numbered: [NumberedPlane] = []
      for (one, distribution) in zip(planes, distributions).suffix(isLearned ? planes.count : 1) {
        numbered.append(try NumberedPlane(one.plane, index: one.index, distribution, remap))
      }
      let own = numbered.removeLast()
      return try encode(own, cell: cell, earlier: numbered, remap: remap)
    } catch {
      throw error.within("plane \(index)")
    }
  }

  /// Codes one plane; all planes are numbered by `remap`. Throws faults without the plane's place.
  private func encode(_ own: NumberedPlane, cell: PlaneCell, earlier: [NumberedPlane], remap: ValueRemap) throws(Fault) -> CodedPlane {
    let (plane, index, distribution) = (own.plane, own.index, own.distribution)
    guard index >= 0, index <= UInt32.max else { throw Fault(.misuse, "plane.index", "a plane of index \(index)") }
    var drafts: [PlaneDraft] = []
    var needsOthers = true
    if let learned = profile.learned, !distribution.isConstant {
      let subject = try LearnedSubject(own, earlier: earlier, cell: cell, remap: remap)
      if let draft = try learnedDraft(of: subject, learned) {
        drafts.append(draft.draft)
        // Noise of all values is shorter as it is than predicted, however JPEG XL fares.
        let bits = ValueRemap.bits(for: distribution.values.count - 1)
        needsOthers = try draft.draft.cost() >= bits * plane.samples.count / 8
        if !needsOthers { needsOthers = try mayLose(draft, plane, subject) }
      }
    }
    if needsOthers {
      drafts.append(try storedDraft(of: plane, distribution))
      if let effort = profile.jxlEffort, !distribution.isConstant {
        drafts.append(try jxlDraft(of: plane, distribution, effort: effort))
      }
    }
    var best = drafts[0]
    for draft in drafts.dropFirst() where try draft.cost() < best.cost() { best = draft }
    return try best.coded(plane, index: index, distinctValues: distribution.values.count)
  }

  /// Codes the planes of a mosaic; `indices` are their positions in the CFA's cell, `colors` the colour of each, where known.
  ///
  /// They come back in coding order, which `PlaneOrder` chooses. Several planes are coded at once where there are workers for them.
  package func encode(all planes: [Plane], indices: [Int], cell: PlaneCell, colors: [UInt8]? = nil) throws(Fault) -> [CodedPlane] {
    guard planes.count == indices.count, colors.map({ $0.count == planes.count }) ?? true else {
      throw Fault(.misuse, "plane.index", "\(planes.count) planes with \(indices.count) indices")
    }
    let positioned = zip(indices, planes).map { PositionedPlane(index: $0, plane: $1) }
    let order = profile.learned == nil ? Array(planes.indices) : PlaneOrder.order(positioned, cell: cell, colors: colors)
    let ordered = order.map { positioned[$0] }
    let distributions = try concurrentMap(ordered.count, workers: workers) { number throws(Fault) in
      ValueDistribution(of: ordered[number].plane.samples)
    }
    let remap = profile.learned == nil ? .none : try MosaicValues(of: distributions).remap
    let numbered = try concurrentMap(ordered.count, workers: workers) { number throws(Fault) in
      try NumberedPlane(ordered[number].plane, index: ordered[number].index, distributions[number], remap)
    }
    // Planes side by side keep all workers busy also outside the tiles; a single plane shares out its tiles.
    let inner = PlaneEncoder(profile: profile, workers: planes.count > 1 ? 1 : workers)
    return try concurrentMap(ordered.count, workers: planes.count > 1 ? workers : 1) { position throws(Fault) in
      do throws(Fault) {
        return try inner.encode(numbered[position], cell: cell, earlier: Array(numbered[..<position]), remap: remap)
      } catch {
        throw error.within("plane \(ordered[position].index)")
      }
    }
  }
}
