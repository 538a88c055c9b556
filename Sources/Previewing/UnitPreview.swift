package import PictureCoding

/// A preview of one unit: upright, in sRGB, no larger than was asked for.
///
/// The room finds the best picture that a unit can be looked at by, and writes previews of an archive's units as ordinary files. It only
/// ever reads the archive.
package struct UnitPreview: Sendable {
  /// Where the picture comes from.
  package enum Origin: String, Sendable, CaseIterable {
    /// A JPEG that the original carries.
    case embedded
    /// The original is a JPEG itself.
    case jpeg
    /// The mosaic, developed by LibRaw.
    case developed
  }

  /// Without a profile: sRGB, or grey with its tone curve.
  package let picture: Picture
  package let origin: Origin
  /// The picture's size before it was reduced and turned.
  package let sourceWidth: Int
  package let sourceHeight: Int
  /// Camera, lens, time, exposure, description, artist and copyright as an Exif block (a TIFF structure) for
  /// `picture`; no place, no numbers of devices.
  package let exif: [UInt8]
  /// The JPEG itself, byte for byte; nil for developed pictures.
  package let jpeg: [UInt8]?
  /// Whether a network restored it.
  package internal(set) var isRestored = false
  /// How the JPEG's samples have to be turned, 1...8, and whether they are in Adobe RGB without saying so in a profile.
  let orientation: Int
  let isAdobeRGB: Bool
}
