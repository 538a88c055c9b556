/// Reads lines of samples out of a file as a candidate says they lie there.
struct LineReader {
  private let file: UnsafeBufferPointer<UInt8>
  private let layout: PackedLayout
  private let width: Int
  private let height: Int
  private var samples: [UInt16]
  private var turned: [UInt16]
  private var scratch: [UInt8] = []

  /// The file's bytes must stay in place as long as the reader is used.
  init(_ file: UnsafeBufferPointer<UInt8>, layout: PackedLayout, width: Int, height: Int) {
    self.file = file
    self.layout = layout
    self.width = width
    self.height = height
    samples = Array(repeating: 0, count: layout.lineSamples)
    turned = Array(repeating: 0, count: layout.rotation == nil ? 0 : layout.columns)
  }

  /// Calls the body with the start of each mosaic row's part in `line` and its samples, in mosaic order, until it says false.
  ///
  /// Places outside the mosaic and samples that a cut line lacks are left out. Gives back whether the body never said false.
  mutating func read(
    line number: Int, of segment: Segment, _ body: (_ position: Int, _ samples: UnsafeBufferPointer<UInt16>) -> Bool
  ) -> Bool {
    let valid = unpack(line: number, of: segment)
    for index in 0..<layout.rowsPerLine {
      let rowNumber = number * layout.rowsPerLine + index
      let row = segment.row + rowNumber * layout.rowStep
      let first = index * layout.columns
      let count = min(layout.columns, width - segment.column, valid - first)
      guard row < height, count > 0 else { continue }
      let position = row * width + segment.column
      let goesOn: Bool
      if let rotation = layout.rotation {
        guard valid - first >= layout.columns else { continue }
        let shift = rotation.shift(row: rowNumber, columns: layout.columns)
        turn(from: first, by: shift)
        goesOn = turned.withUnsafeBufferPointer { body(position, UnsafeBufferPointer(rebasing: $0[..<count])) }
      } else {
        goesOn = samples.withUnsafeBufferPointer { body(position, UnsafeBufferPointer(rebasing: $0[first..<(first + count)])) }
      }
      guard goesOn else { return false }
    }
    return true
  }

  /// Reads all of a segment into a mosaic's samples, as many as width and height say.
  mutating func read(_ segment: Segment, into mosaic: UnsafeMutableBufferPointer<UInt16>) {
    precondition(mosaic.count == width * height)
    guard let start = mosaic.baseAddress else { return }
    for line in 0..<((segment.byteCount - 1) / layout.stride + 1) {
      _ = read(line: line, of: segment) { position, codes in
        // Rows end inside the mosaic: the reader cuts them.
        if let source = codes.baseAddress { (start + position).update(from: source, count: codes.count) }
        return true
      }
    }
  }

  /// Puts a row that begins with another column in order; the shift is below the number of columns.
  private mutating func turn(from first: Int, by shift: Int) {
    let rest = layout.columns - shift
    turned.withUnsafeMutableBufferPointer { target in
      samples.withUnsafeBufferPointer { source in
        for column in 0..<rest { target[column] = source[first + shift + column] }
        for column in 0..<shift { target[rest + column] = source[first + column] }
      }
    }
  }

  /// Unpacks a line and gives back how many of its samples are there.
  private mutating func unpack(line number: Int, of segment: Segment) -> Int {
    let start = number * layout.stride
    let available = min(layout.lineBytes, segment.byteCount - start)
    guard available > 0, segment.end <= file.count, let base = file.baseAddress else { return 0 }
    let packing = layout.packing
    let word = packing.wordLength
    if word == 1, available == layout.lineBytes {
      samples.withUnsafeMutableBufferPointer { packing.unpack(base + segment.offset + start, into: $0) }
      return samples.count
    }
    let aligned = start / word * word
    let end = min((start + available + word - 1) / word * word, segment.byteCount)
    scratch.removeAll(keepingCapacity: true)
    scratch.append(contentsOf: file[(segment.offset + aligned)..<(segment.offset + end)])
    scratch.withUnsafeMutableBufferPointer { reverseWords($0, of: word) }
    // A cut line is completed with zeros so that all of it can be unpacked.
    let missing = start - aligned + layout.lineBytes - scratch.count
    if missing > 0 { scratch.append(contentsOf: repeatElement(0, count: missing)) }
    scratch.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return }
      samples.withUnsafeMutableBufferPointer { packing.unpack(base + (start - aligned), into: $0) }
    }
    return available == layout.lineBytes ? samples.count : fitting(available)
  }

  /// The largest number of samples that fit in so many bytes.
  private func fitting(_ bytes: Int) -> Int {
    var (low, high) = (0, layout.lineSamples)
    while low < high {
      let middle = (low + high + 1) / 2
      if layout.packing.byteCount(middle) <= bytes { low = middle } else { high = middle - 1 }
    }
    return low
  }
}
