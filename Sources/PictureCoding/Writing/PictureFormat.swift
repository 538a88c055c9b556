/// The kinds of files pictures are written as.
package enum PictureFormat: Hashable, Sendable {
  /// 1...100; chroma is kept at full size from 90 on, and at half of it below.
  case jpeg(quality: Int)
  case png
  /// 0 is lossless, 1 looks the same, up to 25.
  case jxl(distance: Float)
  /// Not compressed.
  case tiff

  /// The format that a file's name asks for by its ending, whatever its case: JPEG of quality 90, PNG, JPEG XL at distance 1, TIFF;
  /// nil for others.
  package init?(fileName: String) {
    let ending = fileName.split(separator: ".", omittingEmptySubsequences: false).dropFirst().last?.lowercased()
    switch ending {
    case "jpg", "jpeg": self = .jpeg(quality: 90)
    case "png": self = .png
    case "jxl": self = .jxl(distance: 1)
    case "tif", "tiff": self = .tiff
    default: return nil
    }
  }

  /// The distance of JPEG XL that is about as good as a JPEG quality, 1...100, as libjxl's own tools have it.
  package static func jxlDistance(quality: Int) -> Float {
    if quality >= 100 { return 0 }
    let quality = Float(max(1, quality))
    return quality >= 30 ? 0.1 + (100 - quality) * 0.09 : 53 / 3000 * quality * quality - 23 / 20 * quality + 25
  }

  /// The usual ending of files of this kind.
  package var fileExtension: String {
    switch self {
    case .jpeg: "jpg"
    case .png: "png"
    case .jxl: "jxl"
    case .tiff: "tif"
    }
  }
}
