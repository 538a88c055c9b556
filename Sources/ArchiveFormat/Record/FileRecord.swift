package import ByteCoding

/// What a unit says about the file it holds: the payload of its `FILE` section. FORMAT.md, "FILE".
package struct FileRecord: Codable, Hashable, Sendable {
  package enum Kind: String, Codable, Sendable {
    case file, symlink, folder
  }

  /// How the original is kept.
  package enum Tier: String, Codable, Sendable, CaseIterable {
    /// Mosaic or JPEGs coded, original rebuilt byte for byte from a recipe.
    case fileExact = "file-exact"
    /// The original's bytes as they are, compressed with zstd.
    case storedWhole = "stored-whole"
    /// Mosaic and metadata only: the original file cannot be had back.
    case sensorExact = "sensor-exact"
  }

  /// Why a file was stored whole, or without its mosaic coded.
  package struct Reason: Codable, Hashable, Sendable {
    package var code: String
    package var text: String

    package init(code: String, text: String) {
      self.code = code
      self.text = text
    }

    package static let unitLarger = Reason(code: "unit.larger", text: "coding its parts would be larger than compressing the file as it is")
  }

  /// The mosaic's shape and digests.
  package struct MosaicRecord: Codable, Hashable, Sendable {
    package var width: Int
    package var height: Int
    package var periodWidth: Int
    package var periodHeight: Int
    /// Over the stored samples, 16 bit little-endian, before any curve.
    package var storedSHA256: SHA256Digest
    /// Over the samples after the curve; equal to `storedSHA256` where there is none.
    package var linearSHA256: SHA256Digest

    package init(
      width: Int, height: Int, periodWidth: Int, periodHeight: Int, storedSHA256: SHA256Digest, linearSHA256: SHA256Digest
    ) {
      self.width = width
      self.height = height
      self.periodWidth = periodWidth
      self.periodHeight = periodHeight
      self.storedSHA256 = storedSHA256
      self.linearSHA256 = linearSHA256
    }
  }

  /// The path's text; where the bytes are not UTF-8, with replacement characters, and `pathBytes` holds.
  package var path: String
  /// The path's bytes in hexadecimal, only where they are not UTF-8.
  package var pathBytes: String?
  package var kind: Kind
  package var size: Int64
  /// Of the original's bytes; nil for links and folders.
  package var sha256: SHA256Digest?
  /// Modification time: seconds since 1970 and nanoseconds 0..<1e9.
  package var modifiedSeconds: Int64
  package var modifiedNanoseconds: Int64
  /// Permission bits, 0...0o7777.
  package var permissions: UInt32
  /// A link's target in hexadecimal: targets are bytes.
  package var linkTarget: String?
  package var tier: Tier?
  package var reason: Reason?
  /// 1 for a path's first version.
  package var version: Int
  package var mosaic: MosaicRecord?
  /// The program that wrote the unit.
  package var writer: String

  package init(
    path: RelativePath, kind: Kind, size: Int64, sha256: SHA256Digest?, modifiedSeconds: Int64, modifiedNanoseconds: Int64,
    permissions: UInt32, linkTarget: [UInt8]? = nil, tier: Tier? = nil, reason: Reason? = nil, version: Int,
    mosaic: MosaicRecord? = nil, writer: String
  ) {
    self.path = path.exactText ?? String(decoding: path.bytes, as: UTF8.self)
    pathBytes = path.exactText == nil ? path.bytes.hex : nil
    self.kind = kind
    self.size = size
    self.sha256 = sha256
    self.modifiedSeconds = modifiedSeconds
    self.modifiedNanoseconds = modifiedNanoseconds
    self.permissions = permissions
    self.linkTarget = linkTarget?.hex
    self.tier = tier
    self.reason = reason
    self.version = version
    self.mosaic = mosaic
    self.writer = writer
  }
}

extension FileRecord {
  /// The path, checked; throws `.damaged` (`record.path`) for absolute or climbing paths.
  package func relativePath() throws(Fault) -> RelativePath {
    let bytes: [UInt8]
    if let pathBytes {
      guard let decoded = [UInt8](hex: pathBytes) else { throw .damaged("record.path", "the path is not hexadecimal", at: "section FILE") }
      bytes = decoded
    } else {
      bytes = Array(path.utf8)
    }
    guard let path = RelativePath(bytes: bytes) else {
      throw .damaged("record.path", "the path “\(RelativePath.printable(bytes))” would leave the target folder", at: "section FILE")
    }
    return path
  }
}
