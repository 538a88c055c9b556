/// How the tiles of a plane are coded; the numbers are FORMAT.md's.
///
/// 2 and 3 are reserved for the learned methods `mlp` and `lcfd`.
package enum PlaneMethod: UInt16, Hashable, Sendable, Codable, CaseIterable {
  /// Samples packed to the bits they need, or a zstd frame of them.
  case stored = 0
  /// A JPEG XL codestream a tile.
  case jxl = 1
}

extension PlaneMethod: CustomStringConvertible {
  /// The name people and scripts use: `stored`, `jxl`.
  package var description: String {
    switch self {
    case .stored: "stored"
    case .jxl: "jxl"
    }
  }
}
