internal import ByteCoding

/// A mosaic that an engine took out of compressed streams.
struct StreamFinding {
  let layout: SegmentLayout
  /// In file order, without overlap, remainders filled in.
  let segments: [Segment]
  /// The samples as coded, as many as the mosaic has.
  let samples: [UInt16]
  /// Rows at the image's end that the raw reader is known to leave out.
  let uncheckedRows: Int

  init(layout: SegmentLayout, segments: [Segment], samples: [UInt16]) {
    (self.layout, self.segments, self.samples, uncheckedRows) = (layout, segments, samples, 0)
  }

  /// Takes apart a mosaic that is one stream; an empty stream where the range does not lie in the file, which is too short for any.
  ///
  /// `layout` is the case of the codec. Throws what decoding does.
  init<Codec: StreamCodec>(
    _ codec: Codec.Type, _ layout: (WholeMosaicLayout<Codec>) -> SegmentLayout, in subject: StreamSubject, _ range: Range<Int>,
    _ format: Codec.Format, uncheckedRows: Int = 0
  ) throws(Fault) {
    let (samples, remainder) = try Codec(subject.bytes(range), format: format).decoded()
    self.init(
      layout: layout(WholeMosaicLayout(format)), range: range, remainder: remainder.serialized(), samples: samples,
      uncheckedRows: uncheckedRows)
  }

  /// A mosaic that is one stream.
  init(layout: SegmentLayout, range: Range<Int>, remainder: [UInt8], samples: [UInt16], uncheckedRows: Int = 0) {
    self.layout = layout
    segments = [Segment(offset: range.lowerBound, byteCount: range.count, layout: 0, row: 0, column: 0, remainder: remainder)]
    self.samples = samples
    self.uncheckedRows = uncheckedRows
  }
}
