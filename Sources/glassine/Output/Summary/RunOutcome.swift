/// How a run ended: what its last lines say to a person, and its `summary` object to a script.
struct RunOutcome: Sendable {
  /// How good the news is.
  enum Mood: Sendable { case good, warning, bad }

  /// The `operation` of the `summary` object: the command's name.
  var operation: String
  /// The archive as the person named it.
  var archive: String
  /// The first line: what was done to what.
  var headline: String
  /// The one sentence people look for.
  var verdict: String
  var mood = Mood.good
  /// Names and values, one line each.
  var rows: [(name: String, value: String)] = []
  /// Further lines, such as what is lost and why.
  var details: [String] = []
  /// What to do next; nil where there is nothing to do.
  var next: String?
  /// What the `summary` object has besides `operation`, `archive`, `seconds`, `interrupted` and `exitStatus`.
  var fields: [String: JSONFields.Value] = [:]
  var isInterrupted = false
  var exitStatus = ExitStatus.good
}

extension RunOutcome {
  /// The `summary` line of `--json`.
  func write(to lines: JSONLines, seconds: Double) {
    var all: [String: JSONFields.Value?] = fields.mapValues { $0 }
    all["operation"] = .text(operation)
    all["archive"] = .text(archive)
    all["seconds"] = .real((seconds * 1000).rounded() / 1000)
    all["interrupted"] = .flag(isInterrupted)
    all["exitStatus"] = .number(Int64(exitStatus.rawValue))
    lines.write("summary", JSONFields(all))
  }
}

/// Prints an outcome for a person.
struct RunOutcomeView: Sendable {
  private let terminal: Terminal
  private let sink: TextSink

  init(terminal: Terminal = .standardOutput, sink: TextSink = .standardOutput) {
    self.terminal = terminal
    self.sink = sink
  }

  /// Prints the outcome after an empty line.
  func print(_ outcome: RunOutcome, seconds: Double) { sink.write("\n" + text(outcome, seconds: seconds)) }

  /// The outcome's text; ends with a newline.
  func text(_ outcome: RunOutcome, seconds: Double) -> String {
    var head = terminal.styled(outcome.headline.printable, .strong) + "\n"
    if outcome.isInterrupted { head += terminal.styled("Stopped before the end; what was done is sound.", .warning) + "\n" }
    let style: Terminal.Style = outcome.mood == .good ? .good : outcome.mood == .warning ? .warning : .bad
    if !outcome.verdict.isEmpty { head += terminal.styled(outcome.verdict.printable, style) + "\n" }
    var blocks = [head]
    if !outcome.rows.isEmpty {
      var table = Table([.text(""), .number("")])
      for row in outcome.rows { table.add([row.name.printable, row.value.printable]) }
      blocks.append(table.text(terminal, indent: 2))
    }
    if !outcome.details.isEmpty { blocks.append(outcome.details.map { $0.printable + "\n" }.joined()) }
    blocks.append("Took \(HumanNumber.duration(seconds: seconds)).\n")
    if let next = outcome.next { blocks.append("Next: \(next.printable)\n") }
    return blocks.joined(separator: "\n")
  }
}
