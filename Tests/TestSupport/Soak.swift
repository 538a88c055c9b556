internal import Foundation

/// Whether tests that try many points try all of them: `GLASSINE_SOAK` is set, as `make soak` does.
package enum Soak {
  package static let isOn = ProcessInfo.processInfo.environment["GLASSINE_SOAK"] != nil

  /// The points of `1...count` to try: all in a soak, else about `few` of them, spread evenly, and others for another `seed`.
  package static func points(_ count: Int, few: Int, seed: Int = 0) -> [Int] {
    guard count > 0 else { return [] }
    guard !isOn, count > few else { return Array(1...count) }
    return (0..<few).map { 1 + ($0 * count + seed % count) / few % count }
  }
}
