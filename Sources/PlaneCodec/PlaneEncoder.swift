package import ByteCoding
package import SensorModel

/// Turns planes into the payloads of `PLNE` sections, FORMAT.md section 5: an exact table that closes gaps between values, tiles that
/// decode independently, and for each plane the method that comes out smallest.
///
/// Equal planes give equal payloads for any number of workers, with one version of the libraries underneath.
package struct PlaneEncoder: Sendable {
  package let profile: CodingProfile
  /// Threads that code tiles at once. Each takes up to 60 MB at effort 7.
  package let workers: Int

  package init(profile: CodingProfile = .standard, workers: Int = 1) {
    self.profile = profile
    self.workers = max(workers, 1)
  }

  /// Codes one plane; `index` is its position in the CFA's cell, `earlier` the planes a decoder will have by then, in coding order.
  ///
  /// Throws what JPEG XL and zstd throw, placed at the tile. Cost with effort 7: about 1 s a megasample.
  package func encode(_ plane: Plane, index: Int, earlier: [Plane]) throws(Fault) -> CodedPlane {
    guard index >= 0, index <= UInt32.max else { throw Fault(.misuse, "plane.index", "a plane of index \(index)") }
    let distribution = ValueDistribution(of: plane.samples)
    do throws(Fault) {
      var best = try storedDraft(of: plane, distribution)
      if let effort = profile.jxlEffort, !distribution.isConstant {
        let draft = try jxlDraft(of: plane, distribution, effort: effort)
        if try draft.cost() < best.cost() { best = draft }
      }
      return try best.coded(plane, index: index, distinctValues: distribution.values.count)
    } catch {
      throw error.within("plane \(index)")
    }
  }

  /// Codes planes in order, each with those before it as the earlier ones; `indices` are their positions in the CFA's cell.
  package func encode(all planes: [Plane], indices: [Int]) throws(Fault) -> [CodedPlane] {
    guard planes.count == indices.count else {
      throw Fault(.misuse, "plane.index", "\(planes.count) planes with \(indices.count) indices")
    }
    var coded: [CodedPlane] = []
    for (position, plane) in planes.enumerated() {
      coded.append(try encode(plane, index: indices[position], earlier: Array(planes[..<position])))
    }
    return coded
  }
}
