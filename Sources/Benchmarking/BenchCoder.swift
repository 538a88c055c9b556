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

  /// How much of the mosaic is coded.
  package enum Extent: String, Hashable, Sendable, Codable {
    case whole
    /// A square in the middle, for coders that take too long for all of it; only for planes.
    case crop
  }

  enum Method: Hashable, Sendable {
    /// A profile of the plane codec; only for planes.
    case profile(CodingProfile)
    /// zstd at a level; only for bytes.
    case zstd(level: Int)
  }

  /// What `init(named:)` takes: `jxl7`, `jxl9-crop`, `zstd19-file`.
  package let id: String
  /// What people read.
  package let name: String
  package let input: Input
  package let extent: Extent
  let method: Method

  /// A profile of the plane codec by the name that tells it from others.
  package init(_ profile: CodingProfile, called name: String, extent: Extent = .whole) {
    id = name + (extent == .crop ? "-crop" : "")
    self.name = name
    input = .planes
    self.extent = extent
    method = .profile(profile)
  }

  /// JPEG XL on planes at an effort of 1...9.
  package init(jxlEffort effort: Int, extent: Extent = .whole) {
    let profile = CodingProfile(jxlEffort: effort)
    let effort = profile.jxlEffort ?? effort
    id = "jxl\(effort)" + (extent == .crop ? "-crop" : "")
    name = "jxl effort \(effort)"
    input = .planes
    self.extent = extent
    method = .profile(profile)
  }

  /// zstd on the packed mosaic or on the file.
  package init(zstd level: Int, on input: Input = .packed) {
    id = "zstd\(level)" + (input == .file ? "-file" : "")
    name = "zstd \(level)"
    self.input = input == .planes ? .packed : input
    extent = .whole
    method = .zstd(level: level)
  }

  /// The coder that the others are compared with.
  package static let reference = BenchCoder(jxlEffort: 7)

  /// The coder that this one is compared with: the reference, on the same part of the mosaic.
  package var ownReference: BenchCoder { extent == .crop ? BenchCoder(jxlEffort: 7, extent: .crop) : .reference }
}
