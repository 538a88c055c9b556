/// Text from an archive, made fit for a page and for the scripts beside it. Names come from files, and files from anywhere.
enum SheetText {
  /// Text for people: control characters become pictures such as ␛, and what turns or hides text a replacement character.
  static func shown(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isUnfit) else { return text }
    var shown = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x00...0x1F: shown.append(Unicode.Scalar(0x2400 + scalar.value) ?? "?")
      case 0x7F: shown.append("\u{2421}")
      default: shown.append(isUnfit(scalar) ? "\u{FFFD}" : scalar)
      }
    }
    return String(shown)
  }

  /// A JavaScript string in quotes that is JSON, too, and that no HTML parser can mistake: of ASCII's marks only harmless ones stay.
  static func quoted(_ text: String) -> String {
    var quoted = "\""
    quoted.reserveCapacity(text.utf8.count + 2)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "<", ">", "&", "'", "`", "\u{2028}", "\u{2029}": quoted += escape(UInt16(scalar.value))
      default:
        guard isUnfit(scalar) else {
          quoted.unicodeScalars.append(scalar)
          continue
        }
        for unit in String(scalar).utf16 { quoted += escape(unit) }
      }
    }
    return quoted + "\""
  }

  private static func escape(_ unit: UInt16) -> String {
    let digits = String(unit, radix: 16)
    return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
  }

  /// Text for HTML, in elements and in attributes.
  static func markup(_ text: String) -> String {
    var escaped = ""
    for scalar in shown(text).unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// Control characters, what breaks lines, what turns the direction of text, what takes no room, and what is no character.
  private static func isUnfit(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00...0x1F, 0x7F...0x9F, 0xAD, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB,
      0xE0000...0xE007F:
      true
    default: scalar.value & 0xFFFE == 0xFFFE
    }
  }
}
