package import MetadataCoding
package import Repacking
package import SensorModel
package import ShotMetadata

/// An original taken apart, ready to be coded into a unit.
package struct OriginalContent: Sendable {
  /// How the original comes back.
  package enum Original: Sendable {
    /// From samples and pictures, by a recipe: file-exact. `pictures` has the coded form of each.
    case recipe(FileParts, pictures: [CodedPicture])
    /// Not at all, by the user's choice: sensor-exact. The metadata stays.
    case none(stored: Mosaic, metadata: MetadataBlock)
  }

  /// Nil for files that are no raws. Where there is a mosaic, there are facts.
  package var facts: ShotFacts?
  package var original: Original

  package init(facts: ShotFacts?, original: Original) {
    self.facts = facts
    self.original = original
  }

  /// The samples that are coded: as the file holds them, before any curve; nil where only pictures are.
  package var stored: Mosaic? {
    switch original {
    case .recipe(let parts, _): parts.stored
    case .none(let stored, _): stored
    }
  }

  /// Stored code to linear value, where they differ.
  package var curve: [UInt16]? {
    switch original {
    case .recipe(let parts, _): parts.linearization
    case .none: nil
    }
  }
}
