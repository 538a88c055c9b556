import Benchmarking

/// The axes of a benchmark's chart, and what stands between them.
struct BenchPlot: Sendable {
  private let marks: [BenchChart.Mark]
  private let left: Double
  private let right: Double
  private let top: Double
  private let bottom: Double
  private let speeds: LogScale
  private let sizes: SizeScale

  init(_ marks: [BenchChart.Mark], left: Double, right: Double, top: Double, bottom: Double) {
    self.marks = marks
    (self.left, self.right, self.top, self.bottom) = (left, right, top, bottom)
    speeds = LogScale(covering: marks.flatMap { [$0.coding, $0.decoding] }, from: left, to: right)
    sizes = SizeScale(covering: marks.map(\.size), from: bottom, to: top)
  }

  var svg: String { (axes + lines + labels).joined(separator: "\n") }

  private var axes: [String] {
    var parts: [String] = []
    for tick in speeds.ticks {
      let x = speeds.position(tick)
      parts.append(Self.line("grid", x, top, x, bottom))
      parts.append(Self.text(Self.name(tick), "tick", "middle", x, bottom + 20))
    }
    for (tick, y) in sizes.ticks {
      parts.append(Self.line((tick - 1).magnitude < 1e-9 ? "even" : "grid", left, y, right, y))
      parts.append(Self.text(Markup.number(tick), "tick", "end", left - 8, y + 4.5))
    }
    if let gap = sizes.gap {
      parts.append(
        "<rect class=\"ground\" x=\"\(Markup.number(left - 1))\" y=\"\(Markup.number(gap - 4))\" width=\"\(Markup.number(right - left + 2))\" "
          + "height=\"8\"/>")
      parts.append(Self.text("≈", "tick", "end", left - 8, gap + 4.5))
    }
    parts.append(Self.text("MB/s of 16-bit samples (logarithmic), faster →", "axis", "middle", (left + right) / 2, bottom + 44))
    parts.append(
      "<text class=\"axis\" text-anchor=\"middle\" transform=\"translate(30 \(Markup.number((top + bottom) / 2))) rotate(-90)\">"
        + "← smaller, size beside \(Markup.escape(BenchCoder.reference.name))</text>")
    return parts
  }

  /// From a coder's coding to its decoding: the two belong together.
  private var lines: [String] {
    marks.map { mark in
      let y = sizes.position(mark.size)
      return Self.line("way", speeds.position(mark.coding), y, speeds.position(mark.decoding), y)
    }
  }

  /// Dots with their labels, which move down or up until none covers another.
  private var labels: [String] {
    // Dots take room too.
    var taken = marks.flatMap { mark in
      [mark.coding, mark.decoding].map { (x: speeds.position($0) - 8, y: sizes.position(mark.size), width: 16.0) }
    }
    return marks.sorted { ($0.size, $0.coding) < ($1.size, $1.coding) }.map { mark in
      let y = sizes.position(mark.size)
      let (coding, decoding) = (speeds.position(mark.coding), speeds.position(mark.decoding))
      let x = max(coding, decoding)
      let width = Double(mark.label.displayWidth) * 7.2
      let start = x + 12
      let steps = [0.0] + (1...8).flatMap { [Double($0) * 16, Double($0) * -16] }
      let line =
        steps.map { y + $0 }.first { candidate in
          candidate >= top && candidate <= bottom
            && !taken.contains { ($0.y - candidate).magnitude < 15 && $0.x < start + width && start < $0.x + $0.width }
        } ?? y
      taken.append((start, line, width))
      var parts = line == y ? [] : [Self.line("lead", x, y, start - 2, line)]
      parts.append(Self.dot(mark.input, hollow: false, x: coding, y: y) + Self.dot(mark.input, hollow: true, x: decoding, y: y))
      parts.append(Self.text(mark.label, "name", "start", start, line + 4.5))
      return parts.joined(separator: "\n")
    }
  }

  /// Form and colour both tell what was coded: not everybody sees colours.
  static func dot(_ input: BenchCoder.Input, hollow: Bool, x: Double, y: Double) -> String {
    let classes = "\(input.rawValue)\(hollow ? " hollow" : "")"
    let size = hollow ? 5.0 : 6.0
    switch input {
    case .planes: return "<circle class=\"\(classes)\" cx=\"\(Markup.number(x))\" cy=\"\(Markup.number(y))\" r=\"\(Markup.number(size))\"/>"
    case .packed:
      return "<rect class=\"\(classes)\" x=\"\(Markup.number(x - size))\" y=\"\(Markup.number(y - size))\" "
        + "width=\"\(Markup.number(2 * size))\" height=\"\(Markup.number(2 * size))\"/>"
    case .file:
      let points = [(0, -7), (7, 0), (0, 7), (-7, 0)].map { "\(Markup.number(x + Double($0.0))),\(Markup.number(y + Double($0.1)))" }
      return "<polygon class=\"\(classes)\" points=\"\(points.joined(separator: " "))\"/>"
    }
  }

  private static func line(_ name: String, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) -> String {
    "<line class=\"\(name)\" x1=\"\(Markup.number(x1))\" y1=\"\(Markup.number(y1))\" x2=\"\(Markup.number(x2))\" y2=\"\(Markup.number(y2))\"/>"
  }

  private static func text(_ text: String, _ name: String, _ anchor: String, _ x: Double, _ y: Double) -> String {
    "<text class=\"\(name)\" text-anchor=\"\(anchor)\" x=\"\(Markup.number(x))\" y=\"\(Markup.number(y))\">\(Markup.escape(text))</text>"
  }

  private static func name(_ tick: Double) -> String { tick >= 1000 ? HumanNumber.count(Int(tick)) : Markup.number(tick) }
}
