internal import CanonCRW
internal import CanonCRX
internal import FujiRAF
internal import NikonPentaxHuffman
internal import OlympusORF
internal import PanasonicRW2
internal import SonyARW

/// How the bytes of a segment come from samples or pictures: the layout kinds of docs/FORMAT.md, section 6.2.
enum SegmentLayout: Hashable, Sendable {
  /// Kind 1: uncompressed samples.
  case packed(PackedLayout)
  /// Kind 2.
  case losslessJPEG(LosslessJPEGLayout)
  /// Kind 3.
  case canonCRW(WholeMosaicLayout<CRWStream>)
  /// Kind 4.
  case nikonPentax(WholeMosaicLayout<NikonPentaxStream>)
  /// Kind 5.
  case sonyARW2(WholeMosaicLayout<ARW2Stream>)
  /// Kind 6.
  case sonyARW1(WholeMosaicLayout<ARW1Stream>)
  /// Kind 7.
  case fujiRAF(WholeMosaicLayout<FujiRAFStream>)
  /// Kind 8.
  case olympusORF(WholeMosaicLayout<OlympusORFStream>)
  /// Kind 9.
  case panasonicRW2(WholeMosaicLayout<PanasonicRW2Stream>)
  /// Kind 10.
  case canonCRX(WholeMosaicLayout<CRXStream>)
  /// Kind 16: the next bytes of the picture with this number.
  case picture(Int)

  static let packedKind = 1
  static let pictureKind = 16
  /// A file with more pictures than this is no camera's.
  static let pictureLimit = 4096

  /// What makes the bytes of a compressed segment; nil for the other kinds.
  var stream: (any StreamLayout)? {
    switch self {
    case .packed, .picture: nil
    case .losslessJPEG(let layout): layout
    case .canonCRW(let layout): layout
    case .nikonPentax(let layout): layout
    case .sonyARW2(let layout): layout
    case .sonyARW1(let layout): layout
    case .fujiRAF(let layout): layout
    case .olympusORF(let layout): layout
    case .panasonicRW2(let layout): layout
    case .canonCRX(let layout): layout
    }
  }

  /// The number of the picture whose bytes the segment holds; nil where it holds samples.
  var picture: Int? { if case .picture(let number) = self { number } else { nil } }
}

extension SegmentLayout: CustomStringConvertible {
  /// For people, without the number of segments.
  var description: String {
    switch self {
    case .packed(let layout): layout.description
    case .picture: "JPEG"
    default: stream?.description ?? ""
    }
  }
}
