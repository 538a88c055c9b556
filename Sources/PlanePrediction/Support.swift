/// The samples that a prediction may look at, relative to the sample in question: the nearest in the mosaic that a decoder has by then.
///
/// Only the distance of photosites decides, so that one rule serves every CFA and any order of planes.
package struct Support: Hashable, Sendable {
  /// A place in a plane, relative to the sample: rows down, columns to the right.
  package struct Tap: Hashable, Sendable {
    package let row: Int
    package let column: Int
    /// Squared distance in photosites.
    package let distance: Int
  }

  /// Taps of the own plane in rows above, nearest first.
  package let above: [Tap]
  /// How many samples to the left in the own row are used, 2.
  package let left = 2
  /// For each earlier plane, its taps, nearest first; empty for planes too far behind to matter.
  package let earlier: [[Tap]]

  /// Farthest row and column of a tap: tiles keep margins of that.
  package static let reach = 3

  /// How many samples a prediction sums. The near ones of both sizes are the same, and those are what networks see.
  package enum Size: UInt8, Sendable, CaseIterable {
    case near = 0
    case wide = 1
  }

  /// How many taps above are near.
  package let nearAbove: Int
  /// For each earlier plane how many taps are near.
  package let nearEarlier: [Int]

  /// `earlier` in coding order.
  package init(site: PlaneSite, earlier sites: [PlaneSite], size: Size = .near) {
    nearAbove = sites.isEmpty ? 10 : 8
    let ownCount = size == .near ? nearAbove : 20
    above = Array(Self.candidates(site, site).filter { $0.row < 0 }.prefix(ownCount))
    let all = sites.map { Self.candidates(site, $0) }
    switch sites.count {
    case 0:
      earlier = []
      nearEarlier = []
    case 1:
      earlier = [Array(all[0].prefix(size == .near ? 12 : 24))]
      nearEarlier = [12]
    case 2, 3:
      earlier = all.map { Array($0.prefix(size == .near ? 8 : 16)) }
      nearEarlier = sites.map { _ in 8 }
    default:
      // Many planes: the nearest samples of all of them together.
      let farthest = all.flatMap { $0 }.map(\.distance).sorted().dropFirst(size == .near ? 23 : 39).first ?? 0
      var left = size == .near ? 24 : 40
      let kept = all.map { taps in
        let near = Array(taps.filter { $0.distance <= farthest }.prefix(left))
        left -= near.count
        return near
      }
      earlier = kept
      nearEarlier = kept.map(\.count)
    }
  }

  /// Places of another plane around a sample, nearest first.
  private static func candidates(_ site: PlaneSite, _ other: PlaneSite) -> [Tap] {
    var taps: [Tap] = []
    for row in -reach...reach {
      for column in -reach...reach {
        let down = row * site.periodHeight + other.row - site.row
        let right = column * site.periodWidth + other.column - site.column
        taps.append(Tap(row: row, column: column, distance: down * down + right * right))
      }
    }
    return taps.sorted { ($0.distance, $0.row, $0.column) < ($1.distance, $1.row, $1.column) }
  }
}
