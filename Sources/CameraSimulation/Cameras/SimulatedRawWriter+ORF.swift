internal import ByteCoding
internal import SensorModel

/// How an Olympus file holds its samples of 12 bits.
package enum SimulatedORFCoding: CaseIterable, Sendable {
  /// Adaptive Golomb-Rice codes in one strip.
  case compressed
  /// Without gaps, in little-endian words of 32 bits, the first sample highest; one strip. Samples in all must be a multiple of 8.
  case packed
  /// In the high bits of words of 16 bits, a row a strip.
  case words
}

extension SimulatedRawWriter {
  /// A file in the manner of Olympus cameras (ORF), little-endian. The shot must have 12 bits, no table, and even sides.
  package static func orf(
    _ shot: SimulatedShot, coding: SimulatedORFCoding = .compressed, caption: SimulatedCaption = SimulatedCaption()
  ) -> [UInt8] {
    let (width, height) = (shot.stored.width, shot.stored.height)
    var file = ManufacturerFile(signature: Array("IIRO".utf8))
    file.first[256] = .longs([width])
    file.first[257] = .longs([height])
    file.first[258] = .shorts([coding == .packed ? 12 : 16])
    file.first[259] = .shorts([1])
    file.first[262] = .shorts([1])
    file.first[271] = .text("OLYMPUS IMAGING CORP.")
    file.first[272] = .text(coding == .words ? "E-1" : "E-PL1")
    file.first[274] = .shorts([1])
    file.first[277] = .shorts([1])
    file.first[305] = .text(caption.software)
    file.first[306] = .text(caption.dateTime)
    file.first[315] = .text(caption.artist)
    file.exif[0x829A] = .rationals([(1, caption.shutter)])
    file.exif[0x829D] = .rationals([(caption.apertureTenths, 10)])
    file.exif[0x8827] = .shorts([caption.iso])
    file.exif[0x9003] = .text(caption.dateTime)
    file.exif[0x927C] = .undefined(olympusNote())
    let strips = coding == .words ? height : 1
    let samples =
      switch coding {
      case .compressed: olympusCodes(shot.stored)
      case .packed: olympusPacked(shot.stored)
      case .words: shot.stored.samples.flatMap { [UInt8($0 << 4 & 0xFF), UInt8($0 >> 4)] }
      }
    return file.written(samples) { start, first in
      first[273] = .longs((0..<strips).map { start + $0 * samples.count / strips })
      first[278] = .longs([height / strips])
      first[279] = .longs([Int](repeating: samples.count / strips, count: strips))
    }
  }

  /// The maker note: the image processing directory with the numbers of the coding.
  private static func olympusNote() -> [UInt8] {
    var (note, processing) = (TIFFDirectory(), TIFFDirectory())
    processing[0x0000] = .undefined([0x30, 0x31, 0x31, 0x32])
    processing[0x0611] = .shorts([12, 0])
    let numbers = [0, 5, 0, 2, 5, 4, 3, 2, 3, 4]
    for (index, number) in numbers.enumerated() { processing[0x0640 + UInt16(index)] = .shorts([number]) }
    for (index, number) in [7, 15, 12, 5].enumerated() { processing[0x0650 + UInt16(index)] = .shorts([number]) }
    note[0x0000] = .undefined([0x30, 0x31, 0x30, 0x30])
    note[0x2040] = .longs([0])
    note[0x2040] = .longs([12 + note.byteCount])
    var writer = ByteWriter()
    writer.write("OLYMPUS\0II\u{3}\0".utf8)
    note.write(to: &writer, bigEndian: false)
    processing.write(to: &writer, bigEndian: false)
    return writer.bytes
  }

  private static func olympusPacked(_ mosaic: Mosaic) -> [UInt8] {
    var bits = BitString()
    for sample in mosaic.samples { bits.append(Int(sample), count: 12) }
    bits.align()
    // Words of 32 bits, their lowest byte first.
    return stride(from: 0, to: bits.bytes.count, by: 4).flatMap { bits.bytes[$0..<min($0 + 4, bits.bytes.count)].reversed() }
  }

  /// The codes as dcraw reads them, after the seven bytes that it skips.
  private static func olympusCodes(_ mosaic: Mosaic) -> [UInt8] {
    var bits = BitString()
    for byte in [0, 0, 0, 0, 1, 0, 0] { bits.append(byte, count: 8) }
    for row in 0..<mosaic.height {
      // The last code, the carried part of the difference, and small codes in a row; for even columns and odd ones.
      var memory = [(last: 0, carry: 0, small: 0), (last: 0, carry: 0, small: 0)]
      for column in 0..<mosaic.width {
        var (last, carry, small) = memory[column % 2]
        let reserve = small < 3 ? 2 : 0
        var lowBits = 2 + reserve
        while last >> (lowBits + reserve) > 0 { lowBits += 1 }
        let difference = Int(mosaic[row, column]) - olympusGuess(mosaic, row, column)
        let wanted = (difference >> 2) - carry
        last = wanted < 0 ? -wanted - 1 : wanted
        bits.append(wanted < 0 ? 1 : 0, count: 1)
        bits.append(difference & 3, count: 2)
        if last >> lowBits < 12 {
          bits.append(1, count: (last >> lowBits) + 1)
        } else {
          bits.append(0, count: 12)
          bits.append(last >> lowBits, count: 15 - lowBits)
          bits.append(0, count: 1)
        }
        bits.append(last, count: lowBits)
        carry = ((difference >> 2) * 3 + carry) >> 5
        small = last > 16 ? 0 : small + 1
        memory[column % 2] = (last, carry, small)
      }
    }
    bits.align()
    return bits.bytes
  }

  private static func olympusGuess(_ mosaic: Mosaic, _ row: Int, _ column: Int) -> Int {
    if row < 2, column < 2 { return 0 }
    if row < 2 { return Int(mosaic[row, column - 2]) }
    if column < 2 { return Int(mosaic[row - 2, column]) }
    let (west, north) = (Int(mosaic[row, column - 2]), Int(mosaic[row - 2, column]))
    let corner = Int(mosaic[row - 2, column - 2])
    if (west < corner && corner < north) || (north < corner && corner < west) {
      let isSteep = abs(west - corner) > 32 || abs(north - corner) > 32
      return isSteep ? west + north - corner : (west + north) / 2
    }
    return abs(west - corner) > abs(north - corner) ? west : north
  }
}
