import ArchiveStore
import Browsing
import ByteCoding
import Cataloguing

/// The sheet's pictures, from the archive's units.
struct ArchivePreviews: PreviewSource {
  private let archive: Archive
  let identity: String

  init(_ archive: Archive, size: Int, thumbnail: Int, restore: BrowseCommand.Restore) throws(Fault) {
    self.archive = archive
    identity = "size \(size), thumbnail \(thumbnail), restore \(restore.rawValue)"
  }

  func pictures(of entry: CatalogEntry) throws(Fault) -> SheetPictures? { nil }
}
