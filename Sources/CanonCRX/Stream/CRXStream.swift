package import ByteCoding

/// The room that takes the losslessly coded pictures of Canon's CR3 files (CRX) apart, and puts them together again byte for byte.
///
/// A picture is four planes of a mosaic in tiles: each a band of Rice codes that adapt to what they coded, and of runs. It is its format,
/// its samples, and a remainder. Pictures coded by wavelets (C-RAW) are not taken apart.

/// A coded picture in memory, with its headers, its format known.
package struct CRXStream: Sendable {
  package let format: CRXFormat
  let bytes: ArraySlice<UInt8>
  private let bands: [CRXHeader.Band]

  /// Takes a picture, as long as the file's table of sizes says. Throws `damaged` where headers cannot be (`crx.header`) or bands lie
  /// beyond the end or are too short (`crx.short`), `unsupported` for codings that are not handled (`crx.rounded`, `crx.plain`,
  /// `crx.header`).
  package init(_ bytes: ArraySlice<UInt8>, format: CRXFormat) throws(Fault) {
    (self.bytes, self.format) = (bytes, format)
    bands = try CRXHeader.bands(bytes, format)
    for (number, band) in bands.enumerated() where band.size * 8 < format.place(ofBand: number).height {
      // No row takes less than a bit.
      throw Self.short(at: "band \(number)")
    }
  }

  static func short(at place: String) -> Fault { .damaged("crx.short", "the coded samples end before the last row", at: place) }

  /// Decodes all samples to a mosaic, row by row, as they were coded, plus `format.bias`; `target` has room for `format.sampleCount`.
  ///
  /// Throws `damaged` where bytes run out (`crx.short`), a run leaves its row (`crx.run`) or a sample leaves its range (`crx.range`);
  /// `overLimit` (`crx.odd`) for too many rows told in an unusual way.
  package func decode(into target: UnsafeMutableBufferPointer<UInt16>) throws(Fault) -> CRXRemainder {
    guard target.count >= format.sampleCount, let start = target.baseAddress else {
      throw Fault(.misuse, "crx.room", "there is no room for the samples")
    }
    return try bytes.withUnsafeBufferPointer { bytes throws(Fault) in
      var remainder = CRXRemainder()
      var unused: [Int] = []
      var firstRow = 0
      for (number, band) in bands.enumerated() {
        let own = UnsafeBufferPointer(rebasing: bytes[band.offset..<(band.offset + band.size)])
        let (padding, used) = try decode(own, number, into: start, firstRow, &remainder.oddRows)
        firstRow += format.place(ofBand: number).height
        unused.append(band.size - used)
        if padding != 0 || band.size != (used + 7) / 8 * 8 || own[used...].contains(where: { $0 != 0 }) {
          remainder.oddEnds.append(.init(band: number, padding: padding, tail: Array(own[used...])))
        }
      }
      let header = bytes[..<format.headerSize]
      if !header.elementsEqual(CRXHeader.usual(format, sizes: bands.map(\.size), unused: unused)) { remainder.header = Array(header) }
      let end = bands.last.map { $0.offset + $0.size } ?? format.headerSize
      remainder.trailer = Array(bytes[end...])
      return remainder
    }
  }

  /// All samples, and what else makes the picture.
  package func decoded() throws(Fault) -> (samples: [UInt16], remainder: CRXRemainder) {
    var samples = [UInt16](repeating: 0, count: format.sampleCount)
    let remainder = try samples.withUnsafeMutableBufferPointer { target throws(Fault) in try decode(into: target) }
    return (samples, remainder)
  }

  /// One band: the bits that fill its last byte of codes, and the bytes up to there.
  private func decode(
    _ bytes: UnsafeBufferPointer<UInt8>, _ number: Int, into samples: UnsafeMutablePointer<UInt16>, _ firstRow: Int,
    _ oddRows: inout [CRXRemainder.OddRow]
  ) throws(Fault) -> (padding: UInt8, used: Int) {
    let place = format.place(ofBand: number)
    // The row and the one above, each with a place before it.
    let length = place.width + 2
    let lines = UnsafeMutablePointer<Int32>.allocate(capacity: 2 * length)
    defer { lines.deallocate() }
    lines.update(repeating: 0, count: 2 * length)
    var reader = LineReader(bytes)
    for row in 0..<place.height {
      let (line, above) = (lines + (row & 1) * length, lines + (1 - row & 1) * length)
      let before = reader.taken
      if row == 0 {
        reader.readRow(line, below: above, width: place.width, isFirst: true)
      } else {
        reader.readRow(line, below: above, width: place.width, isFirst: false)
      }
      let isInRange = spread(line + 1, place.width, to: samples + place.start + 2 * row * format.width)
      guard !reader.isExhausted else { throw Self.short(at: "band \(number), row \(row)") }
      guard !reader.metLongRun else { throw .damaged("crx.run", "a run leaves its row", at: "band \(number), row \(row)") }
      guard isInRange else { throw .damaged("crx.range", "a sample leaves its range", at: "band \(number), row \(row)") }
      if reader.isOdd {
        guard oddRows.count < CRXRemainder.rowLimit else {
          throw .overLimit("crx.odd", "more than \(CRXRemainder.rowLimit) rows are told in an unusual way")
        }
        let bits = reader.bits(from: before, to: reader.taken)
        oddRows.append(.init(row: firstRow + row, bitCount: reader.taken - before, bits: bits))
      }
    }
    let padding = reader.align()
    return (padding, reader.position)
  }

  /// A row's values as samples, to every second place. False where one leaves the range.
  private func spread(_ line: UnsafePointer<Int32>, _ count: Int, to target: UnsafeMutablePointer<UInt16>) -> Bool {
    let bias = Int32(truncatingIfNeeded: format.bias)
    var all: UInt32 = 0
    for index in 0..<count {
      let sample = UInt32(bitPattern: line[index] &+ bias)
      all |= sample
      target[2 &* index] = UInt16(truncatingIfNeeded: sample)
    }
    return all <= UInt32(format.maximum)
  }
}
