/// How much room text takes on a terminal, and how it is made to fit.
///
/// Widths are counted in columns: 0 for combining marks, 2 for East Asian wide characters and emoji, 1 for the rest. Terminals differ in
/// rare cases; a line that must not wrap keeps a column free.
extension StringProtocol {
  /// Columns the text takes on a terminal.
  var displayWidth: Int { reduce(0) { $0 + $1.displayWidth } }

  /// The text without anything that could move the cursor or change colours: control characters become pictures such as ␛.
  ///
  /// Names come from files, and files from anywhere: a name may hold escape sequences.
  var printable: String {
    guard unicodeScalars.contains(where: \.isUnprintable) else { return String(self) }
    var text = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      switch scalar.value {
      case 0x00...0x1F: text.append(Unicode.Scalar(0x2400 + scalar.value) ?? "?")
      case 0x7F: text.append("\u{2421}")
      default: text.append(scalar.isUnprintable ? "\u{FFFD}" : scalar)
      }
    }
    return String(text)
  }

  /// The text with its middle left out so that it takes at most `columns`: `holiday/…/IMG_0012.NEF`.
  ///
  /// More is kept of the end, where file names differ.
  func shortened(to columns: Int, ellipsis: String = "…") -> String {
    guard displayWidth > columns else { return String(self) }
    let room = columns - ellipsis.displayWidth
    guard room > 0 else { return columns > 0 ? ellipsis.prefix(columns: columns) : "" }
    let front = prefix(columns: room / 3)
    let back = suffix(columns: room - front.displayWidth)
    return front + ellipsis + back
  }

  /// As many leading characters as fit.
  func prefix(columns: Int) -> String {
    var taken = 0
    var end = startIndex
    while end < endIndex, taken + self[end].displayWidth <= columns {
      taken += self[end].displayWidth
      end = index(after: end)
    }
    return String(self[..<end])
  }

  /// As many trailing characters as fit.
  func suffix(columns: Int) -> String {
    var taken = 0
    var start = endIndex
    while start > startIndex {
      let before = index(before: start)
      guard taken + self[before].displayWidth <= columns else { break }
      taken += self[before].displayWidth
      start = before
    }
    return String(self[start...])
  }

  /// The text with spaces behind it, at least `columns` wide.
  func paddedRight(to columns: Int) -> String { self + String(repeating: " ", count: Swift.max(0, columns - displayWidth)) }

  /// The text with spaces before it, at least `columns` wide.
  func paddedLeft(to columns: Int) -> String { String(repeating: " ", count: Swift.max(0, columns - displayWidth)) + self }
}

extension Character {
  /// Columns on a terminal: the widest of its scalars.
  var displayWidth: Int {
    if let ascii = asciiValue { return ascii < 0x20 || ascii == 0x7F ? 0 : 1 }
    // U+FE0F asks for the picture of a character that also has a text form.
    if unicodeScalars.contains("\u{FE0F}") { return 2 }
    return unicodeScalars.reduce(0) { Swift.max($0, $1.displayWidth) }
  }
}

extension Unicode.Scalar {
  fileprivate var displayWidth: Int {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: break
    }
    if properties.isEmojiPresentation { return 2 }
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF, 0xA960...0xA97F,
      0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF,
      0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }

  /// Control characters of both sets, line and paragraph separators, and marks that turn the direction of text around.
  fileprivate var isUnprintable: Bool {
    switch value {
    case 0x00...0x1F, 0x7F...0x9F, 0x2028, 0x2029, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
