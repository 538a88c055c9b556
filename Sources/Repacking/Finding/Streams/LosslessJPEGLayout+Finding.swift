internal import ByteCoding
internal import LosslessJPEG
internal import TIFFReading

extension LosslessJPEGLayout: StreamEngine {
  private static let compressions = [6, 7]

  /// The streams of a DNG's tiles or strips, of a CR2, and of files like these.
  static func find(_ subject: StreamSubject) throws(Fault) -> [StreamFinding] {
    guard let structure = subject.structure else { return [] }
    var (findings, objection): ([StreamFinding], Fault?) = ([], nil)
    for directory in structure.directories where compressions.contains(directory[TIFFTag.compression]?.integer ?? 0) {
      for form in Self.forms(directory, subject) {
        do throws(Fault) {
          findings += try finding(form, subject, sixteenth(structure))
        } catch {
          // A JPEG of another process is a picture, not a mosaic that resists.
          if error.code != "ljpeg.process" { objection = objection ?? error }
        }
      }
    }
    if findings.isEmpty, let objection { throw objection }
    return findings
  }

  /// DNG files of a version before 1.1.0.0 write differences of category 16 in their own way.
  private static func sixteenth(_ structure: TIFFStructure) -> SixteenthCategory {
    let version = structure.directories.first?[TIFFTag.dngVersion]?.integers(limit: 2) ?? []
    return version.count == 2 && version[0] == 1 && version[1] == 0 ? .withBits : .alone
  }

  /// A guess at how the streams of a directory make the mosaic.
  private struct Form {
    var order: Order
    /// Samples of a stream's row in the mosaic.
    var columns: Int
    var places: [(range: Range<Int>, row: Int, column: Int)]
  }

  private static func forms(_ directory: TIFFDirectory, _ subject: StreamSubject) -> [Form] {
    guard let image = directory.imageLayout, image.width == subject.width, image.height == subject.height else {
      // The raw directory of a CR2 tells no size: that is the stream's affair.
      guard let offset = directory[TIFFTag.stripOffsets]?.integer, let count = directory[TIFFTag.stripByteCounts]?.integer,
        directory[TIFFTag.stripOffsets]?.count == 1, offset > 0, count > 0, offset < subject.file.count
      else { return [] }
      let place = (range: offset..<(offset + min(count, subject.file.count - offset)), row: 0, column: 0)
      let slices = directory[TIFFTag.canonSlices]?.integers(limit: 3)
      return [Form(order: slices.map { .slices($0) } ?? .tile(.rows), columns: subject.width, places: [place])]
    }
    let places = image.chunks.map { (range: $0.offset..<($0.offset + $0.byteCount), row: $0.row, column: $0.column) }
    let expected = ((image.width - 1) / image.chunkWidth + 1) * ((image.height - 1) / image.chunkHeight + 1)
    guard places.count == expected else { return [] }
    if places.count == 1, let slices = directory[TIFFTag.canonSlices]?.integers(limit: 3) {
      return [Form(order: .slices(slices), columns: subject.width, places: places)]
    }
    // Which of the two it is, only the mosaic tells.
    return [MosaicTile.Order.rows, .squares].map { Form(order: .tile($0), columns: image.chunkWidth, places: places) }
  }

  private static func finding(
    _ form: Form, _ subject: StreamSubject, _ sixteenth: SixteenthCategory
  ) throws(Fault) -> [StreamFinding] {
    let places = form.places.sorted { $0.range.lowerBound < $1.range.lowerBound }
    guard zip(places, places.dropFirst()).allSatisfy({ $0.range.upperBound <= $1.range.lowerBound }) else {
      throw .unsupported("ljpeg.tile", "the streams of the tiles overlap")
    }
    var mosaic = [UInt16](repeating: 0, count: subject.width * subject.height)
    var headers: [LosslessJPEGHeader] = []
    var numbers: [[UInt8]: Int] = [:]
    var segments: [Segment] = []
    for place in places {
      let bytes = subject.bytes(place.range)
      guard bytes.starts(with: [0xFF, 0xD8]) else { return [] }
      let stream = try LosslessJPEGStream(parsing: bytes, sixteenthCategory: sixteenth, budget: subject.budget)
      if form.order == .tile(.squares), stream.header.components != 4 { return [] }
      let number = numbers[stream.header.bytes] ?? headers.count
      if number == headers.count {
        numbers[stream.header.bytes] = number
        headers.append(stream.header)
      }
      var writer = ByteWriter()
      writer.varint(number)
      let (remainder, fill) = try form.order.decode(
        stream, columns: form.columns, row: place.row, column: place.column, into: &mosaic, width: subject.width, height: subject.height)
      writer.write(remainder.serialized())
      fill?.write(to: &writer)
      segments.append(
        Segment(
          offset: place.range.lowerBound, byteCount: place.range.count, layout: 0, row: place.row, column: place.column,
          remainder: writer.bytes))
    }
    let layout = LosslessJPEGLayout(order: form.order, sixteenthCategory: sixteenth, columns: form.columns, headers: headers)
    return [StreamFinding(layout: .losslessJPEG(layout), segments: segments, samples: mosaic)]
  }
}
