import Benchmarking
import Foundation

/// A benchmark as a picture: size over speed, one dot a coder, once for the way into the archive and once for the way out.
///
/// SVG without anything from outside, readable on light and dark ground. Further to the right is faster, further down is smaller.
struct BenchChart: Sendable {
  private struct Dot {
    let label: String
    let input: BenchCoder.Input
    let speed: Double
    let size: Double
  }

  private let result: BenchResult

  init(_ result: BenchResult) { self.result = result }

  private static let panelWidth = 560.0
  private static let panelHeight = 360.0

  /// The whole SVG document.
  var svg: String {
    let totals = result.totals
    let into = totals.map { Dot(label: $0.coder.name, input: $0.coder.input, speed: $0.encodeMegabytes, size: $0.bitsPerSample) }
    let out = totals.map { Dot(label: $0.coder.name, input: $0.coder.input, speed: $0.decodeMegabytes, size: $0.bitsPerSample) }
    let files = HumanNumber.count(result.files.count, "raw")
    let height = 2 * Self.panelHeight + 170
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 \(Markup.number(height))" role="img" aria-labelledby="title description">
      <title id="title">Speed against size, \(files)</title>
      <desc id="description">\(Markup.escape(words))</desc>
      <style>
      \(Self.style)
      </style>
      <rect class="ground" width="760" height="\(Markup.number(height))"/>
      <text class="title" x="24" y="34">Speed against size: \(files), one thread</text>
      \(legend)
      \(panel("Coding", into, top: 90))
      \(panel("Decoding", out, top: 90 + Self.panelHeight + 40))
      </svg>

      """
  }

  /// The picture in words, for those who cannot see it.
  private var words: String {
    result.totals.map { measure in
      "\(measure.coder.name) on \(BenchView.name(of: measure.coder.input)): \(HumanNumber.fixed(measure.bitsPerSample, 2)) bits a sample, "
        + "\(HumanNumber.threeDigits(measure.encodeMegabytes)) MB/s in, \(HumanNumber.threeDigits(measure.decodeMegabytes)) MB/s out"
    }.joined(separator: "; ")
  }

  private var legend: String {
    let inputs: [BenchCoder.Input] = [.planes, .packed, .file]
    return inputs.enumerated().map { number, input in
      let left = 30 + Double(number) * 150
      return """
        \(Self.mark(input, x: left, y: 58))<text x="\(Markup.number(left + 12))" y="63">\(BenchView.name(of: input))</text>
        """
    }.joined(separator: "\n")
  }

  private func panel(_ title: String, _ dots: [Dot], top: Double) -> String {
    let (left, bottom) = (80.0, top + Self.panelHeight - 40)
    let speeds = LogScale(covering: dots.map(\.speed), from: left, to: left + Self.panelWidth)
    let sizes = LinearScale(covering: dots.map(\.size), from: bottom, to: top + 24)
    var parts = ["<text class=\"panel\" x=\"24\" y=\"\(Markup.number(top + 8))\">\(title)</text>"]
    for tick in speeds.ticks {
      let x = Markup.number(speeds.position(tick))
      parts.append("<line class=\"grid\" x1=\"\(x)\" x2=\"\(x)\" y1=\"\(Markup.number(top + 20))\" y2=\"\(Markup.number(bottom))\"/>")
      parts.append("<text class=\"tick\" text-anchor=\"middle\" x=\"\(x)\" y=\"\(Markup.number(bottom + 18))\">\(Self.tick(tick))</text>")
    }
    for tick in sizes.ticks {
      let y = sizes.position(tick)
      parts.append(
        "<line class=\"grid\" x1=\"\(Markup.number(left))\" x2=\"\(Markup.number(left + Self.panelWidth))\" y1=\"\(Markup.number(y))\" y2=\"\(Markup.number(y))\"/>"
      )
      parts.append(
        "<text class=\"tick\" text-anchor=\"end\" x=\"\(Markup.number(left - 8))\" y=\"\(Markup.number(y + 4))\">\(Self.tick(tick))</text>")
    }
    parts.append(
      "<text class=\"axis\" text-anchor=\"middle\" x=\"\(Markup.number(left + Self.panelWidth / 2))\" y=\"\(Markup.number(bottom + 38))\">MB/s of 16-bit samples (logarithmic), faster →</text>"
    )
    let middle = (top + bottom) / 2
    parts.append(
      "<text class=\"axis\" text-anchor=\"middle\" transform=\"translate(30 \(Markup.number(middle))) rotate(-90)\">← smaller, bits a sample</text>"
    )
    parts += labels(dots, speeds, sizes, top: top + 24, bottom: bottom)
    return parts.joined(separator: "\n")
  }

  /// Dots with their labels, which move down or up until none covers another.
  private func labels(_ dots: [Dot], _ speeds: LogScale, _ sizes: LinearScale, top: Double, bottom: Double) -> [String] {
    // Dots take room too.
    var taken = dots.map { (x: speeds.position($0.speed) - 8, y: sizes.position($0.size), width: 16.0) }
    return dots.sorted { ($0.size, $0.speed) < ($1.size, $1.speed) }.map { dot in
      let (x, y) = (speeds.position(dot.speed), sizes.position(dot.size))
      let width = Double(dot.label.displayWidth) * 7.2
      // Labels stand right of their dot, unless the panel ends there.
      let isLeft = x + 12 + width > 80 + Self.panelWidth + 90
      let start = isLeft ? x - 12 - width : x + 12
      let free = [0.0, 16, -16, 32, -32, 48, -48, 64, -64].map { y + $0 }.first { candidate in
        candidate >= top && candidate <= bottom
          && !taken.contains { abs($0.y - candidate) < 15 && $0.x < start + width && start < $0.x + $0.width }
      }
      let line = free ?? y
      taken.append((start, line, width))
      var text = ""
      if line != y {
        text +=
          "<line class=\"lead\" x1=\"\(Markup.number(x))\" y1=\"\(Markup.number(y))\" x2=\"\(Markup.number(isLeft ? start + width + 2 : start - 2))\" y2=\"\(Markup.number(line))\"/>\n"
      }
      text += Self.mark(dot.input, x: x, y: y)
      text += "<text x=\"\(Markup.number(start))\" y=\"\(Markup.number(line + 4.5))\">\(Markup.escape(dot.label))</text>"
      return text
    }
  }

  /// Form and colour both tell what was coded: not everybody sees colours.
  private static func mark(_ input: BenchCoder.Input, x: Double, y: Double) -> String {
    switch input {
    case .planes: "<circle class=\"planes\" cx=\"\(Markup.number(x))\" cy=\"\(Markup.number(y))\" r=\"6\"/>"
    case .packed: "<rect class=\"packed\" x=\"\(Markup.number(x - 5))\" y=\"\(Markup.number(y - 5))\" width=\"10\" height=\"10\"/>"
    case .file: "<circle class=\"file\" cx=\"\(Markup.number(x))\" cy=\"\(Markup.number(y))\" r=\"5\"/>"
    }
  }

  private static func tick(_ value: Double) -> String {
    value >= 1000 ? HumanNumber.count(Int(value)) : Markup.number(value)
  }

  /// Plain rules without variables: viewers that are no browsers know no others, and then show the light form.
  private static let style = """
    text { font: 13px system-ui, sans-serif; fill: #1c1f23; } .title { font-size: 18px; font-weight: 600; }
    .panel { font-size: 15px; font-weight: 600; } .tick, .axis { fill: #5a626c; } .ground { fill: #fdfdfc; } .grid { stroke: #e1e5e9; }
    .lead { stroke: #5a626c; stroke-width: .75; } .planes { fill: #0a62c9; } .packed { fill: #b35900; }
    .file { fill: #fdfdfc; stroke: #6b4fbb; stroke-width: 2.5; }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6e8eb; } .tick, .axis { fill: #9aa4af; } .ground { fill: #15181c; } .grid { stroke: #2c323a; }
      .lead { stroke: #9aa4af; } .planes { fill: #6cb6ff; } .packed { fill: #f0a35e; } .file { fill: #15181c; stroke: #b9a3f5; }
    }
    """
}
