internal import SensorModel

/// Compares what a candidate reads from the file with the mosaic.
struct CandidateCheck {
  /// How samples in the file may differ from the mosaic.
  enum Agreement {
    /// Not at all.
    case exact
    /// By a non-decreasing curve.
    case curve
    /// In at most one sample of fifty, which the residue puts right.
    case near
  }

  let file: UnsafeBufferPointer<UInt8>
  let mosaic: Mosaic

  /// Whether a few lines agree; cheap, and wrong only in saying yes.
  func probe(_ candidate: Candidate, _ agreement: Agreement) -> Bool {
    lines(candidate, candidate.probes, agreement)
  }

  /// Whether every sample agrees.
  func confirm(_ candidate: Candidate, _ agreement: Agreement) -> Bool {
    let all = candidate.segments.lazy.flatMap { segment in
      (0..<candidate.lineCount(segment)).lazy.map { (segment: segment, line: $0) }
    }
    return lines(candidate, all, agreement)
  }

  /// Whether the first line agrees exactly: it does not depend on the length of lines.
  func startsEqual(_ candidate: Candidate) -> Bool {
    lines(candidate, [(segment: candidate.segments[0], line: 0)], .exact)
  }

  /// The samples as the file has them, and the curve from them to the mosaic; nil where there is none.
  func curve(_ candidate: Candidate) -> (stored: Mosaic, table: [UInt16])? {
    guard candidate.coverage(width: mosaic.width, height: mosaic.height) == mosaic.samples.count else { return nil }
    var reader = LineReader(file, layout: candidate.layout, width: mosaic.width, height: mosaic.height)
    var samples = [UInt16](repeating: 0, count: mosaic.samples.count)
    samples.withUnsafeMutableBufferPointer { target in
      for segment in candidate.segments { reader.read(segment, into: target) }
    }
    var fit = CurveFit()
    let isCurve = samples.withUnsafeBufferPointer { codes in
      mosaic.samples.withUnsafeBufferPointer { fit.add(codes: codes, values: $0) }
    }
    guard isCurve, let table = fit.table() else { return nil }
    return (Mosaic(width: mosaic.width, height: mosaic.height, samples: samples), table)
  }

  private func lines(
    _ candidate: Candidate, _ lines: some Sequence<(segment: Segment, line: Int)>, _ agreement: Agreement
  ) -> Bool {
    var reader = LineReader(file, layout: candidate.layout, width: mosaic.width, height: mosaic.height)
    var fit: CurveFit?
    var (compared, different) = (0, 0)
    return mosaic.samples.withUnsafeBufferPointer { values in
      for (segment, line) in lines {
        let goesOn = reader.read(line: line, of: segment) { position, codes in
          let wanted = UnsafeBufferPointer(rebasing: values[position..<(position + codes.count)])
          compared += codes.count
          switch agreement {
          case .exact: return equal(codes, wanted)
          case .curve:
            // Without the table, which is large: most wrong guesses end here.
            guard riseTogether(codes, wanted) else { return false }
            if fit == nil { fit = CurveFit() }
            return fit?.add(codes: codes, values: wanted) ?? false
          case .near:
            for index in 0..<codes.count where codes[index] != wanted[index] { different += 1 }
            return different <= codes.count + compared / 50
          }
        }
        guard goesOn else { return false }
      }
      guard compared > 0 else { return false }
      switch agreement {
      case .exact: return true
      case .curve: return fit?.table() != nil
      case .near: return different <= compared / 50
      }
    }
  }

  /// Whether no neighbours deny that values are a non-decreasing function of codes.
  private func riseTogether(_ codes: UnsafeBufferPointer<UInt16>, _ values: UnsafeBufferPointer<UInt16>) -> Bool {
    var index = 1
    while index < min(codes.count, values.count) {
      let (code, next) = (codes[index - 1], codes[index])
      let (value, following) = (values[index - 1], values[index])
      if code == next ? value != following : (code < next) != (value < following) && value != following { return false }
      index &+= 1
    }
    return true
  }

  private func equal(_ a: UnsafeBufferPointer<UInt16>, _ b: UnsafeBufferPointer<UInt16>) -> Bool {
    var difference: UInt16 = 0
    let count = min(a.count, b.count)
    var index = 0
    // A few first: most wrong guesses end there.
    while index < min(count, 16) {
      if a[index] != b[index] { return false }
      index &+= 1
    }
    while index < count {
      difference |= a[index] ^ b[index]
      index &+= 1
    }
    return difference == 0
  }
}
