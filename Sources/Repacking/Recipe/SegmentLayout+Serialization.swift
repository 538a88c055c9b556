internal import ByteCoding

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
    func stream<Layout: StreamLayout>(_ type: Layout.Type) throws(Fault) -> Layout {
      var inner = ByteReader(try reader.read(try reader.varint()))
      let layout = try Layout(parsing: &inner, budget: budget)
      guard inner.isAtEnd else { throw .damaged("recipe.values", "bytes follow a layout's end") }
      return layout
    }
    switch kind {
    case Self.packedKind: self = .packed(try PackedLayout(parsing: &reader))
    case LosslessJPEGLayout.kind: self = .losslessJPEG(try stream(LosslessJPEGLayout.self))
    case CanonCRWLayout.kind: self = .canonCRW(try stream(CanonCRWLayout.self))
    case NikonPentaxLayout.kind: self = .nikonPentax(try stream(NikonPentaxLayout.self))
    case SonyARW2Layout.kind: self = .sonyARW2(try stream(SonyARW2Layout.self))
    case SonyARW1Layout.kind: self = .sonyARW1(try stream(SonyARW1Layout.self))
    case CanonCRXLayout.kind: self = .canonCRX(try stream(CanonCRXLayout.self))
    case FujiRAFLayout.kind: self = .fujiRAF(try stream(FujiRAFLayout.self))
    case OlympusORFLayout.kind: self = .olympusORF(try stream(OlympusORFLayout.self))
    case PanasonicRW2Layout.kind: self = .panasonicRW2(try stream(PanasonicRW2Layout.self))
    case Self.pictureKind: self = .picture(try reader.varint())
    default: throw .unsupported("recipe.newer", "this program does not know layout kind \(kind)")
    }
  }
}
