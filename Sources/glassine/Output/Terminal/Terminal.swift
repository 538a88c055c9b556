import Foundation
import Glibc

/// What the thing behind a stream can show.
struct Terminal: Sendable {
  /// A person is looking: lines may be drawn over.
  let isInteractive: Bool
  let hasColors: Bool
  /// Box-drawing characters and the like come out right.
  let hasUnicode: Bool
  private let descriptor: Int32?
  private let fixedWidth: Int

  static let standardOutput = Terminal(descriptor: STDOUT_FILENO)
  static let standardError = Terminal(descriptor: STDERR_FILENO)

  /// A terminal of a given size, for tests and for text that goes to a file.
  init(interactive: Bool, colors: Bool = false, unicode: Bool = true, width: Int = 100) {
    isInteractive = interactive
    hasColors = colors
    hasUnicode = unicode
    descriptor = nil
    fixedWidth = width
  }

  /// Colours follow <https://no-color.org>: any `NO_COLOR` that is not empty turns them off; so does a dumb terminal.
  init(descriptor: Int32, environment: [String: String] = ProcessInfo.processInfo.environment) {
    let isDumb = environment["TERM"].map { $0 == "dumb" || $0.isEmpty } ?? true
    let isInteractive = isatty(descriptor) == 1 && !isDumb
    self.isInteractive = isInteractive
    hasColors = isInteractive && (environment["NO_COLOR"] ?? "").isEmpty
    // The first of these that is set decides, as in the C library. Where none is, and in files, UTF-8 is the better guess today.
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0]?.uppercased() }.first { !$0.isEmpty }
    hasUnicode = !isInteractive || locale.map { $0.contains("UTF-8") || $0.contains("UTF8") } ?? true
    self.descriptor = isInteractive ? descriptor : nil
    fixedWidth = 100
  }

  /// Columns; asked anew each time, since windows change.
  var width: Int {
    guard let descriptor else { return fixedWidth }
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// The text in a colour, where there are colours.
  func styled(_ text: String, _ style: Style) -> String {
    hasColors && !text.isEmpty ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// The few looks that are used, by what they mean.
  enum Style: String, Sendable {
    case strong = "1"
    case faint = "2"
    case good = "32"
    case warning = "33"
    case bad = "31"
  }
}
