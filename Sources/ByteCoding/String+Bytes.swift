extension StringProtocol {
  /// True where the text's bytes start with the other's; `hasPrefix` compares characters, which a combining mark can change.
  package func startsWithBytes(of other: String) -> Bool { utf8.starts(with: other.utf8) }

  /// True where the text's bytes end with the other's.
  package func endsWithBytes(of other: String) -> Bool { utf8.suffix(other.utf8.count).elementsEqual(other.utf8) }

  /// The text without its first and last bytes; halves of characters are replaced.
  package func droppingBytes(first: Int = 0, last: Int = 0) -> String {
    String(decoding: utf8.dropFirst(first).dropLast(last), as: UTF8.self)
  }
}
