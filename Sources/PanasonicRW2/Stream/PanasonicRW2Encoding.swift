package import ByteCoding

extension PanasonicRW2Stream {
  /// Makes a stream from its parts: the bytes that were decoded to them, where they come from `decode`.
  ///
  /// `samples` has `format.sampleCount` elements. Throws `misuse` for another number, and `damaged` where samples are none that such a
  /// stream can hold (`rw2.range`), or the remainder is not one of it (`rw2.remainder`).
  package static func encode(
    format: PanasonicRW2Format, samples: UnsafeBufferPointer<UInt16>, remainder: PanasonicRW2Remainder
  ) throws(Fault) -> [UInt8] {
    guard samples.count == format.sampleCount, let source = samples.baseAddress else {
      throw Fault(.misuse, "rw2.room", "\(samples.count) samples given, \(format.sampleCount) needed")
    }
    let (byteCount, overflow) = remainder.tail.count.addingReportingOverflow(format.blockCount * PanasonicRW2Format.blockSize)
    guard !overflow, byteCount >= format.leastByteCount else { throw PanasonicRW2Remainder.foreign }
    var output = [UInt8](repeating: 0, count: byteCount)
    let sections = Sections(format: format)
    var cursors = Cursors(remainder)
    try output.withUnsafeMutableBufferPointer { output throws(Fault) in
      var taken = 0
      for run in sections.idle(byteCount: byteCount) {
        guard run.count <= remainder.tail.count - taken else { throw PanasonicRW2Remainder.foreign }
        _ = UnsafeMutableBufferPointer(rebasing: output[run]).update(fromContentsOf: remainder.tail[taken..<(taken + run.count)])
        taken += run.count
      }
      guard taken == remainder.tail.count else { throw PanasonicRW2Remainder.foreign }
      let scratch = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: PanasonicRW2Format.sectionSize)
      defer { scratch.deallocate() }
      for section in 0..<sections.count {
        let (first, count) = (section * PanasonicRW2Format.sectionBlocks, sections.blocks(section))
        guard cursors.encode(source + first * format.layout.samplesPerBlock, format.layout, first: first, count: count, into: scratch)
        else { throw .damaged("rw2.range", "samples are none that the raw stream can hold", at: "block \(first) or one after it") }
        var place = 0
        for run in sections.runs(section) {
          _ = UnsafeMutableBufferPointer(rebasing: output[run]).update(fromContentsOf: scratch[place..<(place + run.count)])
          place += run.count
        }
      }
    }
    guard cursors.areAtEnd else { throw PanasonicRW2Remainder.foreign }
    return output
  }

  /// Makes a stream from its parts.
  package static func encode(format: PanasonicRW2Format, samples: [UInt16], remainder: PanasonicRW2Remainder) throws(Fault) -> [UInt8] {
    try samples.withUnsafeBufferPointer { samples throws(Fault) in try encode(format: format, samples: samples, remainder: remainder) }
  }

  /// Decodes all samples, encodes them again, and compares every byte.
  ///
  /// Throws what `decode` does, and `unsupported` (`rw2.inexact`) where other bytes come out. Takes the memory of one more stream.
  package func decodeProving(into target: UnsafeMutableBufferPointer<UInt16>) throws(Fault) -> PanasonicRW2Remainder {
    let remainder = try decode(into: target)
    let samples = UnsafeBufferPointer(rebasing: target[..<format.sampleCount])
    guard try Self.encode(format: format, samples: samples, remainder: remainder)[...] == bytes else {
      throw .unsupported("rw2.inexact", "the raw stream does not come back from its samples byte for byte")
    }
    return remainder
  }
}

/// What of the remainder is still to come.
private struct Cursors {
  private var shifts: SparseCursor
  private var rests: SparseCursor
  private var spare: SparseCursor
  private let usual: UInt8

  init(_ remainder: PanasonicRW2Remainder) {
    (shifts, rests) = (SparseCursor(remainder.oddShifts), SparseCursor(remainder.oddRests))
    (spare, usual) = (SparseCursor(remainder.spareBits), remainder.usualRest)
  }

  var areAtEnd: Bool { shifts.isAtEnd && rests.isAtEnd && spare.isAtEnd }

  /// The blocks of a section; false where samples are none that blocks can hold.
  mutating func encode(
    _ samples: UnsafePointer<UInt16>, _ layout: PanasonicRW2Format.Layout, first: Int, count: Int,
    into scratch: UnsafeMutableBufferPointer<UInt8>
  ) -> Bool {
    guard let base = scratch.baseAddress else { return false }
    var fits = true
    switch layout {
    case .differences8:
      for index in 0..<count {
        var block = DifferenceBlock8(shifts: shifts.value(at: first &+ index), rests: rests.value(at: first &+ index))
        block.encode(samples + index &* 14, into: base + index &* 16, usual: usual)
        fits = fits && !block.isImpossible
      }
    case .plainDifferences10:
      for index in 0..<count {
        var block = PlainDifferenceBlock<Depth14>(shifts: shifts.value(at: first &+ index), spare: spare.value(at: first &+ index))
        block.encode(samples + index &* 11, into: base + index &* 16)
        fits = fits && !block.isImpossible
      }
    case .plainDifferences8:
      for index in 0..<count {
        var block = PlainDifferenceBlock<Depth12>(shifts: shifts.value(at: first &+ index))
        block.encode(samples + index &* 14, into: base + index &* 16)
        fits = fits && !block.isImpossible
      }
    case .packed12:
      for index in 0..<count {
        let hasRoom = PackedBlock.encode12(samples + index &* 10, spare: spare.value(at: first &+ index), into: base + index &* 16)
        fits = fits && hasRoom
      }
    case .packed14:
      for index in 0..<count {
        let hasRoom = PackedBlock.encode14(samples + index &* 9, spare: spare.value(at: first &+ index), into: base + index &* 16)
        fits = fits && hasRoom
      }
    }
    return fits
  }
}
