package import MetadataCoding
package import Repacking
package import SensorModel
package import ShotMetadata

/// A raw file taken apart, ready to be coded into a unit.
package struct RawContent: Sendable {
  /// How the original comes back.
  package enum Original: Sendable {
    /// From the samples, by a recipe: file-exact.
    case recipe(Repacked)
    /// Not at all, by the user's choice: sensor-exact. The metadata stays.
    case none(stored: Mosaic, metadata: MetadataBlock)
  }

  package var facts: ShotFacts
  package var original: Original

  package init(facts: ShotFacts, original: Original) {
    self.facts = facts
    self.original = original
  }

  /// The samples that are coded: as the file holds them, before any curve.
  package var stored: Mosaic {
    switch original {
    case .recipe(let repacked): repacked.stored
    case .none(let stored, _): stored
    }
  }

  /// Stored code to linear value, where they differ.
  package var curve: [UInt16]? {
    switch original {
    case .recipe(let repacked): repacked.linearization
    case .none: nil
    }
  }
}
