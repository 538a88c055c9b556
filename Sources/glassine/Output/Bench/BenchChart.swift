import Benchmarking

/// A benchmark as a picture: size beside JPEG XL over speed, for each coder a full dot for coding and a hollow one for decoding.
///
/// SVG without anything from outside, readable on light and dark ground. Further to the right is faster, further down is smaller.
struct BenchChart: Sendable {
  /// A coder's two speeds and its size.
  struct Mark: Sendable {
    let label: String
    let input: BenchCoder.Input
    /// Megabytes of 16-bit samples a second.
    let coding: Double
    let decoding: Double
    /// Beside the reference's.
    let size: Double
    let bitsPerSample: Double
  }

  private let files: Int
  let marks: [Mark]

  init(_ result: BenchResult) {
    let totals = result.totals
    files = result.files.count
    marks = totals.compactMap { measure in
      BenchComparison(measure, among: totals).map {
        Mark(
          label: measure.coder.input == .file ? measure.coder.id : measure.coder.name, input: measure.coder.input,
          coding: measure.encodeMegabytes, decoding: measure.decodeMegabytes, size: $0.size, bitsPerSample: measure.bitsPerSample)
      }
    }
  }

  private static let width = 820.0
  private static let height = 620.0

  /// The whole SVG document.
  var svg: String {
    let raws = HumanNumber.count(files, "raw")
    let (width, height) = (Markup.number(Self.width), Markup.number(Self.height))
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" role="img" aria-labelledby="title description">
      <title id="title">Speed against size, \(raws)</title>
      <desc id="description">\(Markup.escape(words))</desc>
      <style>
      \(Self.style)
      </style>
      <rect class="ground" width="\(width)" height="\(height)"/>
      <text class="title" x="24" y="34">Speed against size: \(raws), one thread</text>
      \(legend)
      \(BenchPlot(marks, left: 84, right: Self.width - 100, top: 92, bottom: Self.height - 64).svg)
      </svg>

      """
  }

  /// The picture in words, for those who cannot see it.
  private var words: String {
    marks.map { mark in
      "\(mark.label): \(HumanNumber.fixed(mark.size, 3)) of the size of \(BenchCoder.reference.name), "
        + "\(HumanNumber.fixed(mark.bitsPerSample, 2)) bits a sample, coding \(HumanNumber.threeDigits(mark.coding)) MB/s, "
        + "decoding \(HumanNumber.threeDigits(mark.decoding)) MB/s"
    }.joined(separator: "; ")
  }

  private var legend: String {
    var parts = ["<circle class=\"planes\" cx=\"30\" cy=\"60\" r=\"6\"/><text x=\"42\" y=\"64.5\">coding</text>"]
    parts.append("<circle class=\"planes hollow\" cx=\"110\" cy=\"60\" r=\"5\"/><text x=\"122\" y=\"64.5\">decoding</text>")
    var left = 210.0
    for (input, name) in [(BenchCoder.Input.planes, "planes"), (.packed, "packed mosaic"), (.file, "whole file")]
    where marks.contains(where: { $0.input == input }) {
      let dot = BenchPlot.dot(input, hollow: false, x: left, y: 60)
      parts.append(dot + "<text x=\"\(Markup.number(left + 12))\" y=\"64.5\">\(name)</text>")
      left += 50 + Double(name.displayWidth) * 7.2
    }
    return parts.joined(separator: "\n")
  }

  /// Plain rules without variables: viewers that are no browsers know no others, and then show the light form.
  private static let style = """
    text { font: 13px system-ui, sans-serif; fill: #1c1f23; } .title { font-size: 18px; font-weight: 600; }
    .tick, .axis { fill: #5a626c; } .ground { fill: #fdfdfc; } .grid { stroke: #e1e5e9; } .even { stroke: #9aa4af; stroke-dasharray: 4 4; }
    .lead { stroke: #5a626c; stroke-width: .75; } .way { stroke: #9aa4af; stroke-width: 1.25; }
    .planes { fill: #0a62c9; stroke: #0a62c9; } .packed { fill: #b35900; stroke: #b35900; } .file { fill: #6b4fbb; stroke: #6b4fbb; }
    .hollow { fill: #fdfdfc; stroke-width: 2; }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6e8eb; } .tick, .axis { fill: #9aa4af; } .ground { fill: #15181c; } .grid { stroke: #2c323a; } .even { stroke: #6b7580; }
      .lead { stroke: #9aa4af; } .way { stroke: #6b7580; } .planes { fill: #6cb6ff; stroke: #6cb6ff; }
      .packed { fill: #f0a35e; stroke: #f0a35e; } .file { fill: #b9a3f5; stroke: #b9a3f5; } .hollow { fill: #15181c; }
    }
    """
}
