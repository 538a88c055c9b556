internal import ByteCoding
internal import Foundation
package import Inference

/// The trained profiles that ship with the program, by name and by digest.
///
/// Released bytes never change: what was coded with them decodes with them for ever. `Profiles/` holds the same files with their model
/// cards.
package enum ReleasedProfile: String, CaseIterable, Sendable {
  case standard
  case max
  /// The compressors of method `lcfd`.
  case lcfd

  /// The networks, read and checked once. Nil only if the build is broken, which a test rules out.
  package var networks: NetworkProfile? { Self.all[self] }

  /// The profile whose file has this SHA-256; nil where this version has none.
  package static func networks(digest: [UInt8]) -> NetworkProfile? { all.values.first { $0.digest.bytes == digest } }

  private static let all: [ReleasedProfile: NetworkProfile] = {
    var all: [ReleasedProfile: NetworkProfile] = [:]
    for profile in allCases {
      guard let bytes = profile.bytes else { continue }
      all[profile] = try? NetworkProfile(bytes)
    }
    return all
  }()

  /// The profile's file. Nil only if the build is broken.
  package var bytes: [UInt8]? { Data(base64Encoded: encoded, options: .ignoreUnknownCharacters).map { [UInt8]($0) } }

  private var encoded: String {
    switch self {
    case .standard: standardProfileBytes
    case .max: maxProfileBytes
    case .lcfd: lcfdProfileBytes
    }
  }
}
