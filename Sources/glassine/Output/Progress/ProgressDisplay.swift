import Dispatch
import Foundation
import Reporting
import Synchronization

/// Shows how an operation goes on, from its events, which may come from any thread.
///
/// On a terminal one line of standard error is drawn over at most ten times a second; into a pipe or file goes a line every few seconds.
/// Problems always get a line of their own that stays. Nothing has to be undone when the program is stopped: the cursor is never hidden.
final class ProgressDisplay: Sendable {
  enum Mode: Sendable, Equatable {
    /// Draws over one line.
    case interactive
    /// A line every few seconds.
    case plain
    /// One JSON object a line on standard output, nothing on standard error.
    case json
    /// Problems only.
    case quiet
  }

  private struct State {
    var progress = ProgressState()
    var tally = Tally()
    var lastDrawn = -Double.infinity
    var lineIsDrawn = false
    var isFinished = false
  }

  private let mode: Mode
  private let isVerbose: Bool
  private let terminal: Terminal
  private let sink: TextSink
  private let lines: JSONLines
  private let now: @Sendable () -> Double
  private let state = Mutex(State())

  private static let redrawInterval = 0.1
  private static let logInterval = 5.0

  /// The display for the streams as they are.
  convenience init(json: Bool, quiet: Bool, verbose: Bool) {
    let terminal = Terminal.standardError
    let mode: Mode = json ? .json : quiet ? .quiet : terminal.isInteractive ? .interactive : .plain
    self.init(mode: mode, verbose: verbose, terminal: terminal, sink: .standardError, jsonSink: .standardOutput)
    keepMoving()
  }

  /// A display for any streams; `now` gives seconds that only go forward.
  init(
    mode: Mode, verbose: Bool, terminal: Terminal, sink: TextSink, jsonSink: TextSink,
    now: @escaping @Sendable () -> Double = { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }
  ) {
    self.mode = mode
    isVerbose = verbose
    self.terminal = terminal
    self.sink = sink
    self.now = now
    lines = JSONLines(jsonSink)
  }

  /// What was done until now; exact once the operation has returned.
  var tally: Tally { state.withLock { $0.tally } }

  /// Takes one event; hand this to `OperationControl`.
  func handle(_ event: OperationEvent) {
    state.withLock { state in
      let moment = now()
      state.progress.apply(event, at: moment)
      state.tally.apply(event)
      guard mode != .json else {
        EventLine.write(event, to: lines)
        return
      }
      if let line = lasting(event) { say(line, &state) }
      if state.isFinished { return }
      switch event {
      case .phaseStarted where mode == .plain:
        logProgress(&state, moment, force: true)
      case .phaseEnded:
        clear(&state)
      default:
        if mode == .interactive { draw(&state, moment) } else { logProgress(&state, moment, force: false) }
      }
    }
  }

  /// Says something that stays: a hint that Ctrl-C was understood, for example.
  func say(_ text: String) {
    state.withLock { state in
      if mode == .json {
        lines.write("notice", JSONFields(["text": .text(text)]))
      } else {
        say(text, &state)
      }
    }
  }

  /// Clears the drawn line, so that what comes next starts on a clean one. Call once, when the operation has returned; twice does no harm.
  func finish() {
    state.withLock { state in
      clear(&state)
      state.isFinished = true
    }
  }

  /// A long file sends no events; the time left and the rate go on nevertheless.
  private func keepMoving() {
    guard mode == .interactive else { return }
    Thread.detachNewThread { [weak self] in
      while let display = self, display.redraw() { Thread.sleep(forTimeInterval: 0.5) }
    }
  }

  /// False once there is nothing to draw any more.
  private func redraw() -> Bool {
    state.withLock { state in
      guard !state.isFinished else { return false }
      draw(&state, now())
      return true
    }
  }

  /// The line that an event leaves behind; nil for most.
  private func lasting(_ event: OperationEvent) -> String? {
    switch event {
    case .fileFinished(let report):
      switch report.outcome {
      case .failed: return terminal.styled(EventLine.text(report), .bad)
      case .skipped: return mode == .quiet ? nil : terminal.styled(EventLine.text(report), .warning)
      case .done, .unchanged: return isVerbose && mode != .quiet ? EventLine.text(report) : nil
      }
    case .original(let report): return isVerbose && mode != .quiet ? EventLine.text(report) : nil
    case .finding(let finding): return terminal.styled(EventLine.text(finding), finding.kind == .newer ? .warning : .bad)
    case .notice(let text): return mode == .quiet ? nil : text.printable
    default: return nil
    }
  }

  private func say(_ line: String, _ state: inout State) {
    clear(&state)
    sink.write(line + "\n")
  }

  private func draw(_ state: inout State, _ moment: Double) {
    guard moment - state.lastDrawn >= Self.redrawInterval else { return }
    // The last column stays free: a full line would wrap on some terminals.
    let line = ProgressLine.interactive(state.progress, at: moment, width: max(10, terminal.width - 1), unicode: terminal.hasUnicode)
    guard !line.isEmpty else { return }
    sink.write("\r\(line)\u{1B}[K")
    state.lineIsDrawn = true
    state.lastDrawn = moment
  }

  private func clear(_ state: inout State) {
    guard state.lineIsDrawn else { return }
    sink.write("\r\u{1B}[K")
    state.lineIsDrawn = false
  }

  private func logProgress(_ state: inout State, _ moment: Double, force: Bool) {
    guard mode == .plain, force || moment - state.lastDrawn >= Self.logInterval else { return }
    if let phase = state.progress.phase, force, ProgressState.counts(phase), state.progress.totalFiles == nil { return }
    guard let line = ProgressLine.plain(state.progress, at: moment) else { return }
    sink.write(line + "\n")
    state.lastDrawn = moment
  }
}
