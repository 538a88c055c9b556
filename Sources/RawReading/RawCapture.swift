package import SensorModel
package import ShotMetadata

/// What a camera file holds: the mosaic, the facts about the shot, and how the file stores it.
package struct RawCapture: Sendable {
  /// The full area as LibRaw decodes it: a linearisation table in the file is applied, nothing else is.
  package let mosaic: Mosaic
  package let facts: ShotFacts
  package let hints: StorageHints
  /// Raw images in the file (bursts, pixel shift, two exposures); the mosaic is the first.
  package let imageCount: Int
}
