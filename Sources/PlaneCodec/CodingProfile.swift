/// Which methods an encoder tries on a plane, and how hard; a decoder needs none of it.
package struct CodingProfile: Hashable, Sendable {
  /// The effort of JPEG XL, 1...9; nil leaves JPEG XL out.
  package let jxlEffort: Int?
  /// The largest side of a tile, in samples, 16...1024: larger is denser by little, smaller takes less memory.
  package let tileSide: Int

  /// Values outside their ranges are moved to the nearest end.
  package init(jxlEffort: Int?, tileSide: Int = 1024) {
    self.jxlEffort = jxlEffort.map { min(max($0, 1), 9) }
    self.tileSide = min(max(tileSide, 16), 1024)
  }

  /// JPEG XL of effort 7, or stored where that is smaller.
  package static let jxl = CodingProfile(jxlEffort: 7)
  /// No prediction: fast to write and to read.
  package static let stored = CodingProfile(jxlEffort: nil)
  package static let standard = jxl

  /// The profile of a name: `stored`, `jxl`, `jxl1` ... `jxl9`; nil for others.
  package init?(named name: String) {
    switch name {
    case "stored": self = .stored
    case "jxl": self = .jxl
    default:
      guard name.hasPrefix("jxl"), let effort = Int(name.dropFirst(3)), (1...9).contains(effort), name.utf8.count == 4 else { return nil }
      self.init(jxlEffort: effort)
    }
  }

  /// The name `init(named:)` takes.
  package var name: String {
    switch jxlEffort {
    case nil: "stored"
    case 7: "jxl"
    case .some(let effort): "jxl\(effort)"
    }
  }
}
