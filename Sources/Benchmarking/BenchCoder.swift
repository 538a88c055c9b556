package import PlaneCodec

/// One way to code a raw, and what of the raw it is given.
package struct BenchCoder: Hashable, Sendable {
  package enum Input: String, Hashable, Sendable, Codable {
    /// The CFA's planes, as archives hold them.
    case planes
    /// The mosaic's samples, packed as tightly as its largest value allows, row after row: what a camera would write without compression.
    case packed
    /// The camera file as it is, with its metadata and previews.
    case file
  }

  package enum Method: Hashable, Sendable {
    /// A profile of the plane codec; only for planes.
    case profile(CodingProfile)
    /// zstd at a level; only for bytes.
    case zstd(level: Int)
  }

  package let name: String
  package let input: Input
  let method: Method

  /// A profile of the plane codec.
  package init(_ profile: CodingProfile) {
    // The name says the effort also where the profile's own does not.
    name = profile.jxlEffort.map { "jxl effort \($0)" } ?? profile.name
    input = .planes
    method = .profile(profile)
  }

  /// zstd on the packed mosaic or on the file.
  package init(zstd level: Int, on input: Input) {
    name = "zstd \(level)"
    self.input = input == .planes ? .packed : input
    method = .zstd(level: level)
  }

  /// The coder that the others are compared with.
  package static let reference = BenchCoder(.jxl)

  /// The coders that are measured when nobody says otherwise.
  package static let standard: [BenchCoder] = [
    reference, BenchCoder(CodingProfile(jxlEffort: 3)), BenchCoder(.stored), BenchCoder(zstd: 19, on: .packed),
    BenchCoder(zstd: 3, on: .packed),
    BenchCoder(zstd: 19, on: .file), BenchCoder(zstd: 3, on: .file),
  ]
}
