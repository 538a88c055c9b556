/// A table of text for people: columns as wide as their widest cell on screen, numbers to the right, one line under the head.
///
/// Where the terminal is too narrow, columns that may go are left out, the last of them first, and then the widest one that may be shortened is.
struct Table: Sendable {
  struct Column: Sendable {
    enum Alignment: Sendable { case left, right }

    var title: String
    var alignment: Alignment = .left
    /// May be left out where there is no room.
    var isOptional = false
    /// May lose the middle of its texts where there is no room.
    var canShorten = false

    static func text(_ title: String, canShorten: Bool = false, isOptional: Bool = false) -> Column {
      Column(title: title, isOptional: isOptional, canShorten: canShorten)
    }

    static func number(_ title: String, isOptional: Bool = false) -> Column {
      Column(title: title, alignment: .right, isOptional: isOptional)
    }
  }

  private enum Row: Sendable {
    case cells([String], Terminal.Style?)
    case line
  }

  private let columns: [Column]
  private var rows: [Row] = []
  private let gap = "  "

  init(_ columns: [Column]) { self.columns = columns }

  /// Cells left out are empty; those beyond the columns are dropped. Texts may come from files: what is not printable is replaced.
  mutating func add(_ cells: [String], style: Terminal.Style? = nil) {
    let known = cells.prefix(columns.count).map(\.printable)
    rows.append(.cells(known + Array(repeating: "", count: columns.count - known.count), style))
  }

  /// A line across, as before a sum.
  mutating func addLine() { rows.append(.line) }

  var isEmpty: Bool { rows.isEmpty }

  /// The table's lines, without a trailing newline; `width` 0 means any.
  func lines(_ terminal: Terminal, width: Int? = nil, indent: Int = 0) -> [String] {
    let width = width ?? (terminal.isInteractive ? terminal.width - 1 : 0)
    var widths = columns.indices.map { column in
      rows.reduce(columns[column].title.displayWidth) { widest, row in
        if case .cells(let cells, _) = row { return max(widest, cells[column].displayWidth) }
        return widest
      }
    }
    var shown = Array(columns.indices)
    func total() -> Int { indent + shown.reduce(0) { $0 + widths[$1] } + gap.count * max(0, shown.count - 1) }
    if width > 0 {
      while total() > width, let gone = shown.last(where: { columns[$0].isOptional }) { shown.removeAll { $0 == gone } }
      if total() > width, let widest = shown.filter({ columns[$0].canShorten }).max(by: { widths[$0] < widths[$1] }) {
        widths[widest] = max(12, widths[widest] - (total() - width))
      }
    }
    let margin = String(repeating: " ", count: indent)
    let across = margin + String(repeating: terminal.hasUnicode ? "─" : "-", count: max(0, total() - indent))
    var lines: [String] = []
    if columns.contains(where: { !$0.title.isEmpty }) {
      lines.append(margin + terminal.styled(line(columns.map(\.title), shown, widths, terminal), .strong))
      lines.append(terminal.styled(across, .faint))
    }
    for row in rows {
      switch row {
      case .cells(let cells, let style):
        let text = line(cells, shown, widths, terminal)
        lines.append(margin + (style.map { terminal.styled(text, $0) } ?? text))
      case .line: lines.append(terminal.styled(across, .faint))
      }
    }
    return lines
  }

  /// The table as one text that ends with a newline; empty for a table without rows and titles.
  func text(_ terminal: Terminal, width: Int? = nil, indent: Int = 0) -> String {
    lines(terminal, width: width, indent: indent).map { $0 + "\n" }.joined()
  }

  private func line(_ cells: [String], _ shown: [Int], _ widths: [Int], _ terminal: Terminal) -> String {
    let parts = shown.map { column -> String in
      let cell = cells[column].shortened(to: widths[column], ellipsis: terminal.hasUnicode ? "…" : "...")
      return columns[column].alignment == .right ? cell.paddedLeft(to: widths[column]) : cell.paddedRight(to: widths[column])
    }
    let text = parts.joined(separator: gap)
    // Trailing spaces disturb people who copy text.
    return String(text[..<(text.lastIndex { $0 != " " }.map(text.index(after:)) ?? text.startIndex)])
  }
}
