/// The picture the lens throws on the sensor, row by row from the top: the scene sampled at each photosite and softened a little.
///
/// Softening is a 3x3 binomial, so that edges spread over about two photosites as they do behind a lens. Three rows are held at a time.
package struct SceneRows: Sequence, IteratorProtocol {
  private let scene: Scene
  private let width: Int
  private let height: Int
  private var nextRow = 0
  private var window: [[LinearColor]] = []

  package init(_ scene: Scene, width: Int, height: Int) {
    self.scene = scene
    self.width = width
    self.height = height
  }

  /// `width` colours, left to right; nil after the last row.
  package mutating func next() -> [LinearColor]? {
    guard nextRow < height else { return nil }
    if window.isEmpty {
      let first = sampled(0)
      window = [first, first, sampled(1)]
    } else {
      window.removeFirst()
      window.append(sampled(nextRow + 1))
    }
    nextRow += 1
    let (above, here, below) = (window[0], window[1], window[2])
    return (0..<width).map { Self.softened(above[$0], here[$0], below[$0]) }
  }

  private func sampled(_ row: Int) -> [LinearColor] {
    let v = (Double(Swift.min(row, height - 1)) + 0.5) / Double(height)
    let sharp = (0..<width).map { scene.light(u: (Double($0) + 0.5) / Double(height), v: v) }
    return (0..<width).map { column in
      Self.softened(sharp[Swift.max(0, column - 1)], sharp[column], sharp[Swift.min(width - 1, column + 1)])
    }
  }

  private static func softened(_ before: LinearColor, _ here: LinearColor, _ after: LinearColor) -> LinearColor {
    let sides: LinearColor = before + after
    return sides * 0.25 + here * 0.5
  }
}
