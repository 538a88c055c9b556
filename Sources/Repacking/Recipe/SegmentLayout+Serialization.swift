internal import ByteCoding
internal import CanonCRW
internal import CanonCRX
internal import FujiRAF
internal import NikonPentaxHuffman
internal import OlympusORF
internal import PanasonicRW2
internal import SonyARW

extension SegmentLayout {
  /// The kind, and the layout's fields: of streams behind their length, so that each kind is read by itself.
  func write(to writer: inout ByteWriter) {
    switch self {
    case .packed(let layout):
      writer.varint(Self.packedKind)
      layout.write(to: &writer)
    case .picture(let number):
      writer.varint(Self.pictureKind)
      writer.varint(number)
    default:
      guard let stream else { return }
      writer.varint(stream.kind)
      let bytes = stream.serialized()
      writer.varint(bytes.count)
      writer.write(bytes)
    }
  }

  /// Throws `unsupported` (`recipe.newer`) for kinds of later versions, and what the kinds throw.
  init(parsing reader: inout ByteReader, budget: MemoryBudget) throws(Fault) {
    let kind = try reader.varint()
    func stream<Layout: StreamLayout>() throws(Fault) -> Layout {
      var inner = ByteReader(try reader.read(try reader.varint()))
      let layout = try Layout(parsing: &inner, budget: budget)
      guard inner.isAtEnd else { throw .damaged("recipe.values", "bytes follow a layout's end") }
      return layout
    }
    switch kind {
    case Self.packedKind: self = .packed(try PackedLayout(parsing: &reader))
    case LosslessJPEGLayout.kind: self = .losslessJPEG(try stream())
    case CRWStream.kind: self = .canonCRW(try stream())
    case NikonPentaxStream.kind: self = .nikonPentax(try stream())
    case ARW2Stream.kind: self = .sonyARW2(try stream())
    case ARW1Stream.kind: self = .sonyARW1(try stream())
    case FujiRAFStream.kind: self = .fujiRAF(try stream())
    case OlympusORFStream.kind: self = .olympusORF(try stream())
    case PanasonicRW2Stream.kind: self = .panasonicRW2(try stream())
    case CRXStream.kind: self = .canonCRX(try stream())
    case Self.pictureKind: self = .picture(try reader.varint())
    default: throw .unsupported("recipe.newer", "this program does not know layout kind \(kind)")
    }
  }
}
