internal import ByteCoding

/// Writes samples as a lossless JPEG stream, plainly, as ITU-T T.81 annex H describes it.
struct LosslessJPEGEncoder {
  let options: LosslessJPEGOptions
  /// Bits of a sample, 2...16.
  let precision: Int
  /// Samples of one component in a row of the frame.
  let width: Int
  let height: Int

  /// A code for every category, short ones for differences of noise: the same in all streams.
  static let fixedCode = PrefixCode(
    counts: [0, 1, 5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], symbols: [5, 4, 6, 3, 7, 2, 8, 1, 9, 0, 10, 11, 12, 13, 14, 15, 16])

  /// The stream of a tile whose samples are given row by row.
  ///
  /// `tile.count` must be `tileWidth * tileHeight`, and the sizes as the options' order wants them.
  static func stream(tile: [UInt16], width: Int, height: Int, precision: Int, options: LosslessJPEGOptions) -> [UInt8] {
    let rows = options.order == .columns ? height : height / 2
    precondition(rows > 0 && tile.count == width * height && tile.count % (rows * options.components) == 0)
    let frameWidth = tile.count / rows / options.components
    precondition(frameWidth * max(1, options.restartRows) < 1 << 16 && rows < 1 << 16, "T.81 counts in 16 bits")
    let encoder = LosslessJPEGEncoder(options: options, precision: precision, width: frameWidth, height: rows)
    guard options.order == .squares else { return encoder.stream(tile) }
    precondition(options.components == 4 && width % 2 == 0 && height % 2 == 0)
    var frame: [UInt16] = []
    frame.reserveCapacity(tile.count)
    for row in stride(from: 0, to: height, by: 2) {
      for column in stride(from: 0, to: width, by: 2) {
        let top = row * width + column
        frame += [tile[top], tile[top + 1], tile[top + width], tile[top + width + 1]]
      }
    }
    return encoder.stream(frame)
  }

  /// The stream of a frame's samples, components of a place side by side.
  func stream(_ frame: [UInt16]) -> [UInt8] {
    let components = options.components
    let differences = differences(of: frame)
    let codes = codes(for: differences)
    var packer = BitPacker(stuffsZeros: true)
    var restarts = 0
    for row in 0..<height {
      if options.restartRows > 0, row > 0, row % options.restartRows == 0 {
        packer.finish(withOnes: options.padsWithOnes)
        packer.append(bytes: [0xFF, UInt8(0xD0 + restarts % 8)])
        restarts += 1
      }
      for index in (row * width * components)..<((row + 1) * width * components) {
        let difference = Int(differences[index])
        let size = differenceSize(difference)
        let code = codes[codes.count == 1 ? 0 : index % components][size]
        packer.append(code.bits, count: code.length)
        // The one difference of 16 bits, -32768, needs no more than its category.
        if size < 16 || options.sixteenthHasBits { packer.append(difference: difference, size: size) }
      }
    }
    packer.finish(withOnes: options.padsWithOnes)
    var bytes = header(codes) + packer.bytes + [0xFF, 0xD9]
    if options.evenLength, bytes.count % 2 == 1 { bytes.append(0) }
    return bytes
  }

  /// Differences to T.81's predictions, modulo 65536.
  private func differences(of frame: [UInt16]) -> [Int16] {
    let (components, line) = (options.components, width * options.components)
    return frame.indices.map { index in
      let (row, place) = (index / line, index % line)
      let startsAnew = row == 0 || (options.restartRows > 0 && row % options.restartRows == 0)
      let prediction: Int
      switch (startsAnew, place < components) {
      case (true, true): prediction = 1 << (precision - 1)
      case (true, false): prediction = Int(frame[index - components])
      case (false, true): prediction = Int(frame[index - line])
      case (false, false):
        prediction = predicted(
          left: Int(frame[index - components]), above: Int(frame[index - line]), corner: Int(frame[index - line - components]))
      }
      return Int16(truncatingIfNeeded: Int(frame[index]) - prediction)
    }
  }

  private func predicted(left: Int, above: Int, corner: Int) -> Int {
    switch options.predictor {
    case 1: left
    case 2: above
    case 3: corner
    case 4: left + above - corner
    case 5: left + ((above - corner) >> 1)
    case 6: above + ((left - corner) >> 1)
    default: (left + above) >> 1
    }
  }

  private func codes(for differences: [Int16]) -> [PrefixCode] {
    guard options.tables != .fixed else { return [Self.fixedCode] }
    let tables = options.tables == .perComponent ? options.components : 1
    var weights = [[Int]](repeating: [Int](repeating: 0, count: 17), count: tables)
    for (index, difference) in differences.enumerated() {
      weights[tables == 1 ? 0 : index % tables][differenceSize(Int(difference))] += 1
    }
    return weights.map { PrefixCode(weights: $0, limit: 16, leavingOnes: true) }
  }

  private func header(_ codes: [PrefixCode]) -> [UInt8] {
    let components = options.components
    var writer = ByteWriter()
    writer.write([0xFF, 0xD8])
    for (index, code) in codes.enumerated() {
      writer.write([0xFF, 0xC4])
      writer.u16(UInt16(19 + code.symbols.count), bigEndian: true)
      writer.u8(UInt8(index))
      writer.write(code.counts.map { UInt8($0) } + code.symbols)
    }
    writer.write([0xFF, 0xC3])
    writer.u16(UInt16(8 + 3 * components), bigEndian: true)
    writer.u8(UInt8(precision))
    writer.u16(UInt16(height), bigEndian: true)
    writer.u16(UInt16(width), bigEndian: true)
    writer.u8(UInt8(components))
    for component in 0..<components { writer.write([UInt8(component), 0x11, 0]) }
    if options.restartRows > 0 {
      writer.write([0xFF, 0xDD, 0, 4])
      writer.u16(UInt16(options.restartRows * width), bigEndian: true)
    }
    writer.write([0xFF, 0xDA])
    writer.u16(UInt16(6 + 2 * components), bigEndian: true)
    writer.u8(UInt8(components))
    for component in 0..<components { writer.write([UInt8(component), UInt8(codes.count == 1 ? 0 : component << 4)]) }
    writer.write([UInt8(options.predictor), 0, 0])
    return writer.bytes
  }
}
