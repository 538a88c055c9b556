import ArchiveFormat
import ByteCoding

/// Writes XML 1.0 element by element into a report's file, indented; nothing but the names of open elements is kept.
struct XMLStream {
  private let file: ReportFile
  private var open: [String] = []

  /// Begins the document. Throws `.environment`, as every call does.
  init(_ file: ReportFile) throws(Fault) {
    self.file = file
    try file.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
  }

  /// Writes an element with what `body` puts into it.
  mutating func element(
    _ name: String, _ attributes: [(name: String, value: String)] = [], _ body: (inout XMLStream) throws(Fault) -> Void
  ) throws(Fault) {
    try file.write("\(indent)<\(name)\(Self.text(attributes))>\n")
    open.append(name)
    try body(&self)
    open.removeLast()
    try file.write("\(indent)</\(name)>\n")
  }

  /// Writes an element that holds text and nothing else.
  mutating func leaf(_ name: String, _ text: String, _ attributes: [(name: String, value: String)] = []) throws(Fault) {
    try file.write("\(indent)<\(name)\(Self.text(attributes))>\(Self.escape(text))</\(name)>\n")
  }

  private var indent: String { String(repeating: " ", count: open.count) }

  private static func text(_ attributes: [(name: String, value: String)]) -> String {
    attributes.map { " \($0.name)=\"\(escape($0.value))\"" }.joined()
  }

  /// Text as XML takes it: control characters, which it cannot hold, are shown as paths show them (`\x1B`).
  static func escape(_ text: String) -> String { Markup.escape(RelativePath.printable(text.utf8)) }
}
