import Benchmarking
import Foundation

/// How fast files are taken apart and made again, as a table for people: a row a file, and all of them together.
struct RepackingView: Sendable {
  private let terminal: Terminal

  init(terminal: Terminal = .standardOutput) { self.terminal = terminal }

  /// The whole text; ends with a newline.
  func text(_ result: RepackingResult) -> String {
    var blocks = result.files.isEmpty ? [] : [table(result)]
    for failure in result.failures {
      blocks.append(terminal.styled("Not measured: \(failure.name.printable): \(failure.reason.printable)", .warning) + "\n")
    }
    if !result.isComplete { blocks.append(terminal.styled("Stopped before the end.", .warning) + "\n") }
    if !result.files.isEmpty { blocks.append(notes(result)) }
    return blocks.joined(separator: "\n")
  }

  private func table(_ result: RepackingResult) -> String {
    var table = Table([
      .text("file", canShorten: true), .text("layout", canShorten: true), .number("stream"), .number("LibRaw MS/s"),
      .number("MB/s", isOptional: true), .number("decode MS/s"), .number("MB/s", isOptional: true), .number("x"), .number("encode MS/s"),
      .number("MB/s", isOptional: true), .number("x"),
    ])
    for file in result.files {
      // Lengths of lines and numbers of segments make long rows.
      let layout = file.layout.split(separator: ",").first.map(String.init) ?? ""
      table.add(
        [URL(fileURLWithPath: file.name).lastPathComponent, layout, HumanNumber.bytes(file.streamBytes)]
          + cells(file.libRaw, file.decode, file.encode))
    }
    if let total = result.total, result.files.count > 1 {
      table.addLine()
      table.add(
        ["together", HumanNumber.count(total.files, "file"), HumanNumber.bytes(total.decode.bytes)]
          + cells(total.libRaw, total.decode, total.encode), style: .strong)
    }
    return table.text(terminal)
  }

  private func cells(_ libRaw: RepackingSpeed?, _ decode: RepackingSpeed, _ encode: RepackingSpeed) -> [String] {
    func pair(_ speed: RepackingSpeed?) -> [String] {
      [speed?.megasamples, speed?.megabytes].map { $0.map(HumanNumber.threeDigits) ?? "–" }
    }
    func ratio(_ speed: RepackingSpeed) -> [String] { [libRaw.map { HumanNumber.threeDigits(speed.ratio(to: $0)) } ?? "–"] }
    return pair(libRaw) + pair(decode) + ratio(decode) + pair(encode) + ratio(encode)
  }

  private func notes(_ result: RepackingResult) -> String {
    var notes = """
      One thread, processor time, the fastest of repeated passes, in turns; decoded samples were compared. LibRaw: opening the file
      and decoding it. Decode: the stream's bytes to samples. Encode: samples to the stream's bytes. MS/s: million samples a second.
      MB/s: of the stream. x: beside LibRaw's decoding.

      """
    if let total = result.total, total.files > 1, total.files < result.files.count {
      notes += "Together: without the files that LibRaw does not read.\n"
    }
    return notes + result.libraries.joined(separator: ", ") + ".\n"
  }
}
