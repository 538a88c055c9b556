internal import ByteCoding
internal import SensorModel

/// A mosaic as a Nikon camera codes it: the strip, what the maker note says of it, and what a reader makes of it.
struct NikonRaw {
  /// The strips.
  let runs: [[UInt8]]
  let rowsPerStrip: Int
  /// TIFF's number of it.
  let compression: Int
  /// The maker note's number of it, tag 0x0093.
  let kind: Int
  /// The content of the maker note's tag 0x0096; empty for uncompressed samples.
  let linearization: [UInt8]
  let mosaic: Mosaic

  init(_ stored: Mosaic, bits: Int, _ options: NEFOptions) {
    switch options.coding {
    case .lossless: self.init(lossless: stored, bits: bits, bigEndian: options.bigEndian)
    case .lossy: self.init(lossy: stored, bits: bits, splitRow: nil, bigEndian: options.bigEndian)
    case .lossySplit(let row): self.init(lossy: stored, bits: bits, splitRow: row, bigEndian: options.bigEndian)
    case .lossySplitFine(let row): self.init(lossy: stored, bits: bits, splitRow: row, finePoints: true, bigEndian: options.bigEndian)
    default: self.init(uncompressed: stored, bits: bits, options)
    }
  }

  private init(uncompressed stored: Mosaic, bits: Int, _ options: NEFOptions) {
    let rows = NikonRows(bits: bits, options)
    if case .packedInStrips(let count) = options.coding {
      rowsPerStrip = max(1, count)
    } else {
      rowsPerStrip = stored.height
    }
    runs = stride(from: 0, to: stored.height, by: rowsPerStrip).map { [rowsPerStrip] in
      rows.strip(stored, rows: $0..<min($0 + rowsPerStrip, stored.height))
    }
    compression = options.coding == .packed || options.coding == .words ? 1 : 34713
    kind = 2
    linearization = []
    mosaic = stored
  }

  private init(lossless stored: Mosaic, bits: Int, bigEndian: Bool) {
    let predictors = Self.predictors(stored.samples.map(Int.init), width: stored.width)
    let strip = DifferenceStrip(width: stored.width, code: .nikon(bits: bits, lossless: true), predictors: predictors)
    runs = [strip.encoded(stored.samples.map(Int.init)).bytes]
    rowsPerStrip = stored.height
    compression = 34713
    kind = 3
    linearization = Self.content([0x46, 0x30], predictors, [], splitRow: 0, bigEndian: bigEndian)
    mosaic = stored
  }

  private init(lossy stored: Mosaic, bits: Int, splitRow: Int?, finePoints: Bool = false, bigEndian: Bool) {
    let curve = NikonCurve(bits: bits, finePoints: finePoints)
    // Dropped bits lead up to 16 codes up, and there fine points are at their end.
    let last = curve.steps.count - (finePoints ? 17 : 1)
    let wanted = stored.samples.map { min(last, curve.code(for: Int($0))) }
    let predictors = Self.predictors(wanted, width: stored.width)
    var strip = DifferenceStrip(width: stored.width, code: .nikon(bits: bits, lossless: false), predictors: predictors)
    if let splitRow {
      strip.splitRow = splitRow
      strip.splitCode = .nikon(bits: bits, lossless: false, afterSplit: true)
    }
    let coded = strip.encoded(wanted)
    runs = [coded.bytes]
    rowsPerStrip = stored.height
    compression = 34713
    kind = splitRow == nil ? 1 : 4
    let whole = splitRow == nil
    linearization = Self.content(
      [0x44, whole ? 0x10 : finePoints ? 0x40 : 0x20], predictors, whole ? curve.steps : curve.points, splitRow: splitRow ?? 0,
      bigEndian: bigEndian)
    mosaic = Mosaic(
      width: stored.width, height: stored.height,
      samples: coded.samples.map { UInt16(whole ? curve.value(at: $0) : curve.valueBetweenPoints(at: $0)) })
  }

  /// The first two samples of rows 0 and 1, made a little coarser: something near, as cameras write it.
  private static func predictors(_ samples: [Int], width: Int) -> [Int] {
    [0, 1, width, width + 1].map { $0 < samples.count ? samples[$0] / 16 * 16 : 0 }
  }

  /// The content of tag 0x0096: version, first predictors, the curve's values; with points of a curve the split row at byte 562.
  private static func content(_ version: [UInt8], _ predictors: [Int], _ curve: [Int], splitRow: Int, bigEndian: Bool) -> [UInt8] {
    var writer = ByteWriter()
    writer.write(version)
    for value in predictors + [curve.count] + curve { writer.u16(UInt16(value), bigEndian: bigEndian) }
    guard version == [0x44, 0x20] || version == [0x44, 0x40] else { return writer.bytes }
    precondition(writer.count <= 562, "too many points of the curve")
    writer.write([UInt8](repeating: 0, count: 562 - writer.count))
    writer.u16(UInt16(splitRow), bigEndian: bigEndian)
    return writer.bytes
  }
}
