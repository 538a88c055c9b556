import Benchmarking

/// A benchmark's result as tables for people: all files together, and each file where there are several.
struct BenchView: Sendable {
  private let terminal: Terminal

  init(terminal: Terminal = .standardOutput) { self.terminal = terminal }

  /// The whole text; ends with a newline.
  func text(_ result: BenchResult) -> String {
    var blocks: [String] = []
    for file in result.files {
      let megasamples = HumanNumber.fixed(Double(file.width * file.height) / 1e6, 1)
      var head = terminal.styled(file.name.printable, .strong)
      head += "\n\(file.camera.printable), \(file.width) x \(file.height) = \(megasamples) MP, \(file.bits) bits used; "
      head += "file \(HumanNumber.bytes(file.bytes)), samples packed \(HumanNumber.bytes(file.packedBytes))\n"
      blocks.append(head + table(file.measures))
    }
    if result.files.count > 1 {
      let bytes = result.files.reduce(Int64(0)) { $0 + $1.bytes }
      let head = terminal.styled("All \(HumanNumber.count(result.files.count, "file")) together", .strong)
      blocks.append("\(head), \(HumanNumber.bytes(bytes))\n" + table(result.totals))
    }
    for failure in result.failures {
      blocks.append(terminal.styled("Not measured: \(failure.name.printable): \(failure.reason.printable)", .warning) + "\n")
    }
    if !result.isComplete { blocks.append(terminal.styled("Stopped before the end.", .warning) + "\n") }
    if !result.files.isEmpty { blocks.append(notes(result)) }
    return blocks.joined(separator: "\n")
  }

  private func table(_ measures: [BenchMeasure]) -> String {
    var table = Table([
      .text("coder"), .text("codes"), .number("size"), .number("bits/sample"), .number("to reference"), .number("in MB/s"),
      .number("out MB/s"), .number("in MP/s", isOptional: true), .number("out MP/s", isOptional: true),
    ])
    for measure in measures {
      table.add(
        [
          measure.coder.name, Self.name(of: measure.coder.input), HumanNumber.bytes(measure.codedBytes),
          HumanNumber.fixed(measure.bitsPerSample, 3),
          BenchResult.ratio(measure, among: measures).map { HumanNumber.fixed($0, 3) } ?? "–",
          HumanNumber.threeDigits(measure.encodeMegabytes), HumanNumber.threeDigits(measure.decodeMegabytes),
          HumanNumber.threeDigits(measure.encodeMegasamples), HumanNumber.threeDigits(measure.decodeMegasamples),
        ], style: measure.coder == .reference ? .strong : nil)
    }
    return table.text(terminal)
  }

  private func notes(_ result: BenchResult) -> String {
    """
    One thread, the fastest of repeated runs; every decoding was compared with what was coded. MB/s count 16-bit samples, whatever the
    coder was given. The reference is \(BenchCoder.reference.name). Whole files hold metadata and previews too: their bits weigh in.
    \(result.libraries.joined(separator: ", ")).

    """
  }

  /// What a coder was given, for people.
  static func name(of input: BenchCoder.Input) -> String {
    switch input {
    case .planes: "planes"
    case .packed: "packed mosaic"
    case .file: "whole file"
    }
  }
}
