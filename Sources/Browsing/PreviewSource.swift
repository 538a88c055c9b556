package import ByteCoding
package import Cataloguing

/// The pictures of one shot, each a whole JPEG file that a browser shows: upright, in sRGB.
package struct SheetPictures: Sendable {
  package var full: [UInt8]
  package var thumbnail: [UInt8]
  /// The same picture as `full` and of its size, cleaned by a network; nil where nothing was to be gained.
  package var restored: [UInt8]?

  package init(full: [UInt8], thumbnail: [UInt8], restored: [UInt8]? = nil) {
    (self.full, self.thumbnail, self.restored) = (full, thumbnail, restored)
  }
}

/// Where the sheet's pictures come from.
package protocol PreviewSource: Sendable {
  /// Everything that the pictures depend on besides the original: sizes, qualities, networks. Another identity makes all pictures anew.
  var identity: String { get }

  /// Nil for a file that is no picture. Throws `.unsupported` for a picture that cannot be shown, which is no failure, and other faults where
  /// it cannot be had. Called from several threads.
  func pictures(of entry: CatalogEntry) throws(Fault) -> SheetPictures?
}
