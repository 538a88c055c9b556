/// The lines of six rows of a strip, and those before that they are predicted from.
///
/// Every line has one place more on either side, which repeats the ends of the line before of its colour.
struct StripLines: ~Copyable {
  /// Numbers of lines: two of red before the present ones, those from `red` on; then green, then blue.
  static let red = 2
  static let green = 7
  static let blue = 15
  static let count = 18

  /// Places of a line, without the two at its ends.
  let width: Int
  /// From a line to the next.
  let stride: Int
  private let base: UnsafeMutablePointer<UInt16>
  private let map: CellMap

  init(_ format: FujiRAFFormat) {
    map = CellMap(format.filters)
    width = FujiRAFFormat.stripWidth / map.period * map.lineStep
    stride = width + 2
    base = .allocate(capacity: Self.count * stride)
    base.initialize(repeating: 0, count: Self.count * stride)
  }

  deinit { base.deallocate() }

  /// Place 0 of a line.
  subscript(line: Int) -> UnsafeMutablePointer<UInt16> { base + (line * stride + 1) }

  /// Places of a line that have samples behind them, for so many columns of the mosaic.
  func places(columns: Int) -> Int { columns / map.period * map.lineStep }

  /// Repeats the ends of the line before, which must be complete.
  func extend(_ line: Int) {
    let start = self[line]
    let before = start - stride
    start[-1] = before[0]
    start[width] = before[width - 1]
  }

  /// Makes the last lines those before the next six rows'.
  func advance() {
    for (to, from) in [(0, 3), (1, 4), (5, 11), (6, 12), (13, 16), (14, 17)] {
      (base + to * stride).update(from: base + from * stride, count: stride)
    }
  }

  /// Writes the samples of six rows to the mosaic: from `target` on, `pitch` from row to row.
  func scatter(columns: Int, to target: UnsafeMutablePointer<UInt16>, pitch: Int) {
    for (index, (line, place)) in map.places.enumerated() {
      var source = UnsafePointer(self[line]) + place
      var sample = target + (index / map.period * pitch + index % map.period)
      for _ in 0..<(columns / map.period) {
        sample.pointee = source.pointee
        sample += map.period
        source += map.lineStep
      }
    }
  }

  /// Reads the samples of six rows of the mosaic; all bits that are set in one of them.
  func gather(columns: Int, from mosaic: UnsafePointer<UInt16>, pitch: Int) -> UInt16 {
    var met: UInt16 = 0
    for (index, (line, place)) in map.places.enumerated() {
      var target = self[line] + place
      var sample = mosaic + (index / map.period * pitch + index % map.period)
      for _ in 0..<(columns / map.period) {
        target.pointee = sample.pointee
        met |= sample.pointee
        sample += map.period
        target += map.lineStep
      }
    }
    return met
  }
}
