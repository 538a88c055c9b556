import ArchiveStore
import Browsing
import ByteCoding
import Cataloguing
import Foundation
import PictureCoding
import Previewing
import UnitCoding

/// The sheet's pictures: previews of the archive's units as `preview` makes them, their thumbnails, and copies that a network restored.
struct ArchivePreviews: PreviewSource {
  /// Raised when equal choices give other pictures.
  private static let version = 1
  /// High enough for a slider that shows what a network did, and not what was lost afterwards.
  private static let quality = PictureFormat.jpeg(quality: 90)
  private static let thumbnailQuality = PictureFormat.jpeg(quality: 80)

  let identity: String
  private let archive: Archive
  private let thumbnail: Int
  private let maker: PreviewMaker
  private let restorer: PreviewMaker.Restorer?

  /// Throws where there is no folder for temporary files.
  init(_ archive: Archive, size: Int, thumbnail: Int, restore: PreviewNetwork) throws(Fault) {
    (self.archive, self.thumbnail) = (archive, thumbnail)
    restorer = try restore.restorer()
    maker = PreviewMaker(
      size: size, scratch: try Folder.open(FileManager.default.temporaryDirectory.path), software: ProgramVersion.software)
    identity = "previews \(Self.version), size \(size), thumbnail \(thumbnail), restore \(try restore.identity())"
  }

  func pictures(of entry: CatalogEntry) throws(Fault) -> SheetPictures? {
    let preview: UnitPreview
    do throws(Fault) {
      preview = try maker.preview(of: UnitDecoder(archive.unit(entry.unit)), name: entry.path)
    } catch  where error.code == "preview.none" && entry.kind != "raw" {
      return nil
    } catch  where error.isAboutOriginal {
      // It was so when it was archived: nothing that a run could put right, so no failure.
      var known = error
      known.kind = .unsupported
      throw known
    }
    return SheetPictures(
      full: try PictureWriter.encode(preview.picture, as: Self.quality, exif: preview.exif),
      thumbnail: try PictureWriter.encode(preview.picture.reduced(longestSide: thumbnail), as: Self.thumbnailQuality),
      restored: try restored(preview))
  }

  /// Nil for developed pictures, and for JPEGs that the network cannot take: their preview stands.
  private func restored(_ preview: UnitPreview) throws(Fault) -> [UInt8]? {
    guard let restorer, preview.jpeg != nil else { return nil }
    do throws(Fault) {
      let restored = try maker.restored(preview, by: restorer)
      return restored.isRestored ? try PictureWriter.encode(restored.picture, as: Self.quality, exif: restored.exif) : nil
    } catch {
      guard error.kind != .environment else { throw error }
      return nil
    }
  }
}
