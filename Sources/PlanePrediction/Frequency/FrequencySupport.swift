/// The samples that each subimage's predictions look at: the nearest of the own plane's earlier subimages, on all sides, and of earlier
/// planes.
package struct FrequencySupport: Hashable, Sendable {
  /// A place in a subimage, relative to the sample's own row and column in its subimage.
  package struct Tap: Hashable, Sendable {
    package let subimage: Subimage
    package let row: Int
    package let column: Int
  }

  /// For `first`, one of the subimages of an earlier plane.
  package struct FirstSource: Hashable, Sendable {
    package let plane: Int
    package let subimage: Subimage
  }

  /// Support of subimage a, which the serial coder codes, over the subimages of earlier planes listed in `firstSources`.
  package let first: Support
  package let firstSources: [FirstSource]
  /// By subimage: taps of the own plane, nearest first; none for a.
  package let own: [[Tap]]
  /// By subimage, for each earlier plane: its taps, nearest first; empty lists for planes too far behind to matter.
  package let earlier: [[[Tap]]]

  /// `earlier` in coding order.
  package init(site: PlaneSite, earlier sites: [PlaneSite]) {
    let sources = sites.indices.flatMap { plane in Subimage.allCases.map { FirstSource(plane: plane, subimage: $0) } }
    let places = sources.map { $0.subimage.site(of: sites[$0.plane]) }
    let all = Support(site: Subimage.a.site(of: site), earlier: places)
    let used = sources.indices.filter { !all.earlier[$0].isEmpty }
    firstSources = used.map { sources[$0] }
    first = Support(site: Subimage.a.site(of: site), earlier: used.map { places[$0] })
    let planes = Support(site: site, earlier: sites).earlier
    own = Subimage.allCases.map { Self.ownTaps($0, site: site) }
    earlier = Subimage.allCases.map { subimage in
      planes.map { taps in taps.map { Self.tap(subimage, down: $0.row, right: $0.column) } }
    }
  }

  /// Whether networks are made for this shape: at most three earlier planes, an even number of taps each.
  package var suitsNetworks: Bool {
    earlier[0].count <= 3 && earlier[0].allSatisfy { $0.count >= 8 && $0.count % 2 == 0 }
  }

  private static func tap(_ subimage: Subimage, down: Int, right: Int) -> Tap {
    let (row, column) = (subimage.row + down, subimage.column + right)
    return Tap(subimage: Subimage.allCases[(row & 1) * 2 + (column & 1)], row: row >> 1, column: column >> 1)
  }

  private static func ownTaps(_ subimage: Subimage, site: PlaneSite) -> [Tap] {
    let earlier = subimage.earlier
    var found: [(distance: Int, tap: Tap)] = []
    for down in -Support.reach...Support.reach {
      for right in -Support.reach...Support.reach {
        let tap = tap(subimage, down: down, right: right)
        guard earlier.contains(tap.subimage) else { continue }
        let (height, width) = (down * site.periodHeight, right * site.periodWidth)
        found.append((height * height + width * width, tap))
      }
    }
    found.sort {
      ($0.distance, $0.tap.row, $0.tap.column, $0.tap.subimage.rawValue)
        < ($1.distance, $1.tap.row, $1.tap.column, $1.tap.subimage.rawValue)
    }
    return found.prefix(subimage == .c ? 16 : 12).map(\.tap)
  }
}
