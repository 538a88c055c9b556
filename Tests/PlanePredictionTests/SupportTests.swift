import PlanePrediction
import Testing

/// Predictions look only at what a decoder has, nearest first.
@Suite struct SupportTests {
  /// Every plane of cells of many shapes, with all planes before it in two orders.
  private static let cases: [(site: PlaneSite, earlier: [PlaneSite])] = [(1, 1), (2, 2), (3, 1), (2, 4), (6, 6)].flatMap { width, height in
    let forward = (0..<(width * height)).map { PlaneSite(index: $0, periodWidth: width, periodHeight: height) }
    return [forward, forward.reversed()].flatMap { sites in
      sites.indices.map { (sites[$0], Array(sites[..<$0])) }
    }
  }

  private func distance(_ tap: Support.Tap, _ site: PlaneSite, _ other: PlaneSite) -> Int {
    let down = tap.row * site.periodHeight + other.row - site.row
    let right = tap.column * site.periodWidth + other.column - site.column
    return down * down + right * right
  }

  @Test(arguments: Support.Size.allCases) func tapsAreNearAndCausal(_ size: Support.Size) {
    for (site, earlier) in Self.cases {
      let support = Support(site: site, earlier: earlier, size: size)
      #expect(support.above.allSatisfy { $0.row < 0 }, "own samples are those of rows above")
      #expect(support.earlier.count == earlier.count)
      for taps in [support.above] + support.earlier {
        #expect(taps.allSatisfy { abs($0.row) <= Support.reach && abs($0.column) <= Support.reach })
        #expect(zip(taps, taps.dropFirst()).allSatisfy { $0.distance <= $1.distance }, "nearest first")
        #expect(Set(taps).count == taps.count)
      }
      #expect(support.above.allSatisfy { $0.distance == distance($0, site, site) })
      for (taps, other) in zip(support.earlier, earlier) { #expect(taps.allSatisfy { $0.distance == distance($0, site, other) }) }
    }
  }

  @Test func nothingNearerIsLeftOut() {
    for (site, earlier) in Self.cases {
      let support = Support(site: site, earlier: earlier, size: .near)
      for (taps, other) in zip(support.earlier, earlier) where earlier.count <= 3 {
        guard let farthest = taps.last?.distance else { continue }
        for row in -Support.reach...Support.reach {
          for column in -Support.reach...Support.reach where !taps.contains(where: { $0.row == row && $0.column == column }) {
            let down = row * site.periodHeight + other.row - site.row
            let right = column * site.periodWidth + other.column - site.column
            #expect(down * down + right * right >= farthest)
          }
        }
      }
    }
  }

  @Test func nearTapsComeFirstInWideSupports() {
    for (site, earlier) in Self.cases {
      let (near, wide) = (Support(site: site, earlier: earlier, size: .near), Support(site: site, earlier: earlier, size: .wide))
      #expect(wide.above.starts(with: near.above))
      #expect(near.nearAbove == wide.nearAbove && near.above.count == near.nearAbove)
      guard earlier.count <= 3 else { continue }
      #expect(near.nearEarlier == wide.nearEarlier && near.earlier.map(\.count) == near.nearEarlier)
      for (taps, wider) in zip(near.earlier, wide.earlier) { #expect(wider.starts(with: taps)) }
      #expect(NetworkRows.rowInputs(near) == NetworkRows.rowInputs(wide))
      #expect(NetworkRows.suits(near))
    }
  }

  @Test(arguments: Support.Size.allCases) func manyPlanesShareABoundedNumberOfTaps(_ size: Support.Size) {
    for (site, earlier) in Self.cases where earlier.count > 3 {
      let support = Support(site: site, earlier: earlier, size: size)
      #expect(support.earlier.reduce(0) { $0 + $1.count } == (size == .near ? 24 : 40))
      #expect(!NetworkRows.suits(support))
    }
  }

  /// Kernels take inputs in pairs.
  @Test func networksHaveAnEvenNumberOfInputs() {
    for (site, earlier) in Self.cases where earlier.count <= 3 {
      #expect(NetworkRows.rowInputs(Support(site: site, earlier: earlier)) % 2 == 0)
    }
  }
}
