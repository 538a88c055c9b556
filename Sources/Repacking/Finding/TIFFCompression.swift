/// The values of TIFF's Compression that matter to repacking.
enum TIFFCompression {
  /// What a value stands for; nil for unknown ones.
  static func name(_ value: Int) -> String? {
    switch value {
    case 5: "LZW"
    case 6, 7: "JPEG"
    case 8, 32_946: "deflate"
    case 9: "VC-5"
    case 262: "Kodak 262"
    case 32_767: "Sony ARW"
    case 32_769, 32_770, 32_772: "packed by the camera maker"
    case 34_316: "Panasonic"
    case 34_713: "Nikon NEF"
    case 34_892: "lossy JPEG"
    case 52_546: "JPEG XL"
    case 65_000: "Kodak DCR"
    case 65_535: "Pentax PEF"
    default: nil
    }
  }

  /// True for general compressions, which never hold samples as they are. Makers' own values may.
  static func isSurelyCompressed(_ value: Int) -> Bool { [5, 6, 7, 8, 9, 32_946, 34_892, 52_546].contains(value) }
}
