import Benchmarking

/// A benchmark's result as tables for people: each file, and all of them together where there are several.
struct BenchView: Sendable {
  private let terminal: Terminal

  init(terminal: Terminal = .standardOutput) { self.terminal = terminal }

  /// The whole text; ends with a newline.
  func text(_ result: BenchResult) -> String {
    var blocks = result.files.map { head(of: $0) + table($0.measures) }
    if result.files.count > 1 { blocks.append(head(ofAll: result) + table(result.totals + result.cropTotals) + smallest(result)) }
    for failure in result.failures {
      blocks.append(terminal.styled("Not measured: \(failure.name.printable): \(failure.reason.printable)", .warning) + "\n")
    }
    if !result.isComplete { blocks.append(terminal.styled("Stopped before the end.", .warning) + "\n") }
    if !result.files.isEmpty { blocks.append(notes(result)) }
    return blocks.joined(separator: "\n")
  }

  private func head(of file: BenchFile) -> String {
    let megasamples = HumanNumber.fixed(Double(file.samples) / 1e6, 1)
    var head = terminal.styled(file.name.printable, .strong)
    head += "\n\(file.camera.printable), \(file.width) x \(file.height) = \(megasamples) MP, \(file.bits) bits used; "
    head += "file \(HumanNumber.bytes(file.bytes)), samples packed \(HumanNumber.bytes(file.packedBytes))\n"
    head += "The camera's own stream: \(Self.words(file))"
    if let floor = file.noiseFloor { head += "; noise floor \(HumanNumber.fixed(floor, 3)) bits/sample" }
    return head + "\n"
  }

  private static func words(_ file: BenchFile) -> String {
    guard let stream = file.cameraStream, let bits = file.cameraBitsPerSample else { return "–" }
    let coding = stream.compression.map { $0 == 1 ? ", not compressed" : ", TIFF compression \($0)" } ?? ""
    return "\(HumanNumber.bytes(stream.bytes)), \(HumanNumber.fixed(bits, 3)) bits/sample\(coding)"
  }

  private func head(ofAll result: BenchResult) -> String {
    let bytes = result.files.reduce(Int64(0)) { $0 + $1.bytes }
    let head = terminal.styled("All \(HumanNumber.count(result.files.count, "file")) together", .strong)
    let samples = Double(result.samples)
    let camera = result.cameraBytes.map {
      "; the cameras' own streams \(HumanNumber.bytes($0)), \(HumanNumber.fixed(Double($0) * 8 / samples, 3)) bits/sample"
    }
    return "\(head), \(HumanNumber.fixed(samples / 1e6, 1)) MP, \(HumanNumber.bytes(bytes))\(camera ?? "")\n"
  }

  private func table(_ measures: [BenchMeasure]) -> String {
    let hasFloor = measures.contains { $0.bitsAboveFloor != nil }
    var columns: [Table.Column] = [.text("coder"), .text("codes"), .number("size"), .number("bits/sample")]
    if hasFloor { columns.append(.number("to floor")) }
    columns += [.number("size x"), .number("in MB/s"), .number("out MB/s"), .number("in x"), .number("out x")]
    var table = Table(columns)
    for (number, measure) in measures.enumerated() {
      if measure.coder.extent == .crop, number > 0, measures[number - 1].coder.extent == .whole { table.addLine() }
      let comparison = BenchComparison(measure, among: measures)
      var cells = [
        measure.coder.name, Self.name(of: measure.coder), HumanNumber.bytes(measure.codedBytes),
        HumanNumber.fixed(measure.bitsPerSample, 3),
      ]
      if hasFloor { cells.append(measure.bitsAboveFloor.map { ($0 < 0 ? "" : "+") + HumanNumber.fixed($0, 3) } ?? "–") }
      cells += [
        comparison.map { HumanNumber.fixed($0.size, 3) } ?? "–", HumanNumber.threeDigits(measure.encodeMegabytes),
        HumanNumber.threeDigits(measure.decodeMegabytes), comparison.map { HumanNumber.threeDigits($0.encodeSpeed) } ?? "–",
        comparison.map { HumanNumber.threeDigits($0.decodeSpeed) } ?? "–",
      ]
      table.add(cells, style: measure.coder == measure.coder.ownReference ? .strong : nil)
    }
    return table.text(terminal)
  }

  private func smallest(_ result: BenchResult) -> String {
    guard let bytes = result.smallestBytes, let reference = result.totals.first(where: { $0.coder == .reference }) else { return "" }
    let (bits, share) = (Double(bytes) * 8 / Double(result.samples), Double(bytes) / Double(reference.codedBytes))
    return "The smallest on planes for each file: \(HumanNumber.bytes(bytes)), \(HumanNumber.fixed(bits, 3)) bits/sample, "
      + "\(HumanNumber.fixed(share, 3)) of \(BenchCoder.reference.name).\n"
  }

  private func notes(_ result: BenchResult) -> String {
    var notes = """
      One thread, the fastest of repeated runs; every decoding was compared with what was coded. MB/s
      count 16-bit samples, whatever the coder was given. x: beside \(BenchCoder.reference.name) on the same
      samples in this run; both speeds beside the speed at which it codes.

      """
    if result.coders.contains(where: { $0.input == .file }) {
      notes += "Whole files hold metadata and previews too: their bits weigh in.\n"
    }
    if result.files.contains(where: \.isSimulated) {
      notes += "To floor: bits a sample above the entropy of the noise, over the simulated raws; nobody gets to 0.\n"
    }
    return notes + result.libraries.joined(separator: ", ") + ".\n"
  }

  /// What a coder was given, for people.
  static func name(of coder: BenchCoder) -> String {
    coder.extent == .crop ? "crop" : coder.input.rawValue
  }
}
