extension Geometry {
  /// Every guess at the lines of this geometry with a packing.
  func candidates(_ packing: SamplePacking, fileLength: Int) -> [Candidate] {
    let natural = packing.byteCount(columns)
    var found = strides(natural).compactMap { candidate(packing, stride: $0) }
    found += [unbroken(packing)].compactMap(\.self)
    if isOpen { found += halves(packing, stride: natural, fileLength: fileLength) }
    return found
  }

  /// Lines of a given length in every chunk.
  func candidate(_ packing: SamplePacking, stride: Int, rotation: RowRotation? = nil) -> Candidate? {
    let layout = PackedLayout(packing: packing, columns: columns, stride: stride, rotation: rotation)
    return Candidate(
      layout: layout,
      segments: chunks.map { chunk in
        Segment(offset: chunk.offset, byteCount: min(chunk.byteCount, chunk.rows * stride), layout: 0, row: chunk.row, column: chunk.column)
      })
  }

  /// Line lengths worth a try: no padding, what the chunk's length says, and the usual alignments.
  private func strides(_ natural: Int) -> [Int] {
    var strides = [natural]
    if let first = chunks.first, first.byteCount / first.rows > natural, first.byteCount / first.rows <= PackedLayout.strideLimit {
      strides.append(first.byteCount / first.rows)
    }
    for alignment in [2, 4, 8, 16, 32, 64, 128, 256, 512] { strides.append((natural + alignment - 1) / alignment * alignment) }
    var seen: Set<Int> = []
    return strides.filter { seen.insert($0).inserted }
  }

  /// Rows that follow one another inside a byte: as many to a line as end on a byte.
  private func unbroken(_ packing: SamplePacking) -> Candidate? {
    guard packing.family == .mostSignificantFirst || packing.family == .leastSignificantFirst, columns * packing.bits % 8 != 0,
      let first = chunks.first
    else { return nil }
    var rows = 8
    while rows > 1, columns * packing.bits * (rows / 2) % 8 == 0 { rows /= 2 }
    rows = min(rows, first.rows)
    var layout = PackedLayout(packing: packing, columns: columns, rowsPerLine: rows, stride: 0)
    layout.stride = layout.lineBytes
    return Candidate(
      layout: layout,
      segments: chunks.map { chunk in
        Segment(
          offset: chunk.offset, byteCount: min(chunk.byteCount, packing.byteCount(columns * chunk.rows)), layout: 0, row: chunk.row,
          column: chunk.column)
      })
  }

  /// The even rows and then the odd ones, the second half right behind, at the next 2,048 bytes, or in the middle of the file.
  private func halves(_ packing: SamplePacking, stride: Int, fileLength: Int) -> [Candidate] {
    guard let chunk = chunks.first, chunk.rows > 1 else { return [] }
    let (even, odd) = ((chunk.rows + 1) / 2 * stride, chunk.rows / 2 * stride)
    let layout = PackedLayout(packing: packing, columns: columns, stride: stride, rowStep: 2)
    var seconds: [Int] = []
    for second in [chunk.offset + even, chunk.offset + (even + 2047) / 2048 * 2048, fileLength / 8 * 4] {
      if second >= chunk.offset + even, second < fileLength, !seconds.contains(second) { seconds.append(second) }
    }
    return seconds.compactMap { second in
      Candidate(
        layout: layout,
        segments: [
          Segment(offset: chunk.offset, byteCount: min(even, chunk.byteCount), layout: 0, row: chunk.row, column: chunk.column),
          Segment(offset: second, byteCount: min(odd, fileLength - second), layout: 0, row: chunk.row + 1, column: chunk.column),
        ])
    }
  }
}
