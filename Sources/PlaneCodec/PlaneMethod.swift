/// How the tiles of a plane are coded; the numbers are FORMAT.md's.
package enum PlaneMethod: UInt16, Hashable, Sendable, Codable, CaseIterable {
  /// Samples packed to the bits they need, or a zstd frame of them.
  case stored = 0
  /// A JPEG XL codestream a tile.
  case jxl = 1
  /// Least squares by energy class, a small network where the profile has one, and adaptive models.
  case mlp = 2
  /// The plane in four subimages, three of them by low- and high-frequency compressors.
  case lcfd = 3

  /// Whether the tile table starts with an entry for the plane's model.
  package var hasModel: Bool { self == .mlp || self == .lcfd }
}

extension PlaneMethod: CustomStringConvertible {
  /// The name people and scripts use.
  package var description: String {
    switch self {
    case .stored: "stored"
    case .jxl: "jxl"
    case .mlp: "mlp"
    case .lcfd: "lcfd"
    }
  }
}
