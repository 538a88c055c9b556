package import SensorModel

/// How a Panasonic file holds its samples.
package enum SimulatedRW2Coding: CaseIterable, Sendable {
  /// RawFormat 4: differences of 8 bits at shifts; the width must be a multiple of 14. Loses low bits where the scene is rough.
  case differences8
  /// The same as the first cameras wrote it, without rotated sections.
  case earlyDifferences8
  /// RawFormat 5 and 12 bits; a multiple of 10.
  case packed12
  /// RawFormat 5 and 14 bits; a multiple of 9.
  case packed14
  /// RawFormat 6: differences of 10 bits at shifts, for 14 bits; a multiple of 11, and of 16 rows.
  case differences10
  /// RawFormat 7: as RawFormat 5 and 14 bits, without rotated sections; a multiple of 9, and of 16 rows.
  case plain14
  /// The first cameras: 12 bits, a filler byte after ten samples; a multiple of 10.
  case earlyPacked
  /// The first cameras: 12 bits in the high bits of words.
  case earlyWords

  fileprivate var rawFormat: Int? {
    switch self {
    case .differences8: 4
    case .packed12, .packed14: 5
    case .differences10: 6
    case .plain14: 7
    case .earlyDifferences8, .earlyPacked, .earlyWords: nil
    }
  }

  fileprivate var bits: Int { self == .packed14 || self == .differences10 || self == .plain14 ? 14 : 12 }
  fileprivate var isRotated: Bool { rawFormat == 4 || rawFormat == 5 }
}

extension SimulatedRawWriter {
  /// A file in the manner of Panasonic cameras, and the mosaic that a reader makes of it. The shot must have the coding's bits or fewer.
  package static func rw2(
    _ shot: SimulatedShot, coding: SimulatedRW2Coding, caption: SimulatedCaption = SimulatedCaption()
  ) -> (bytes: [UInt8], mosaic: Mosaic) {
    let (width, height) = (shot.stored.width, shot.stored.height)
    var file = ManufacturerFile(signature: Array("IIU\0".utf8))
    // By this programs tell RW2 from the first cameras' RAW.
    if coding.rawFormat != nil {
      file.mark = [0x88, 0xE7, 0x74, 0xD8, 0xF8, 0x25, 0x1D, 0x4D, 0x94, 0x7A, 0x6E, 0x77, 0x82, 0x2B, 0x5D, 0x6A]
    }
    file.first[0x0001] = .undefined(Array("0310".utf8))
    file.first[0x0002] = .shorts([width])
    file.first[0x0003] = .shorts([height])
    file.first[0x0004] = .shorts([0])
    file.first[0x0005] = .shorts([0])
    file.first[0x0006] = .shorts([height])
    file.first[0x0007] = .shorts([width])
    file.first[0x0009] = .shorts([1])
    file.first[0x000A] = .shorts([coding.bits])
    file.first[0x000B] = .shorts([34316])
    file.first[0x0017] = .shorts([caption.iso])
    if let rawFormat = coding.rawFormat { file.first[0x002D] = .shorts([rawFormat]) }
    file.first[271] = .text("Panasonic")
    file.first[272] = .text(coding.rawFormat == nil ? "DMC-L1" : "DMC-GX1")
    file.first[274] = .shorts([1])
    file.exif[0x829A] = .rationals([(1, caption.shutter)])
    file.exif[0x829D] = .rationals([(caption.apertureTenths, 10)])
    file.exif[0x9003] = .text(caption.dateTime)
    var mosaic = shot.stored.samples
    let blocks: [UInt8]
    switch coding {
    case .differences8, .earlyDifferences8: (blocks, mosaic) = panasonicBlocks(shot.stored, count: 14, PanasonicBlock.ofDifferences8)
    case .differences10: (blocks, mosaic) = panasonicBlocks(shot.stored, count: 11, PanasonicBlock.ofDifferences10)
    case .packed12, .earlyPacked: (blocks, mosaic) = panasonicBlocks(shot.stored, count: 10) { PanasonicBlock.packed($0, bits: 12) }
    case .packed14, .plain14: (blocks, mosaic) = panasonicBlocks(shot.stored, count: 9) { PanasonicBlock.packed($0, bits: 14) }
    case .earlyWords: blocks = shot.stored.samples.flatMap { [UInt8($0 << 4 & 0xFF), UInt8($0 >> 4)] }
    }
    let bytes = file.written(coding.isRotated ? rotated(blocks) : blocks) { start, first in
      first[273] = .longs([coding.rawFormat == nil ? start : 0xFFFF_FFFF])
      first[278] = .longs([height])
      first[279] = .longs([coding.isRotated ? 0 : blocks.count])
      if coding.rawFormat != nil { first[0x0118] = .longs([start]) }
    }
    return (bytes, Mosaic(width: width, height: height, samples: mosaic))
  }

  private static func panasonicBlocks(
    _ mosaic: Mosaic, count: Int, _ block: ([Int]) -> (bytes: [UInt8], samples: [Int])
  ) -> (blocks: [UInt8], samples: [UInt16]) {
    precondition(mosaic.width % count == 0, "rows must fill blocks")
    var (blocks, samples): ([UInt8], [UInt16]) = ([], [])
    for start in stride(from: 0, to: mosaic.samples.count, by: count) {
      let made = block(mosaic.samples[start..<(start + count)].map(Int.init))
      blocks += made.bytes
      samples += made.samples.map { UInt16($0) }
    }
    return (blocks, samples)
  }

  /// Sections of 16,384 bytes, the last one filled up: the last 8,184 bytes of each come first.
  private static func rotated(_ blocks: [UInt8]) -> [UInt8] {
    stride(from: 0, to: blocks.count, by: 16_384).flatMap { start in
      var section = Array(blocks[start..<min(start + 16_384, blocks.count)])
      section += [UInt8](repeating: 0, count: 16_384 - section.count)
      return section[8_200...] + section[..<8_200]
    }
  }
}
