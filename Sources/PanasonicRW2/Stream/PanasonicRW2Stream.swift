package import ByteCoding

/// The room that takes the raw streams of Panasonic cameras (RW2, RawFormat 4 to 7) apart, and puts them together again byte for byte.
///
/// A stream is blocks of 16 bytes, each for a fixed number of samples. Samples and a remainder tell every bit of them. Format known from
/// dcraw and LibRaw.

/// A Panasonic raw stream in memory, its format known.
package struct PanasonicRW2Stream: Sendable {
  package let format: PanasonicRW2Format
  let bytes: ArraySlice<UInt8>

  /// Takes a stream; it may go on after its last block. Throws `damaged` (`rw2.short`) where it ends before.
  package init(_ bytes: ArraySlice<UInt8>, format: PanasonicRW2Format) throws(Fault) {
    (self.bytes, self.format) = (bytes, format)
    guard bytes.count >= format.leastByteCount else {
      throw .damaged("rw2.short", "the raw stream has \(bytes.count) bytes, its blocks need \(format.leastByteCount)")
    }
  }

  /// Decodes all samples, row by row; `target` has room for `format.sampleCount`.
  ///
  /// Samples are LibRaw's, but for RawFormat 6: there LibRaw's are those less 15, at least 0. Never fails on content. Throws `misuse`
  /// (`rw2.room`).
  package func decode(into target: UnsafeMutableBufferPointer<UInt16>) throws(Fault) -> PanasonicRW2Remainder {
    guard target.count >= format.sampleCount, let start = target.baseAddress else {
      throw Fault(.misuse, "rw2.room", "there is no room for the samples")
    }
    let sections = Sections(format: format)
    var remainder = PanasonicRW2Remainder()
    return bytes.withUnsafeBufferPointer { bytes in
      for run in sections.idle(byteCount: bytes.count) { remainder.tail.append(contentsOf: bytes[run]) }
      if format.layout == .differences8 { remainder.usualRest = usualRest(bytes, sections) }
      let scratch = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: PanasonicRW2Format.sectionSize)
      defer { scratch.deallocate() }
      let samples = format.layout.samplesPerBlock
      for section in 0..<sections.count {
        Self.gather(bytes, sections.runs(section), into: scratch)
        let first = section * PanasonicRW2Format.sectionBlocks
        decode(scratch, count: sections.blocks(section), first: first, into: start + first * samples, &remainder)
      }
      return remainder
    }
  }

  /// All samples, and what else makes the stream.
  package func decoded() throws(Fault) -> (samples: [UInt16], remainder: PanasonicRW2Remainder) {
    var samples = [UInt16](repeating: 0, count: format.sampleCount)
    let remainder = try samples.withUnsafeMutableBufferPointer { target throws(Fault) in try decode(into: target) }
    return (samples, remainder)
  }

  /// Brings the runs of a section together; they fit the scratch buffer.
  private static func gather(_ bytes: UnsafeBufferPointer<UInt8>, _ runs: [Range<Int>], into scratch: UnsafeMutableBufferPointer<UInt8>) {
    var place = 0
    for run in runs {
      _ = UnsafeMutableBufferPointer(rebasing: scratch[place..<(place + run.count)]).update(fromContentsOf: bytes[run])
      place += run.count
    }
  }

  private func decode(
    _ scratch: UnsafeMutableBufferPointer<UInt8>, count: Int, first: Int, into target: UnsafeMutablePointer<UInt16>,
    _ remainder: inout PanasonicRW2Remainder
  ) {
    // Never empty.
    guard let base = UnsafePointer(scratch.baseAddress) else { return }
    let usual = remainder.usualRest
    switch format.layout {
    case .differences8:
      for index in 0..<count {
        let found = DifferenceBlock8.decode(base + index &* 16, into: target + index &* 14, usual: usual)
        if found.shifts != 0 { remainder.oddShifts.append(found.shifts, at: first + index) }
        if found.rests != 0 { remainder.oddRests.append(found.rests, at: first + index) }
      }
    case .plainDifferences10:
      for index in 0..<count {
        let found = PlainDifferenceBlock<Depth14>.decode(base + index &* 16, into: target + index &* 11)
        if found.shifts != 0 { remainder.oddShifts.append(found.shifts, at: first + index) }
        if found.spare != 0 { remainder.spareBits.append(found.spare, at: first + index) }
      }
    case .plainDifferences8:
      for index in 0..<count {
        let found = PlainDifferenceBlock<Depth12>.decode(base + index &* 16, into: target + index &* 14)
        if found.shifts != 0 { remainder.oddShifts.append(found.shifts, at: first + index) }
      }
    case .packed12:
      for index in 0..<count {
        let spare = PackedBlock.decode12(base + index &* 16, into: target + index &* 10)
        if spare != 0 { remainder.spareBits.append(spare, at: first + index) }
      }
    case .packed14:
      for index in 0..<count {
        let spare = PackedBlock.decode14(base + index &* 16, into: target + index &* 9)
        if spare != 0 { remainder.spareBits.append(spare, at: first + index) }
      }
    }
  }

  /// What equal neighbours are mostly coded as, judged by one section.
  private func usualRest(_ bytes: UnsafeBufferPointer<UInt8>, _ sections: Sections) -> UInt8 {
    let scratch = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: PanasonicRW2Format.sectionSize)
    defer { scratch.deallocate() }
    guard let base = UnsafePointer(scratch.baseAddress) else { return 0 }
    // Borders may be flat: the middle is like most of the image.
    let section = sections.count / 2
    Self.gather(bytes, sections.runs(section), into: scratch)
    var best: (usual: UInt8, odd: Int) = (0, .max)
    var samples: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    withUnsafeMutableBytes(of: &samples) { room in
      guard let target = room.baseAddress?.assumingMemoryBound(to: UInt16.self) else { return }
      for usual in 0..<4 as Range<UInt8> {
        var odd = 0
        for index in 0..<sections.blocks(section) {
          odd += DifferenceBlock8.decode(base + index * 16, into: target, usual: usual).rests.nonzeroBitCount
        }
        if odd < best.odd { best = (usual, odd) }
      }
    }
    return best.usual
  }
}
