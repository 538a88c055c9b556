package import ShotMetadata

/// What is lost of one file, as `NAME.salvaged.json` says it. Keys are only ever added.
package struct DamageMap: Codable, Sendable, Hashable {
  /// One tile of one plane, or a whole plane.
  package struct Tile: Codable, Sendable, Hashable {
    package var section: String
    package var plane: Int
    /// Nil where the whole plane is lost.
    package var tile: Int?
    /// In samples of the plane.
    package var inPlane: PixelRectangle
    /// The photosites' bounding rectangle in the mosaic; of it every `stepX`-th column of every `stepY`-th row is lost, from the top left on.
    package var inMosaic: PixelRectangle
    package var stepX: Int
    package var stepY: Int
    package var code: String
    package var cause: String
  }

  package struct Mosaic: Codable, Sendable, Hashable {
    package var width: Int
    package var height: Int
    package var samples: Int
    package var lostSamples: Int
    /// 0…1.
    package var lostShare: Double
    /// `linear`: as raw developers take them; `stored`: the camera's codes, since the curve is lost.
    package var values: String
    /// What stands where samples are lost: `black level`, or `zero`.
    package var fill: String
    /// True where no sample is lost and the digest of the whole is right.
    package var isExact: Bool
    package var lost: [Tile]
  }

  /// Bytes of a file that was stored whole.
  package struct Bytes: Codable, Sendable, Hashable {
    package struct Range: Codable, Sendable, Hashable {
      package var offset: Int64
      package var length: Int64
    }

    /// Nil where the record is lost and with it the length.
    package var size: Int64?
    package var lostBytes: Int64
    /// Filled with zeros.
    package var lost: [Range]
  }

  package var damageMap = 1
  package var software: String
  /// The original's path; from the unit's name where the record is lost.
  package var path: String
  package var unit: String
  /// What the original would have; nil where the record is lost.
  package var originalSHA256: String?
  package var originalSize: Int64?
  package var tier: String?
  /// Why the original could not be restored.
  package var code: String
  package var cause: String
  /// Sections of the unit that are damaged or not there.
  package var damagedSections: [String]
  /// What else is lost, in words.
  package var alsoLost: [String]
  package var mosaic: Mosaic?
  package var bytes: Bytes?
  /// The files that were written, beside this one.
  package var files: [String]
}

/// What salvage got out of one unit.
package struct SalvageReport: Codable, Sendable, Hashable {
  package var path: String
  package var unit: String
  /// Nothing could be had where this is empty.
  package var files: [String]
  /// The damage map's name; nil where nothing could be had.
  package var map: String?
  package var cause: String
  package var code: String
  package var samples: Int?
  package var lostSamples: Int?
  package var originalBytes: Int64?
  package var lostBytes: Int64?
}
